package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

/**
 * Two nodes of one cluster. One that stands still (SIGSTOP) until the other has taken over, and then wakes up under load with a past of its own, acknowledges
 * nothing that is not in the log afterwards. It is the first node that sleeps, whose word would count in a tie, and meanwhile the other sells on alone. It sleeps
 * longer than anything that others wait for; the tests beside this one have the machine meanwhile.
 */
@Order(1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PausedNodeTest {
    private static final Duration PAUSE = Duration.ofSeconds(90);
    private static final int SHOPPERS_A_NODE = Boolean.getBoolean("souk.soak") ? 12 : 6;
    private static final int SLEEPY = 0;
    private static final int AWAKE = 1;

    private static RealShop shop;

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
        var awake = shop.market(AWAKE);
        var sleepy = shop.market(SLEEPY).patient(PAUSE.plusMinutes(2));
        String sku = awake.sells(1_000, 1_000_000);
        long began = System.nanoTime();
        try (var regulars = new Regulars(List.of(sleepy, awake), sku, SHOPPERS_A_NODE); var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
            regulars.awaitMore(AWAKE, 20);
            regulars.awaitMore(SLEEPY, 20);

            RealNode sleeper = shop.nodes.get(SLEEPY);
            sleeper.pause();
            regulars.rest(true);
            long paused = System.nanoTime();
            LockSupport.parkNanos(PAUSE.toNanos());
            // The others have taken over what it had: every product, cart and order is served by the node that is awake.
            for (int i = 0; i < 8; i++) sellSomething(awake);
            regulars.rest(false);
            sleeper.wake();
            long woken = System.nanoTime();
            regulars.awaitMore(AWAKE, 100);
            regulars.rest(true);
            Awaitility.await("the node that slept ends, instead of going on beside the cluster").atMost(Duration.ofMinutes(1)).until(() -> !sleeper.isAlive());
            String agreed = regulars.wasToldTheTruth(audit, awake, Map.of(sku, 1_000_000));
            long ended = System.nanoTime();
            System.out.println("Paused a node for " + TimeUnit.NANOSECONDS.toSeconds(woken - paused) + " s. It had acknowledged " + regulars.acknowledged(SLEEPY, began, paused)
                    + " requests before and " + regulars.acknowledged(SLEEPY, woken, ended) + " after; the other node " + regulars.acknowledged(AWAKE, began, ended) + ". " + agreed);
        }
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
}
