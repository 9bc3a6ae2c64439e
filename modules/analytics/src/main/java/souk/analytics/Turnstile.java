package souk.analytics;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Answer;

/** Lets one costly question at a time through. Whoever comes meanwhile is told to come again, and costs nothing. */
final class Turnstile {
    private static final Answer TAKEN = Answer.refused(new Rejection(Kind.OVERLOADED, "overloaded", "This node adds up another long window at the moment. Ask for a shorter one, or try again shortly."));

    private final AtomicBoolean taken = new AtomicBoolean();

    /** The next one may pass when this has ended, well or not. */
    CompletionStage<Answer> pass(Supplier<CompletionStage<Answer>> question) {
        if (!taken.compareAndSet(false, true)) return CompletableFuture.completedFuture(TAKEN);
        try {
            return question.get().whenComplete((answer, failure) -> taken.set(false));
        } catch (RuntimeException | Error broken) {
            taken.set(false);
            throw broken;
        }
    }
}
