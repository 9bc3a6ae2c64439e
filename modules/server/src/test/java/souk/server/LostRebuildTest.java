package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;

/**
 * Lists are rebuilt by a cluster of two processes. A probe asks both in turn, so that what one of them shows before the other has heard of a
 * switch would be seen; then the node that works on a rebuild is killed in the middle, and the other one ends it. With {@code -Psoak}, as
 * {@link ListRebuildTest}, which does it on one node.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class LostRebuildTest {
    @Test
    void bothNodesSwitchAtOnceAndOneThatIsLostIsReplaced(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 2)) {
            var market = shop.market(1);
            var urls = shop.nodes.stream().map(RealNode::url).toList();
            var sale = new ListRebuildTest.Sale(market);
            try (var probe = new ListProbe(urls, ListRebuildTest.token(urls.get(0)), ListRebuildTest.PRODUCTS)) {
                sale.begin();
                ListRebuildTest.all(market, "rebuild");
                ListRebuildTest.serves(market, 2);
                for (int serving = 1; serving <= 4; serving++) {
                    ListRebuildTest.all(market, "rollback");
                    ListRebuildTest.serves(market, serving % 2 == 1 ? 1 : 2);
                }
                sale.end();
                probe.close();
                System.out.println("Two nodes, two lists, five switches each, " + sale.changes + " changes: " + probe.asked + " questions, " + probe.walks + " walks, " + probe.faults.size() + " faults");
                assertThat(probe.faults.stream().distinct().limit(20)).isEmpty();
            } finally {
                sale.end();
            }

            // The node that is asked does it; another one hears of it before it is gone.
            ListRebuildTest.all(shop.market(0), "rebuild");
            await().atMost(Duration.ofSeconds(60)).until(() -> ListRebuildTest.VIEWS.stream().allMatch(view -> market.staff.get("/ops/views/" + view).number("other") == 3));
            shop.nodes.get(0).kill();
            ListRebuildTest.serves(market, 3);
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                System.out.println("The node that worked on two rebuilds was killed, the other one ended them: " + audit.viewsEqualLog());
            }
        }
    }
}
