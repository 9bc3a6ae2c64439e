package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import souk.cart.Carts;
import souk.cart.api.CartCommand;
import souk.flashsale.FlashSale;
import souk.inventory.Inventory;
import souk.kernel.Blueprint;
import souk.orders.api.OrderStatus;
import souk.orders.fraud.Velocity;
import souk.payments.TestPayment;
import souk.testkit.Seeds;
import souk.testkit.Simulation.Trouble;

/** Checkouts in a shop where everything fails that can fail: in the end each is complete, or nothing of it is left. Its tests share nothing and only compute, so they run side by side. */
@org.junit.jupiter.api.Order(1)
@Execution(ExecutionMode.CONCURRENT)
class CheckoutSimulationTest {
    private static long carts;
    private static long orders;
    private static long confirmed;
    private static long rejected;
    private static long cancelled;
    private static long refunds;
    private static long crashes;
    private static long claims;
    private static long claimsInVain;
    private static long screened;
    private static long held;

    /** Every type of aggregate that a checkout touches. */
    static List<Blueprint<?, ?>> types() {
        var types = new ArrayList<Blueprint<?, ?>>(List.of(Order.BLUEPRINT));
        types.add(Velocity.BLUEPRINT);
        types.addAll(Inventory.capability().blueprints());
        types.addAll(Carts.capability().blueprints());
        types.addAll(FlashSale.capability().blueprints());
        return types;
    }

    private static Traders traders(Random random, Trouble trouble) {
        Duration[] holds = {Duration.ofMinutes(15), Duration.ofMinutes(15), Duration.ofSeconds(20), Duration.ofSeconds(3)};
        Duration[] delays = {Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(10)};
        return new Traders(random, trouble, types(), holds[random.nextInt(holds.length)], delays[random.nextInt(delays.length)]);
    }

    @Test
    void aCheckoutEndsCompleteOrFullyUndoneWhateverFails() {
        Seeds.each(400, seed -> {
            var random = new Random(seed);
            var traders = traders(random, random.nextInt(3) == 0 ? Shop.MUCH : Shop.SOME);
            if (random.nextInt(2) == 0) traders.screen();
            int skus = 1 + random.nextInt(4);
            for (int i = 0; i < skus; i++) traders.stock("sku-" + i, 1 + random.nextInt(500), random.nextInt(12));
            Duration[] times = {Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(15)};
            for (int i = 0; i < skus; i++) if (random.nextInt(2) == 0) traders.sale("sku-" + i, random.nextInt(100), 1 + random.nextInt(8), times[random.nextInt(times.length)]);
            for (int i = 0; i < skus; i++) {
                for (String vendor : List.of("ann", "bob")) if (random.nextInt(3) == 0) traders.offers(vendor, "sku-" + i, 1 + random.nextInt(500), random.nextInt(90), random.nextInt(8));
            }
            int buyers = 1 + random.nextInt(8);
            for (int i = 0; i < buyers; i++) buyer(traders, random);
            int meddlings = random.nextInt(3) == 0 ? 0 : random.nextInt(24);
            for (int i = 0; i < meddlings; i++) traders.shop().after(Duration.ofMillis(random.nextInt(120_000)), traders::meddle);
            traders.shop().run(Duration.ofMinutes(5));
            traders.settleDown();
            traders.audit();
            count(traders, buyers);
        });
    }

    private static void buyer(Traders traders, Random random) {
        var lines = new ArrayList<CartCommand.NewLine>();
        int wanted = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(3);
        for (int i = 0; i < wanted; i++) lines.add(traders.line(traders.skus().get(random.nextInt(traders.skus().size())), 1 + random.nextInt(3)));
        var offers = traders.offers();
        for (int i = offers.isEmpty() ? 0 : random.nextInt(3); i > 0; i--) lines.add(traders.line(offers.get(random.nextInt(offers.size())), 1 + random.nextInt(3)));
        String cart = traders.cart(lines);
        for (int i = random.nextInt(3); i > 0; i--) traders.claimSomething(cart);
        checkouts(traders, random, cart);
        if (random.nextInt(5) == 0) checkouts(traders, random, traders.twin(cart));
    }

    private static void checkouts(Traders traders, Random random, String cart) {
        int keys = random.nextInt(4) == 0 ? 3 : 1;
        for (int key = 0; key < keys; key++) {
            int clicks = 1 + random.nextInt(3);
            String name = "key-" + key;
            String token = traders.anyToken();
            for (int i = 0; i < clicks; i++) traders.shop().after(Duration.ofMillis(random.nextInt(20_000)), () -> traders.checkout(cart, name, token));
        }
    }

