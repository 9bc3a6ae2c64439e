package souk.platform.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.platform.partition.MemoryStorage;

/** Clients of one node watch what lives on another, and go on watching when that is gone. */
@Order(5)
class TwoNodesLiveTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String SETTINGS = "souk.live { renew = 500 ms, pace = 20 ms }\nakka.cluster.sharding { rebalance-interval = 1 s, retry-interval = 200 ms }";

    @Test
    void aNodeSeesWhatChangesOnAnotherAndAfterItIsGone() {
        var storage = new MemoryStorage();
        var first = new LiveShop(storage, SETTINGS);
        await().atMost(LONG).until(() -> first.toys.sees(1));
        var second = new LiveShop(storage, SETTINGS, first);
        await().atMost(LONG).until(() -> first.toys.sees(2) && second.toys.sees(2));
        first.toys.serving().join();
        await("both host some of the partitions").atMost(LONG).until(() -> hosts(first) && hosts(second));

        // Enough of them that each partition has some.
        List<String> ids = IntStream.range(0, 12).mapToObj(i -> "t" + i).toList();
        String[] topics = ids.stream().map(id -> "tally:" + id).toArray(String[]::new);
        var ann = first.client("souk.v1").watches(topics);
        var bob = second.client("souk.v1").watches(topics);
        all(ann, ids, 0);
        all(bob, ids, 0);
        ids.forEach(id -> second.add(id, 1));
        all(ann, ids, 1);
        all(bob, ids, 1);

        second.toys.die();
        first.toys.down(second.toys);
        // A client of the node that is gone comes back to the other one, with the versions that it has.
        assertThat(bob.closed.handle((code, failure) -> true).join()).isTrue();
        var back = first.client("souk.v1").says("{'subscribe':['tally:t0'],'since':{'tally:t0':'" + bob.states("tally:t0").get(bob.states("tally:t0").size() - 1).path("version").asText() + "'}}");
        ids.forEach(id -> first.add(id, 1));
        all(ann, ids, 2);
        back.sees("tally:t0", 2);
        assertThat(back.states("tally:t0")).hasSize(1);
        first.toys.die();
    }

    private static boolean hosts(LiveShop node) {
        return node.toys.partitions().stats().values().stream().anyMatch(stats -> stats.segments.sum() > 0);
    }

    private static void all(Client client, List<String> ids, long sum) {
        await("all at " + sum).atMost(LONG).until(() -> ids.stream().allMatch(id -> client.isAt("tally:" + id, sum)));
    }
}
