package souk.catalog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import souk.catalog.api.ImportCommand;
import souk.catalog.api.ProductCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;
import souk.platform.Entities.Asking;
import souk.platform.http.Fingerprint;

/** Sends an import's commands, and sends again what is refused for the moment. */
final class ImportShop implements ImportRun.Shop {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** With growing pauses: about a minute, longer than a partition needs to move. */
    private static final int TRIES = 35;

    private final Entities entities;
    private final String importId;
    private final Asking how;

    ImportShop(Entities entities, String importId, Asking how) {
        this.entities = entities;
        this.importId = importId;
        this.how = how;
    }

    @Override
    public CompletionStage<Outcome<?>> put(String productId, ProductForm product) {
        var content = product.content();
        var put = new ProductCommand.Put(productId, Fingerprint.of(content), importId, content, Optional.empty());
        return patiently(() -> entities.ask(ProductCommand.at(productId), put, how)
                .<Outcome<?>>thenApply(outcome -> outcome.fold(settled -> settled.of(put.change()), Outcome::refused)), FIRST_PAUSE, TRIES);
    }

    @Override
    public <R> CompletionStage<Outcome<R>> note(ImportCommand<R> command) {
        return patiently(() -> entities.ask(ImportCommand.at(importId), command, how), FIRST_PAUSE, TRIES);
    }

    private static <O extends Outcome<?>> CompletionStage<O> patiently(Supplier<CompletionStage<O>> attempt, Duration pause, int tries) {
        return attempt.get().thenCompose(outcome -> {
            boolean passing = outcome.fold(reply -> false, ImportShop::passing);
            if (!passing || tries == 1) return CompletableFuture.completedFuture(outcome);
            var later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
            var longer = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            return CompletableFuture.runAsync(() -> { }, later).thenCompose(waited -> patiently(attempt, longer, tries - 1));
        });
    }

    /** Also while somebody else changes the product: that is over in a moment. */
    private static boolean passing(Rejection refusal) {
        return refusal.kind().passing() || refusal.code().equals("change-in-progress");
    }
}
