package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.testkit.HttpSpecAnswer;

/**
 * Two nodes of one cluster. One that stands still (SIGSTOP) until the other has taken over, and then wakes up under load with a past of its own, acknowledges
 * nothing that is not in the log afterwards. It is the first node that sleeps, whose word would count in a tie, and meanwhile the other sells on alone. It sleeps
 * longer than anything that others wait for; the tests beside this one have the machine meanwhile.
 */
@Order(1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PausedNodeTest {
    private static final Duration PAUSE = Duration.ofSeconds(90);
    private static final Duration REST = Duration.ofSeconds(2);
    private static final int SHOPPERS_A_NODE = 12;
    private static final int SLEEPY = 0;
    private static final int AWAKE = 1;

    /** Something that a node has acknowledged. */
    private record Said(int node, long at, HttpSpecAnswer answer, String cart, boolean order) {}

    private static RealShop shop;
    private final Queue<Said> said = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean resting;
    private volatile boolean stop;

    @BeforeAll
    static void open(@TempDir Path folder) {
        shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 2);
    }

    @AfterAll
    static void close() {
        if (shop != null) shop.close();
    }

    @Test
    @Order(1)
    void eightyCheckoutsAtTwoNodesSellTheTenUnitsThereAre() throws Exception {
        var nodes = List.of(shop.market(0), shop.market(1));
        String sku = nodes.get(0).sells(700, 10);
        var shoppers = Together.each(80, i -> nodes.get(i % 2).shopper());
        var carts = Together.each(80, i -> Rush.cart(shoppers.get(i), sku, 1));

        // A cluster that has just grown still moves partitions, which is no definite answer to anybody.
        var answers = Together.each(80, i -> Rush.insist(() -> shoppers.get(i).buys(carts.get(i), "buy", "approve"), 202));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(10);
        assertThat(answers.stream().filter(answer -> answer.status() != 201)).allSatisfy(answer -> answer.refuses(409, "sold-out"));
        nodes.forEach(node -> node.has(sku, 0));
    }

    /** Here because there are two nodes. */
    @Test
    @Order(2)
    void bothNodesShowASaleFromItsFirstToItsLastInstant() throws InterruptedException {
        SalePages.beginAndEndByTheClock(List.of(shop.market(0), shop.market(1)));
    }

    @Test
    @Order(3)
    void aNodeThatWakesUpAcknowledgesNothingThatIsNotInTheLog() throws Exception {
        ExecutorService shoppers = Executors.newCachedThreadPool();
        try {
            var awake = shop.market(AWAKE);
            var sleepy = shop.market(SLEEPY).patient(PAUSE.plusMinutes(2));
            String sku = awake.sells(1_000, 1_000_000);
            for (int i = 0; i < SHOPPERS_A_NODE; i++) {
                shoppers.submit(() -> shopOn(AWAKE, awake, sku));
                shoppers.submit(() -> shopOn(SLEEPY, sleepy, sku));
            }
            awaitOrders(AWAKE, 20);
            awaitOrders(SLEEPY, 20);

            RealNode sleeper = shop.nodes.get(SLEEPY);
            sleeper.pause();
            resting = true;
            long paused = System.nanoTime();
            LockSupport.parkNanos(PAUSE.toNanos());
            // The others have taken over what it had: every product, cart and order is served by the node that is awake.
            for (int i = 0; i < 8; i++) sellSomething(awake);
            resting = false;
            sleeper.wake();
            long woken = System.nanoTime();
            int before = orders(AWAKE);
            awaitOrders(AWAKE, before + 100);
            resting = true;
            Awaitility.await("the node that slept ends, instead of going on beside the cluster").atMost(Duration.ofMinutes(1)).until(() -> !sleeper.isAlive());
            stop = true;
            shoppers.shutdown();
            assertThat(shoppers.awaitTermination(3, TimeUnit.MINUTES)).as("every request has come to its end").isTrue();
            assertThat(failures).as("answers that should not be").isEmpty();

            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                audit.awaitRest();
                List<Said> lies = new ArrayList<>();
                for (Said each : said) {
                    if (each.order) audit.toldTheTruth(each.answer, false);
                    else if (audit.version("cart.cart", each.cart) < each.answer.number("version")) lies.add(each);
                }
                assertThat(lies).as("acknowledged, and not in the log").isEmpty();
                String agreed = audit.shopAgreesWithLog(awake, Map.of(sku, 1_000_000));
                long bySleeper = said.stream().filter(each -> each.node == SLEEPY && each.at < paused).count();
                long late = said.stream().filter(each -> each.node == SLEEPY && each.at >= woken).count();
                System.out.println("Paused a node for " + TimeUnit.NANOSECONDS.toSeconds(woken - paused) + " s. It had acknowledged " + bySleeper + " requests before and " + late
                        + " after; the other node " + said.stream().filter(each -> each.node == AWAKE).count() + ". All are in the log: " + agreed);
            }
        } finally {
            stop = true;
            shoppers.shutdownNow();
        }
    }

    /** Buys again and again at one node, with rests where the test wants no load; what is refused or not answered is left, and something new is begun. */
    private void shopOn(int node, Market market, String sku) {
        Market.Shopper shopper = null;
        for (int i = 0; !stop; i++) {
            if (resting) LockSupport.parkNanos(REST.toNanos());
            try {
                if (shopper == null) shopper = market.shopper();
                String cart = note(node, shopper.http().withKey("cart-" + i).post("/v1/carts", "{'currency':'GBP'}"), false, null);
                note(node, shopper.adds(cart, sku, 1), false, cart);
                note(node, shopper.buys(cart, "buy", "approve"), true, cart);
            } catch (UncheckedIOException | NotAcknowledged again) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            } catch (Throwable unexpected) {
                failures.add(unexpected);
                return;
            }
        }
    }

    private static final class NotAcknowledged extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private String note(int node, HttpSpecAnswer answer, boolean order, String cart) {
        // 202 says of an order only that it is under way.
        if (answer.status() != 200 && answer.status() != 201) throw new NotAcknowledged();
        String id = cart == null ? answer.text("id") : cart;
        said.add(new Said(node, System.nanoTime(), answer, id, order));
        return id;
    }

    /** A new product, so that it may belong to any partition, sold once. */
    private static void sellSomething(Market market) {
        String sku = Market.unique("NEW");
        Rush.insist(() -> market.staff.put("/v1/admin/products/" + sku, "{'name':'New','variants':[{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'}}]}"));
        Rush.insist(() -> market.staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':1}"));
        var shopper = market.shopper();
        String cart = Rush.cart(shopper, sku, 1);
        Rush.insist(() -> shopper.buys(cart, "buy", "approve"), 202).answers(201);
    }

    private int orders(int node) {
        return (int) said.stream().filter(each -> each.order && each.node == node).count();
    }

    private void awaitOrders(int node, int count) {
        Awaitility.await(count + " orders at node " + node).atMost(Duration.ofMinutes(3)).until(() -> orders(node) >= count);
    }
}
