package souk.orders;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import souk.payments.TestLedger;
import souk.payments.TestPayment;

/** The provider's book: each access takes its time, and some never come back, written or not. */
final class Book implements TestLedger {
    private final Map<String, Map<String, Entry>> entries = new HashMap<>();
    private final Shop shop;
    private boolean reliable;
    private int writes;
    private int reads;

    Book(Shop shop) {
        this.shop = shop;
    }

    private <T> CompletionStage<T> later(Supplier<T> what) {
        var done = new CompletableFuture<T>();
        if (reliable || !shop.chance(0.02)) {
            shop.after(shop.delay(), () -> {
                T result = what.get();
                if (reliable || !shop.chance(0.02)) done.complete(result);
            });
        }
        return done;
    }

    @Override
    public CompletionStage<?> add(List<Entry> added) {
        writes++;
        return later(() -> {
            for (var entry : added) entries.computeIfAbsent(entry.paymentId(), id -> new HashMap<>()).merge(entry.operation(), entry, (a, b) -> b.at().isBefore(a.at()) ? b : a);
            return added;
        });
    }

    @Override
    public CompletionStage<List<Entry>> entries(String paymentId) {
        reads++;
        return later(() -> now(paymentId));
    }

    @Override
    public CompletionStage<List<TestPayment>> payments(Optional<String> after, int limit) {
        throw new UnsupportedOperationException("Nobody asks here");
    }

    /** How often it was written to. */
    int writes() {
        return writes;
    }

    /** How often it was read. */
    int reads() {
        return reads;
    }

    /** From now on every access comes back. */
    void becomeReliable() {
        reliable = true;
    }

    /** The entries of a payment, at once. */
    List<Entry> now(String paymentId) {
        return List.copyOf(entries.getOrDefault(paymentId, Map.of()).values());
    }
}