    @Test
    void fiftyUnitsNeverSellFiftyOne() {
        Seeds.each(80, seed -> {
            var random = new Random(seed);
            var traders = traders(random, random.nextBoolean() ? Shop.SOME : Shop.MUCH);
            traders.stock("hot", 100, 50);
            int buyers = 55 + random.nextInt(20);
            for (int i = 0; i < buyers; i++) {
                String cart = traders.cart(List.of(traders.line("hot", 1)));
                traders.shop().after(Duration.ofMillis(random.nextInt(3_000)), () -> traders.checkout(cart, "key", TestPayment.APPROVE));
            }
            traders.shop().run(Duration.ofMinutes(5));
            traders.settleDown();
            traders.audit();
            assertThat(traders.orders().getOrDefault(OrderStatus.CONFIRMED, List.of())).hasSizeLessThanOrEqualTo(50);
            count(traders, buyers);
        });
    }

    /** Each of twenty claims is in two carts, and both are checked out at once; half of the units are in the stock, too. */
    @Test
    void aClaimIsSoldToOneOrderThoughTwoWantIt() {
        Seeds.each(80, seed -> {
            var random = new Random(seed);
            var traders = traders(random, random.nextBoolean() ? Shop.SOME : Shop.MUCH);
            traders.stock("hot", 100, 10);
            traders.sale("hot", 50, 20, Duration.ofMinutes(1 + random.nextInt(20)));
            for (int i = 0; i < 20; i++) {
                String cart = traders.cart(random.nextBoolean() ? List.of() : List.of(traders.line("hot", 1)));
                traders.claim(cart, "hot", 1);
                for (String each : List.of(cart, traders.twin(cart))) traders.shop().after(Duration.ofMillis(random.nextInt(3_000)), () -> traders.checkout(each, "key", TestPayment.APPROVE));
            }
            traders.shop().run(Duration.ofMinutes(5));
            traders.settleDown();
            traders.audit();
            count(traders, 40);
        });
    }

    /** The shop has ten units of the same SKU, and another vendor ten: none of them is ever sold for this vendor's last one. */
    @Test
    void aVendorsLastUnitIsSoldToOneAndNeverReplacedByAnothers() {
        Seeds.each(100, seed -> {
            var random = new Random(seed);
            var traders = traders(random, random.nextBoolean() ? Shop.SOME : Shop.MUCH);
            traders.stock("hot", 100, 10);
            traders.offers("ann", "hot", 90, 10, 1);
            traders.offers("bob", "hot", 80, 0, 10);
            for (int i = 0; i < 50; i++) {
                String cart = traders.cart(List.of(traders.line(traders.offers().get(0), 1)));
                traders.shop().after(Duration.ofMillis(random.nextInt(3_000)), () -> traders.checkout(cart, "key", TestPayment.APPROVE));
            }
            traders.shop().run(Duration.ofMinutes(5));
            traders.settleDown();
            traders.audit();
            assertThat(traders.orders().getOrDefault(OrderStatus.CONFIRMED, List.of())).hasSizeLessThanOrEqualTo(1);
            count(traders, 50);
        });
    }

    @Test
    void whenNothingFailsAllFiftyAreSoldAndEverybodyElseIsTold() {
        Seeds.each(20, seed -> {
            var random = new Random(seed);
            var traders = new Traders(random, Trouble.NONE, types(), Duration.ofMinutes(15), Duration.ofSeconds(5));
            traders.stock("hot", 100, 50);
            for (int i = 0; i < 200; i++) {
                String cart = traders.cart(List.of(traders.line("hot", 1)));
                traders.shop().after(Duration.ofMillis(random.nextInt(1_000)), () -> traders.checkout(cart, "key", TestPayment.APPROVE));
            }
            traders.settleDown();
            traders.audit();
            assertThat(traders.orders().get(OrderStatus.CONFIRMED)).hasSize(50);
            assertThat(traders.refusals()).hasSize(150).allMatch(refusal -> refusal.code().equals("sold-out"));
            count(traders, 200);
        });
    }

