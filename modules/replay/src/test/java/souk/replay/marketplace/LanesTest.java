package souk.replay.marketplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    /** Two lanes each, so that each waits for two others. */
    private static Set<String> lanes(int each) {
        return Set.of("a" + each % 7, "b" + each % 5);
    }

    @Test
    void whatHasALaneInCommonComesInItsOrderAndNeverAtOnce() throws Exception {
        Map<String, List<Integer>> order = new ConcurrentHashMap<>();
        Set<String> busy = ConcurrentHashMap.newKeySet();
        var collisions = new AtomicInteger();
        var all = IntStream.range(0, 2_000).boxed().toList();
        Lanes.run(8, all, LanesTest::lanes, each -> {
            for (String lane : lanes(each)) {
                if (!busy.add(lane)) collisions.incrementAndGet();
                order.computeIfAbsent(lane, any -> Collections.synchronizedList(new ArrayList<>())).add(each);
            }
            for (String lane : lanes(each)) busy.remove(lane);
        });
        assertThat(collisions).hasValue(0);
        assertThat(order.values().stream().mapToInt(List::size).sum()).isEqualTo(4_000);
        for (var each : order.values()) assertThat(each).isSorted();
    }

    @Test
    void whatHasNoneInCommonGoesSideBySide() throws Exception {
        // Ends only if all three are under way at once.
        var together = new CountDownLatch(3);
        Lanes.run(3, List.of("x", "y", "z"), Set::of, each -> {
            together.countDown();
            together.await();
        });
        assertThat(together.getCount()).isZero();
    }

    @Test
    void whatComesInTheWayIsToldAndNoMoreIsBegun() {
        Set<Integer> done = Collections.synchronizedSet(new HashSet<>());
        assertThatThrownBy(() -> Lanes.run(2, IntStream.range(0, 1_000).boxed().toList(), each -> Set.of("one"), each -> {
            if (each == 10) throw new IOException("the shop is away");
            done.add(each);
        })).isInstanceOf(IOException.class).hasMessage("the shop is away");
        assertThat(done).hasSize(10);
    }
}
