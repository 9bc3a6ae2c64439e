package souk.platform.limits;

import java.util.List;

/**
 * Who owns which keys, as one node sees it: of the nodes that can be reached, the one whose name together with the key has the highest hash
 * (rendezvous hashing), so that a node that comes or goes moves no other keys than its own.
 *
 * @param owners   the nodes that are up and can be reached
 * @param nodes    how many may serve requests, at least 1
 * @param majority whether the owners are more than half of those that are up
 */
record Circle(List<String> owners, int nodes, boolean majority) {
    Circle {
        owners = owners.stream().sorted().toList();
    }

    /** Equal where two nodes see the same owners. */
    long mark() {
        long mark = 1125899906842597L;
        for (String each : owners) mark = mix(mark * 31 + hash(each));
        return mark;
    }

    /** Null: nobody. */
    String owner(String key) {
        String best = null;
        long highest = 0;
        for (String each : owners) {
            long height = mix(hash(each) ^ hash(key));
            if (best == null || height > highest) {
                best = each;
                highest = height;
            }
        }
        return best;
    }

    private static long hash(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) hash = 31 * hash + text.charAt(i);
        return mix(hash);
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
