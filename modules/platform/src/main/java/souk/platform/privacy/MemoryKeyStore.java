package souk.platform.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Of a node without a database: gone when it ends. */
final class MemoryKeyStore implements KeyStore {
    private final TreeMap<Long, KeyTree.Node> nodes = new TreeMap<>();
    private final List<Destroyed> destroyed = new ArrayList<>();
    private final byte[] lookup = Lock.random();

    MemoryKeyStore() {
        nodes.put(0L, KeyTree.root(Lock.random()));
    }

    @Override
    public synchronized Kept load() {
        return new Kept(destroyed.size(), List.copyOf(nodes.values()), lookup);
    }

    @Override
    public synchronized CompletionStage<List<Destroyed>> after(long epoch) {
        return CompletableFuture.completedFuture(List.copyOf(destroyed.subList((int) epoch, destroyed.size())));
    }

    @Override
    public synchronized CompletionStage<Boolean> destroy(long epoch, long leaf, KeyTree.Node node, List<KeyTree.Node> by) {
        if (epoch != destroyed.size()) return CompletableFuture.completedFuture(false);
        nodes.remove(node.path());
        by.forEach(each -> nodes.put(each.path(), each));
        destroyed.add(new Destroyed(epoch + 1, leaf));
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public int rewrap() {
        return 0;
    }
}
