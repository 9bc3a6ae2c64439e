package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.Child;
import souk.devservices.DevServices;
import souk.devservices.Ports;
import souk.platform.journal.Database;
import souk.server.dev.SoukCommand;
import souk.testkit.TestShop;

/** {@code ./souk check-journal} as operators call it. What it finds in damaged logs is tested in the platform. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
@InOpenShop
class CheckJournalTest {
    private final TestShop shop;
    private final Market market;
    @TempDir
    Path checkout;

    private record Ended(int exit, String said) {}

    CheckJournalTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    @Test
    void aShopThatGoesOnSellingMeanwhileIsClean() throws Exception {
        String sku = market.sells(300, 1_000);
        try (var regulars = new Regulars(List.of(market), sku, 4)) {
            regulars.awaitMore(0, 5);
            var ended = check("--cassandra", cassandra(), "--keyspace", shop.keyspace());
            assertThat(ended.said).contains("Clean: ", "orders-0: ", "no number is missing, none was written twice");
            assertThat(ended.exit).isEqualTo(CheckJournal.CLEAN);

            var json = new ObjectMapper().readTree(check("--cassandra", cassandra(), "--keyspace", shop.keyspace(), "--log", "orders-0", "--json").said);
            assertThat(json.path("clean").asBoolean()).isTrue();
            assertThat(json.path("logs")).hasSize(1);
            assertThat(json.path("logs").get(0).path("segments").asLong()).isPositive();
        }
    }

    @Test
    void aDamagedLogIsNamedAndTheExitValueSaysSo() throws Exception {
        var cassandra = DevServices.shared().cassandra();
        try (var first = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            first.execute("CREATE KEYSPACE IF NOT EXISTS damaged WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
        try (var cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("damaged").build()) {
            Database.create(cql, CheckJournalTest.class.getClassLoader(), "souk-log.cql");
            cql.execute("INSERT INTO head (log, position, segment) VALUES ('orders-0', 1, ?)", UUID.randomUUID());
        }
        var ended = check("--cassandra", cassandra(), "--keyspace", "damaged");
        assertThat(ended.said).contains("numbers missing: 1", "Segment 1 of orders-0 is not there", "NOT clean: ");
        assertThat(ended.exit).isEqualTo(CheckJournal.FAULTS);
    }

    @Test
    void whatCouldNotBeReadIsNotCalledClean() throws Exception {
        assertThat(check("--cassandra", cassandra(), "--keyspace", "no_such_shop")).satisfies(ended -> {
            assertThat(ended.said).contains("The journal was not checked", "no_such_shop");
            assertThat(ended.exit).isEqualTo(CheckJournal.NOT_CHECKED);
        });
        assertThat(check()).satisfies(ended -> {
            assertThat(ended.said).contains("There is no shop in");
            assertThat(ended.exit).isEqualTo(CheckJournal.NOT_CHECKED);
        });
    }

    private static String cassandra() {
        return Ports.HOST + ":" + DevServices.shared().cassandra().port();
    }

    private Ended check(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(Child.java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dsouk.checkout=" + checkout, "-cp", System.getProperty("java.class.path"), SoukCommand.class.getName(), "check-journal"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectError(checkout.resolve("said").toFile()).start();
        String said = new String(process.getInputStream().readAllBytes());
        int exit = process.waitFor();
        return new Ended(exit, exit == CheckJournal.NOT_CHECKED ? Files.readString(checkout.resolve("said")) : said);
    }
}
