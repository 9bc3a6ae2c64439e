package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akka.util.Version;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;

class StateTest {
    @TempDir
    Path checkout;

    @Test
    void theFirstShopGetsTheFolderAndASecondBesideItItsOwn() throws Exception {
        State first = State.take(checkout, 8080);
        assertThat(first.home()).isEqualTo(checkout.resolve(".souk"));
        State second = State.take(checkout, 9000);
        assertThat(second.home()).isEqualTo(checkout.resolve(".souk/9000"));
        assertThatThrownBy(() -> State.take(checkout, 9000)).isInstanceOf(DevServicesException.class).hasMessageContaining("--port");
    }

    @Test
    void aNodeFindsTheShopThatItsPortBelongsTo() throws Exception {
        State state = State.take(checkout, 8080);
        state.announce(new Layout(8080, 2, state.home(), state.partitions(2)));
        assertThat(State.running(checkout, 8085)).contains(new Layout(8080, 2, state.home(), 2));
        assertThat(State.running(checkout, 8090)).isEmpty();
        assertThat(State.running(checkout)).hasSize(1);
        assertThat(state.partitions(5)).as("as at the first start").isEqualTo(2);
    }

    @Test
    void wipingSparesTheBuildsAndTheFoldersOfOtherShops() throws Exception {
        State state = State.take(checkout, 8080);
        for (String folder : new String[] {"build/1", "9000/cassandra", "cassandra/data", "mail"}) {
            Files.createDirectories(state.home().resolve(folder));
        }
        state.firstStartIsDone();
        state.wipe();
        assertThat(state.firstStartDone()).isFalse();
        assertThat(state.home()).isDirectoryContaining("glob:**/build").isDirectoryContaining("glob:**/9000")
            .isDirectoryNotContaining("glob:**/cassandra").isDirectoryNotContaining("glob:**/mail");
    }

    @Test
    void oneMoreNodeGetsTheFirstFreePortBeyondThoseOfUp() throws Exception {
        Layout layout = new Layout(Ports.free(), 2, checkout, 1);
        assumeTrue(Ports.areFree(layout.http(2), layout.cluster(2), layout.http(3), layout.cluster(3)), "the ports beyond a free one are taken");
        assertThat(layout.freeForOneMore()).isEqualTo(layout.http(2));
        try (var other = new ServerSocket(layout.cluster(2), 1, InetAddress.getByName(Ports.HOST))) {
            assertThat(layout.freeForOneMore()).isEqualTo(layout.http(3));
        }
    }

    @Test
    void aLaterBuildIsAHigherVersion() {
        String before = System.getProperty("souk.build");
        try {
            System.setProperty("souk.build", "20261121-095929-417");
            assertThat(Checkout.build()).isEqualTo("20261121.095929");
            assertThat(Version.apply("20261121.153000")).isGreaterThan(Version.apply(Checkout.build()));
            System.clearProperty("souk.build");
            assertThat(Checkout.build()).isEqualTo("0.0.0");
        } finally {
            if (before != null) System.setProperty("souk.build", before);
        }
    }

    @Test
    void wrongPortsAndNumbersOfNodesAreRefused() {
        assertThatThrownBy(() -> new Layout(80, 1, checkout, 1)).hasMessageContaining("--port 80");
        assertThatThrownBy(() -> new Layout(8080, 11, checkout, 1)).hasMessageContaining("--nodes 11");
    }
}
