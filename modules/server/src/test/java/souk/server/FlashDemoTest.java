package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.Child;
import souk.devservices.DevServices;
import souk.devservices.Ports;
import souk.server.dev.SoukCommand;
import souk.testkit.TestShop;

/** {@code ./souk flash-demo} as people call it, in a real shop: a process of its own that sells, and reads the logs. */
@InOpenShop
class FlashDemoTest {
    private final TestShop shop;
    private final Market market;
    @TempDir
    Path checkout;

    private record Ended(int exit, String said) {}

    FlashDemoTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    @Test
    void aSaleIsRightAndItsUnitsAreBack() throws Exception {
        var ended = demo("--buyers", "60", "--units", "20", "--concurrency", "30", "--pay", "0.5", "--cassandra", cassandra(), "--keyspace", shop.keyspace());

        assertThat(ended.exit).as(ended.said).isZero();
        assertThat(ended.said).contains("60 buyers, 20 units of FLASH-DEMO-", "72 claims", "20 units granted, 10 paid", "20 granted = units gone; 0 open + 10 sold + 0 left + 10 collected = 20",
                "nobody ever had more than 1", "10 orders", "what 60 buyers were told is what happened", "The sale was right.").doesNotContain("\u001b", "BROKEN");
        String sku = ended.said.replaceAll("(?s).* units of (FLASH-DEMO-\\w+).*", "$1");
        market.has(sku, 10);
    }

    @Test
    @EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
    void soItIsOverSeveralBucketsWithMoreUnitsThanAreWanted() throws Exception {
        var ended = demo("--buyers", "10", "--units", "40", "--per-customer", "3", "--concurrency", "10", "--buckets", "4", "--pay", "1", "--cassandra", cassandra(), "--keyspace", shop.keyspace());

        // Two of ten want six each and get three.
        assertThat(ended.exit).as(ended.said).isZero();
        assertThat(ended.said).contains("12 claims", "14 units granted, 14 paid; refused: limit-reached 2", "0 open + 14 sold + 0 left + 26 collected = 40", "10 orders", "The sale was right.");
    }

    @Test
    void withoutTheLogsThereIsNoSale() throws Exception {
        var ended = demo();
        assertThat(ended.exit).isEqualTo(2);
        assertThat(ended.said).contains("was not started in this checkout").contains("--cassandra");
        assertThat(demo("--cassandra", cassandra(), "--keyspace", "no_such_shop")).satisfies(other -> {
            assertThat(other.exit).isEqualTo(2);
            assertThat(other.said).contains("The logs of the shop cannot be read").contains("no_such_shop");
        });
    }

    private static String cassandra() {
        return Ports.HOST + ":" + DevServices.shared().cassandra().port();
    }

    private Ended demo(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(Child.java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dsouk.checkout=" + checkout, "-cp", System.getProperty("java.class.path"),
                SoukCommand.class.getName(), "flash-demo", "--port", Integer.toString(shop.url().getPort())));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(checkout.resolve("said").toFile());
        builder.environment().put("SOUK_ADMIN_PASSWORD", TestShop.ADMIN_PASSWORD);
        int exit = builder.start().waitFor();
        return new Ended(exit, Files.readString(checkout.resolve("said")));
    }
}