    /** Sum of lines = order total = captured amount: {@link Traders#audit} compares them, to the penny. */
    @Test
    void theSumOfTheLinesIsTheTotalIsWhatWasCaptured() {
        Seeds.each(100, seed -> {
            var random = new Random(seed);
            var traders = new Traders(random, Trouble.NONE, types(), Duration.ofMinutes(15), Duration.ofSeconds(5));
            for (int i = 0; i < 30; i++) traders.stock("sku-" + i, random.nextLong(random.nextInt(4) == 0 ? 5_000_000_000L : 10_000), 900_000_000);
            for (int i = 0; i < 100; i++) {
                var lines = new ArrayList<CartCommand.NewLine>();
                int wanted = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 6);
                for (int j = 0; j < wanted; j++) lines.add(traders.line("sku-" + random.nextInt(30), 1 + random.nextInt(random.nextInt(10) == 0 ? 9_000 : 5)));
                String cart = traders.cart(lines);
                traders.shop().after(Duration.ofMillis(random.nextInt(1_000)), () -> traders.checkout(cart, "key", TestPayment.APPROVE));
            }
            traders.settleDown();
            traders.audit();
            assertThat(traders.orders().get(OrderStatus.CONFIRMED)).hasSize(100);
            count(traders, 100);
        });
    }

    /**
     * What a checkout costs when all goes well: the order's five commands (opened, placed, reserved, paid, confirmed), the cart's two and two
     * of each SKU are durable; the provider's book is read once and written once.
     */
    @Test
    void aCheckoutOfTwoSkusIsElevenDurableCommandsAndOneWriteOfTheBook() {
        Seeds.each(5, seed -> {
            var traders = new Traders(new Random(seed), Trouble.NONE, types(), Duration.ofMinutes(15), Duration.ofSeconds(5));
            traders.stock("a", 100, 5);
            traders.stock("b", 300, 5);
            String cart = traders.cart(List.of(traders.line("a", 2), traders.line("b", 1)));
            long before = traders.shop().owners().durableCommands();
            traders.checkout(cart, "key", TestPayment.APPROVE);
            traders.settleDown();
            traders.audit();
            assertThat(traders.shop().owners().durableCommands() - before).isEqualTo(11);
            assertThat(traders.book().writes()).isEqualTo(1);
            assertThat(traders.book().reads()).isEqualTo(1);
        });
    }

    /** Fifty orders of one mail at once, where three may come by in half an hour: never a fourth, whoever dies meanwhile; and what is refused holds nothing. */
    @Test
    void ofFiftyAtOnceNoMoreComeByThanTheRuleLetsThrough() {
        Seeds.each(40, seed -> {
            var random = new Random(seed);
            var traders = traders(random, random.nextBoolean() ? Shop.SOME : Shop.MUCH);
            traders.screen("one mail", 3);
            traders.stock("tea", 100, 50);
            for (int i = 0; i < 50; i++) {
                String cart = traders.cart(List.of(traders.line("tea", 1)));
                traders.shop().after(Duration.ofMillis(random.nextInt(500)), () -> traders.checkout(cart, "key", TestPayment.APPROVE));
            }
            traders.shop().run(Duration.ofMinutes(5));
            traders.settleDown();
            traders.audit();
            assertThat(traders.orders().getOrDefault(OrderStatus.CONFIRMED, List.of())).hasSizeLessThanOrEqualTo(traders.cameBy("one mail"));
            count(traders, 50);
        });
    }

    /** When nothing fails, what is held comes about when it is approved, and nothing is left of it when it is not. */
    @Test
    void whatIsHeldForReviewIsSoldOrLetGo() {
        Seeds.each(20, seed -> {
            var traders = new Traders(new Random(seed), Trouble.NONE, types(), Duration.ofMinutes(15), Duration.ofSeconds(5));
            traders.stock("tea", 100, 30);
            traders.holdAll();
            var ids = new ArrayList<String>();
            for (int i = 0; i < 30; i++) {
                String cart = traders.cart(List.of(traders.line("tea", 1)));
                traders.checkout(cart, "key", i % 2 == 0 ? TestPayment.APPROVE : TestPayment.TIMEOUT);
                ids.add(cart + "/key");
            }
            traders.shop().run(Duration.ofMinutes(2));
            assertThat(traders.orders().get(OrderStatus.HELD_FOR_REVIEW)).hasSize(30);
            assertThat(traders.captured()).isZero();
            for (int i = 0; i < 20; i++) traders.review(ids.get(i), i < 10);
            traders.settleDown();
            traders.audit();
            assertThat(traders.orders().get(OrderStatus.CONFIRMED)).hasSize(10);
            assertThat(traders.orders().get(OrderStatus.REJECTED)).hasSize(20).allMatch(order -> order.rejection().code().equals("order-refused"));
            count(traders, 30);
        });
    }

    private static synchronized void count(Traders traders, int buyers) {
        carts += buyers;
        crashes += traders.shop().owners().deaths();
        traders.orders().forEach((status, list) -> {
            orders += status == OrderStatus.NONE ? 0 : list.size();
            for (var order : list) {
                if (order.vetting() != null) screened++;
                if (order.vetting() != null && order.vetting().until() != null) held++;
                refunds += order.refunds().size();
                long sold = traders.sold(order);
                claims += sold;
                if (status == OrderStatus.REJECTED) claimsInVain += sold;
            }
            if (status == OrderStatus.CONFIRMED) confirmed += list.size();
            if (status == OrderStatus.REJECTED) rejected += list.size();
            if (status == OrderStatus.CANCELLED) cancelled += list.size();
        });
    }

    @AfterAll
    static void tell() {
        System.out.printf("Simulated: %,d carts, %,d orders (%,d confirmed, %,d rejected, %,d cancelled), %,d refunds of parts, %,d claims sold (%,d to orders that failed after that), %,d screened (%,d held for review), %,d owners died%n", carts, orders, confirmed, rejected, cancelled,
                refunds, claims, claimsInVain, screened, held, crashes);
    }
}
