package souk.platform.privacy;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps what the keys of persons follow from. Each key that is destroyed raises its epoch by one, whoever does it. */
interface KeyStore {
    /**
     * All that is kept, at one time.
     *
     * @param lookup the key of digests by which things are found; it never changes
     */
    record Kept(long epoch, List<KeyTree.Node> nodes, byte[] lookup) {}

    /** A leaf that was destroyed, as the so-manieth. */
    record Destroyed(long epoch, long leaf) {}

    /** Reads it, and makes it first if it is not there. Blocks. */
    Kept load();

    /** What was destroyed after this epoch, in order. */
    CompletionStage<List<Destroyed>> after(long epoch);

    /**
     * Destroys a leaf: {@code by} is stored instead of {@code node}, durably, unless another was destroyed since the epoch.
     *
     * @return whether it was done; a failure: nobody can tell
     */
    CompletionStage<Boolean> destroy(long epoch, long leaf, KeyTree.Node node, List<KeyTree.Node> by);

    /** Wraps what is wrapped with a former master key with the present one. Blocks. @return how many that were */
    int rewrap();
}
