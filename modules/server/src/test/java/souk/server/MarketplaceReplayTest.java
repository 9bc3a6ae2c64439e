package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import souk.replay.BadInput;
import souk.replay.Replay;
import souk.replay.Shop;
import souk.replay.Verdict;
import souk.replay.marketplace.MarketData;
import souk.replay.marketplace.MarketplaceReplay;
import souk.testkit.TestShop;

/**
 * The made-up orders of a marketplace in a real shop, up to what its sellers are paid: what the shop says is what the files say, to the centavo; also when the replay was interrupted and has forgotten some of what it did, and
 * when more orders come after the sellers were paid.
 */
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MarketplaceReplayTest {
    private static final int ORDERS = 60;
    private static final int SELLERS = 9;
    private static final int CLIENTS = 16;
    private static final Replay.Listener NOBODY = new Replay.Listener() {};
    @TempDir
    static Path folder;
    private static TestShop shop;
    private static MarketData data;

    @BeforeAll
    static void open() throws IOException {
        data = MarketData.read(files());
        // Nobody searches here. Tokens of sellers last for a moment, so that they have to be renewed as in a long replay.
        shop = TestShop.start(Souk.CAPABILITIES.stream().filter(capability -> !capability.name().equals("search")).toList(), OpenShop.TOKEN_KEY + "\nsouk.customers.sessions.token = 5 s\nakka.actor.serialize-messages = off");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    /** Prices change, sellers share products and orders, and of every ninth order the payments are not right. */
    private static Path files() throws IOException {
        var random = new Random(7);
        List<String> items = new ArrayList<>(List.of("order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value"));
        List<String> payments = new ArrayList<>(List.of("order_id,payment_sequential,payment_type,payment_installments,payment_value"));
        for (int order = 0; order < ORDERS; order++) {
            long paid = order % 9 == 0 ? 1 : 0;
            for (int unit = 1; unit <= 1 + random.nextInt(4); unit++) {
                long price = random.nextInt(3) == 0 ? 85 + random.nextInt(400) : 1_000 + 100L * random.nextInt(3);
                long freight = 50L * random.nextInt(3);
                paid += price + freight;
                items.add("o%03d,%d,p%d,seller%d,2017-03-%02d 09:45,%s,%s".formatted(order, unit, random.nextInt(12), random.nextInt(SELLERS), 1 + order / 3, reais(price), reais(freight)));
            }
            payments.add("o%03d,1,boleto,1,%s".formatted(order, reais(paid)));
        }
        List<String> products = new ArrayList<>(List.of("product_id,product_category_name"));
        for (int product = 0; product < 12; product++) products.add("p" + product + "," + List.of("tea", "pots", "cups", "", "spoons", "cakes").get(product % 6));
        List<String> sellers = new ArrayList<>(List.of("seller_id,seller_zip_code_prefix,seller_city,seller_state"));
        for (int seller = 0; seller < SELLERS; seller++) sellers.add("seller" + seller + ",01310,sao paulo,SP");
        Files.write(folder.resolve("order_items.csv"), items);
        Files.write(folder.resolve("order_payments.csv"), payments);
        Files.write(folder.resolve("products.csv"), products);
        Files.write(folder.resolve("sellers.csv"), sellers);
        return folder;
    }

    private static String reais(long centavos) {
        return "%d.%02d".formatted(centavos / 100, centavos % 100);
    }

    private static Path state() {
        return folder.resolve("replay-marketplace.ndjson");
    }

    private static MarketplaceReplay replay(int orders) throws Exception {
        return MarketplaceReplay.of(data, Shop.at(shop.url(), "admin@souk.local", TestShop.ADMIN_PASSWORD), state(), orders);
    }

    /** The power goes off after so many steps of this part; of the last deeds nothing has been written down. */
    private static void interrupted(String part, int steps, int forgotten) throws Exception {
        var done = new AtomicInteger();
        var powerCut = new Replay.Listener() {
            private volatile String now;

            @Override
            public void begins(String what, int number) {
                now = what;
            }

            @Override
            public void step() {
                if (part.equals(now) && done.incrementAndGet() >= steps) throw new IllegalStateException("the power is off");
            }
        };
        try (var replay = replay(40)) {
            assertThatThrownBy(() -> replay.run(CLIENTS, powerCut)).hasMessageContaining("the power is off");
            assertThatThrownBy(() -> replay.verify(CLIENTS, NOBODY)).isInstanceOf(BadInput.class).hasMessageContaining("not finished");
        }
        var lines = Files.readAllLines(state());
        long toKeep = lines.stream().filter(line -> line.contains("\"done\"")).count() - forgotten;
        var kept = new StringBuilder();
        for (String line : lines) if (!line.contains("\"done\"") || toKeep-- > 0) kept.append(line).append('\n');
        Files.writeString(state(), kept + "{\"session\":\"order-o0");
    }

    private static void isEqual(Verdict verdict) {
        verdict.compared().forEach(each -> System.out.println(each.what() + ": " + each.expected() + " / " + each.found()));
        assertThat(verdict.equal()).as(verdict.toString()).isTrue();
        assertThat(verdict.examples()).isEmpty();
    }

    @Test
    @Order(1)
    void sellersArePaidWhatTheFilesSayAlsoAfterInterruptions() throws Exception {
        interrupted("Sellers", 5, 2);
        interrupted("Orders", 20, 8);
        interrupted("Deliveries", 20, 8);
        try (var replay = replay(40)) {
            replay.run(CLIENTS, NOBODY);
            assertThat(replay.left()).isZero();
            assertThat(replay.expected().flagged()).hasSizeBetween(1, 10);
            isEqual(replay.verify(CLIENTS, NOBODY));
        }
    }

    @Test
    @Order(2)
    void moreOrdersComeAfterThat() throws Exception {
        try (var replay = replay(Replay.ALL)) {
            assertThat(replay.run(CLIENTS, NOBODY).orders()).isEqualTo(ORDERS - 40);
            isEqual(replay.verify(CLIENTS, NOBODY));
        }
    }

    @Test
    @Order(3)
    void aSecondRunDoesNothing() throws Exception {
        try (var replay = replay(Replay.AS_LAST_TIME)) {
            var done = replay.run(CLIENTS, NOBODY);
            assertThat(done.orders() + done.sellers() + done.deliveries()).isZero();
            isEqual(replay.verify(CLIENTS, NOBODY));
        }
        // What the shop says of payouts is as it was.
        assertThat(Shop.at(shop.url(), "admin@souk.local", TestShop.ADMIN_PASSWORD).asStaff("GET", "/v1/admin/payout-settings", null, null).expect(200).body().path("holdDays").asInt()).isEqualTo(14);
        assertThatThrownBy(() -> replay(40)).isInstanceOf(BadInput.class).hasMessageContaining("are fewer");
    }
}
