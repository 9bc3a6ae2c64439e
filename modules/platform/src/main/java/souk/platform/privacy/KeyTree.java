package souk.platform.privacy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import souk.kernel.Sha256;

/**
 * The keys of all persons as the leaves of a binary tree, of which only the root is stored at first: the seeds of a node's halves are digests of its own, so that a leaf follows from any node above it, but nothing
 * that is beside it does. To destroy one leaf the stored node above it is replaced by the roots of all that hung from it but that leaf. So nobody pays a write for a new person, and a key that was destroyed follows from nothing
 * that is left. (A pseudorandom function that can be punctured, after Goldreich, Goldwasser and Micali.)
 */
final class KeyTree {
    /** Two persons share a leaf with a chance of one in 2^48; the second of them would find that there is no key, no more. */
    static final int DEPTH = 48;
    private static final byte LEFT = 0;
    private static final byte RIGHT = 1;

    private KeyTree() {}

    /**
     * A node that is stored: all leaves from {@code path} on, 2^(48 - depth) of them.
     *
     * @param path the first leaf below it
     */
    record Node(long path, int depth, byte[] seed) {
        boolean covers(long leaf) {
            return leaf >= path && leaf < path + (1L << DEPTH - depth);
        }

        /** Never shows the seed. */
        @Override
        public String toString() {
            return "Node[" + depth + "]";
        }
    }

    static Node root(byte[] seed) {
        return new Node(0, 0, seed);
    }

    /** The leaf of a person. */
    static long leaf(String person) {
        return ByteBuffer.wrap(Sha256.of("souk.person:" + person)).getLong() >>> Long.SIZE - DEPTH;
    }

    /** The seed of a leaf below this node. */
    static byte[] seed(Node node, long leaf) {
        var sha = Sha256.digest();
        byte[] seed = node.seed;
        for (int depth = node.depth; depth < DEPTH; depth++) seed = half(sha, seed, isRight(leaf, depth) ? RIGHT : LEFT);
        return seed;
    }

    /** What takes the node's place when this leaf is destroyed: the roots of all else below it. */
    static List<Node> without(Node node, long leaf) {
        var left = new ArrayList<Node>();
        var sha = Sha256.digest();
        byte[] seed = node.seed;
        for (int depth = node.depth; depth < DEPTH; depth++) {
            boolean right = isRight(leaf, depth);
            long size = 1L << DEPTH - depth - 1;
            // The first leaf below the node at this depth that the leaf hangs from.
            long start = leaf / (2 * size) * (2 * size);
            left.add(new Node(right ? start : start + size, depth + 1, half(sha, seed, right ? LEFT : RIGHT)));
            seed = half(sha, seed, right ? RIGHT : LEFT);
        }
        return left;
    }

    private static boolean isRight(long leaf, int depth) {
        return (leaf >>> DEPTH - depth - 1 & 1) == 1;
    }

    /** The seed of one half: what is hashed is secret, and always as long. */
    private static byte[] half(MessageDigest sha, byte[] seed, byte side) {
        sha.update(side);
        return sha.digest(seed);
    }
}
