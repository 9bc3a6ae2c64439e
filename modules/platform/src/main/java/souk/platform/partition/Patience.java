package souk.platform.partition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import souk.platform.journal.Append;
import souk.platform.journal.Storage;

/** Waits for statements, and repeats those that fail some times: only for who has a thread to wait in, and statements that may be repeated. */
final class Patience {
    private static final int TRIES = 6;

    private final PartitionSettings settings;

    Patience(PartitionSettings settings) {
        this.settings = settings;
    }

    /**
     * What it answers.
     *
     * @throws CompletionException when it has failed six times, or what is stored cannot be read
     */
    <T> T insist(Supplier<? extends CompletionStage<? extends T>> statement) {
        for (int failures = 0;; failures++) {
            try {
                return statement.get().toCompletableFuture().join();
            } catch (CompletionException e) {
                if (failures + 1 >= TRIES || Append.cause(e) instanceof Storage.Unreadable) throw e;
                LockSupport.parkNanos(settings.backoff(failures).toNanos());
            }
        }
    }

    /** One for each of these, so many side by side; returns when all have succeeded. */
    <T> void together(int many, Collection<T> all, Function<T, CompletionStage<?>> statement) {
        var underWay = new ArrayDeque<CompletableFuture<?>>();
        var again = new ArrayList<T>();
        for (T each : all) {
            if (underWay.size() >= many) underWay.poll().join();
            underWay.add(statement.apply(each).toCompletableFuture().<Void>handle((done, failure) -> {
                if (failure != null) {
                    synchronized (again) {
                        again.add(each);
                    }
                }
                return null;
            }));
        }
        underWay.forEach(CompletableFuture::join);
        for (T each : again) insist(() -> statement.apply(each));
    }
}
