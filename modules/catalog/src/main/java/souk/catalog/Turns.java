package souk.catalog;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Lets work that concerns the same things be done in the order in which it came, and all other work side by side. */
final class Turns {
    private final Map<String, CompletableFuture<Void>> last = new HashMap<>();

    /** Begins the work once all that came before it and concerns one of these things has ended, well or not. */
    <T> CompletionStage<T> inTurn(Collection<String> things, Supplier<CompletionStage<T>> work) {
        var ended = new CompletableFuture<Void>();
        CompletableFuture<?>[] before;
        synchronized (this) {
            before = things.stream().map(last::get).filter(Objects::nonNull).toArray(CompletableFuture[]::new);
            for (String thing : things) last.put(thing, ended);
        }
        return CompletableFuture.allOf(before).thenCompose(all -> work.get()).whenComplete((answer, failure) -> {
            synchronized (this) {
                for (String thing : things) last.remove(thing, ended);
            }
            ended.complete(null);
        });
    }
}
