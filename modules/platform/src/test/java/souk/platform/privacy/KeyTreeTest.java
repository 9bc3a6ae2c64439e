package souk.platform.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyTreeTest {
    private static final long LEAVES = 1L << KeyTree.DEPTH;
    private final KeyTree.Node root = KeyTree.root(new byte[32]);

    @Test
    void whatIsLeftCoversEverythingButTheLeaf() {
        for (long leaf : List.of(0L, 1L, LEAVES / 2 - 1, LEAVES / 2, LEAVES - 1, KeyTree.leaf("anna"))) {
            var left = new TreeMap<Long, KeyTree.Node>();
            KeyTree.without(root, leaf).forEach(node -> left.put(node.path(), node));
            long next = 0;
            for (var node : left.values()) {
                if (next == leaf) next++;
                assertThat(node.path()).isEqualTo(next);
                next += 1L << KeyTree.DEPTH - node.depth();
            }
            assertThat(next == leaf ? next + 1 : next).isEqualTo(LEAVES);
            assertThat(left.values()).noneMatch(node -> node.covers(leaf));
        }
    }

    @Test
    void everyOtherLeafKeepsItsSeed() {
        var random = new Random(7);
        var nodes = new ArrayList<>(List.of(root));
        for (int i = 0; i < 100; i++) {
            long gone = random.nextLong() >>> 64 - KeyTree.DEPTH;
            long other = random.nextLong() >>> 64 - KeyTree.DEPTH;
            var above = nodes.stream().filter(node -> node.covers(gone)).findFirst().orElseThrow();
            nodes.remove(above);
            nodes.addAll(KeyTree.without(above, gone));
            assertThat(nodes).noneMatch(node -> node.covers(gone));
            // Each neighbour of the one that is gone, and any other.
            for (long leaf : List.of(other, gone ^ 1)) {
                assertThat(nodes.stream().filter(node -> node.covers(leaf)).map(node -> KeyTree.seed(node, leaf)).toList()).containsExactly(KeyTree.seed(root, leaf));
            }
        }
    }

    /** What is stored was sealed with keys that follow so: it must never change. */
    @Test
    void keysFollowAsTheyAlwaysDid() {
        assertThat(KeyTree.leaf("anna")).isEqualTo(253203708224283L);
        assertThat(HexFormat.of().formatHex(KeyTree.seed(root, KeyTree.leaf("anna")))).isEqualTo("336da4d6ec072340449d40e5c27de7ba36b767182333356afd8eeebd4d71ea77");
    }

    @Test
    void noSeedIsAnother() {
        var seeds = new java.util.HashSet<String>();
        for (int i = 0; i < 1000; i++) assertThat(seeds.add(HexFormat.of().formatHex(KeyTree.seed(root, KeyTree.leaf("person " + i))))).isTrue();
    }
}
