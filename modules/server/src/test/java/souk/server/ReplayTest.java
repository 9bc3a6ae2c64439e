package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.replay.BadInput;
import souk.replay.Pace;
import souk.replay.Replay;
import souk.replay.Shop;
import souk.replay.Transactions;
import souk.replay.Verdict;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/**
 * The first 100 invoices of a real year (with {@code -Psoak} all of it) in a real shop: what the shop says is what the file says, to the penny; also when the replay was interrupted
 * and has forgotten some of what it did, after the node was started anew, and after the lists were made again from the logs.
 */
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayTest {
    private static final boolean ALL = Boolean.getBoolean("souk.soak");
    private static final int INVOICES = ALL ? Replay.ALL : 100;
    private static final int CLIENTS = 200;
    private static final String KEYSPACE = "replay_" + UUID.randomUUID().toString().replace("-", "");
    private static final Replay.Listener NOBODY = new Replay.Listener() {};
    @TempDir
    static Path folder;
    private static Transactions file;
    private static TestShop shop;

    @BeforeAll
    static void open() throws IOException {
        if (file == null) file = Transactions.shipped();
        // Nobody searches here, and an index of everything that is sold costs time; so do messages that are serialized within the node, which every other test of a shop does.
        var capabilities = Souk.CAPABILITIES.stream().filter(capability -> !capability.name().equals("search")).toList();
        shop = TestShop.start(capabilities, OpenShop.TOKEN_KEY + "\nsouk { cassandra.request-timeout = 12 s, reading.pace = 5 ms }\nakka.actor.serialize-messages = off", KEYSPACE, DevServices.shared().cassandra());
    }

    @AfterAll
    static void end() {
        shop.close();
        file = null;
    }

    private static Path state() {
        return folder.resolve("replay.ndjson");
    }

    private static Replay replay(int invoices) throws Exception {
        return Replay.of(file, Shop.at(shop.url(), "admin@souk.local", TestShop.ADMIN_PASSWORD), state(), invoices);
    }

    /** The power goes off after so many steps; of the last ones nothing has been written down. */
    private static void interrupted(int steps, int forgotten) throws Exception {
        var done = new AtomicInteger();
        var powerCut = new Replay.Listener() {
            private boolean selling;

            @Override
            public void begins(String what, int number) {
                selling = what.startsWith("Orders");
            }

            @Override
            public void step() {
                if (selling && done.incrementAndGet() >= steps) throw new IllegalStateException("the power is off");
            }
        };
        try (var replay = replay(80)) {
            assertThatThrownBy(() -> replay.run(Pace.full(), CLIENTS, powerCut)).hasMessageContaining("the power is off");
            assertThat(replay.left()).isPositive();
            assertThatThrownBy(() -> replay.verify(CLIENTS, NOBODY)).isInstanceOf(BadInput.class).hasMessageContaining("still to be done");
        }
        var lines = Files.readAllLines(state());
        long toKeep = lines.stream().filter(line -> line.contains("\"done\"")).count() - forgotten;
        var kept = new StringBuilder();
        for (String line : lines) if (!line.contains("\"done\"") || toKeep-- > 0) kept.append(line).append('\n');
        Files.writeString(state(), kept + "{\"session\":\"customer-1");
    }

    @Test
    @Order(1)
    void whatTheShopSaysIsWhatTheFileSaysAlsoAfterAnInterruption() throws Exception {
        interrupted(60, 20);
        try (var replay = replay(INVOICES)) {
            var account = replay.account();
            assertThat(account.addsUp()).as(account.toString()).isTrue();
            var done = replay.run(Pace.full(), CLIENTS, NOBODY);
            System.out.println(account + "\n" + done + ", " + done.orders() * 1000 / done.took().toMillis() + " orders/s");
            assertThat(replay.left()).isZero();
            if (ALL) isEqual(replay.verify(CLIENTS, NOBODY));
        }
    }

    /** To ask for everything takes as long as the replay, so that only {@code -Psoak} asks before this, too: what serves then is compared, entry by entry, with what is made from the logs. */
    @Test
    @Order(2)
    void itIsStillSoInANodeThatWasStartedAnewAndWhenTheListsAreMadeAgainFromTheLogs() throws Exception {
        shop.close();
        open();
        if (ALL) stillSo();
        var staff = HttpSpec.at(shop.url().toString()).logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
        for (String view : List.of("orders.order-list", "payments.credit-note-list")) {
            staff.post("/ops/views/" + view + "/rebuild").answers(202);
            await(view).atMost(Duration.ofMinutes(2)).until(() -> staff.get("/ops/views/" + view).number("serving") == 2);
            staff.post("/ops/views/" + view + "/finish").answers(202);
        }
        stillSo();
    }

    private static void stillSo() throws Exception {
        try (var replay = replay(Replay.AS_LAST_TIME)) {
            assertThat(replay.left()).isZero();
            isEqual(replay.verify(CLIENTS, NOBODY));
        }
    }

    private static void isEqual(Verdict verdict) {
        verdict.compared().forEach(each -> System.out.println(each.what() + ": " + each.expected() + " / " + each.found()));
        assertThat(verdict.equal()).as(verdict.toString()).isTrue();
    }

    @Test
    @Order(3)
    void aSecondRunDoesNothing() throws Exception {
        try (var replay = replay(Replay.AS_LAST_TIME)) {
            var done = replay.run(Pace.full(), CLIENTS, NOBODY);
            assertThat(done.orders() + done.refunds() + done.credits()).isZero();
            assertThatThrownBy(() -> replay(Replay.AS_LAST_TIME)).isInstanceOf(BadInput.class).hasMessageContaining("under way");
        }
        if (!ALL) assertThatThrownBy(() -> replay(INVOICES - 1)).isInstanceOf(BadInput.class).hasMessageContaining("are fewer");
    }

    @Test
    @Order(4)
    void whatDoesNotBelongTogetherIsSaid() throws Exception {
        var other = Files.writeString(folder.resolve("other.csv"), "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,,1,2010-12-01 08:26:00,1,,EIRE\n");
        assertThatThrownBy(() -> Replay.of(Transactions.read(other), Shop.at(shop.url(), "admin@souk.local", TestShop.ADMIN_PASSWORD), state(), 0)).isInstanceOf(BadInput.class).hasMessageContaining("another file");
        assertThatThrownBy(() -> Shop.at(shop.url(), "admin@souk.local", "wrong")).isInstanceOf(BadInput.class).hasMessageContaining("SOUK_ADMIN_PASSWORD");
        var text = Files.readString(state(), StandardCharsets.UTF_8);
        Files.writeString(state(), text.replace("\"as\":\"", "\"as\":\"not-"));
        assertThatThrownBy(() -> replay(Replay.AS_LAST_TIME)).isInstanceOf(BadInput.class).hasMessageContaining("placed in another one");
    }
}
