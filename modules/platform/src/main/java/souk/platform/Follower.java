package souk.platform;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Outcome;

/**
 * Knows something small that all nodes share and that changes seldom, by asking for news of it, one question at a time. When nobody answers, what was known stays, and {@link #isYoungerThan} tells how long
 * ago it was the whole truth; the next {@link #look} asks again. Whoever has one calls that in an interval, or when it needs to know.
 *
 * @param <N> the answer: what is new since the last one
 */
public abstract class Follower<N> {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private CompletableFuture<Boolean> underWay;
    private volatile boolean known;
    /** When the question was sent whose answer made it the whole truth, by the machine's own clock. */
    private volatile long at;

    /** Asks what is new since the last answer that was {@linkplain #take taken}. */
    protected abstract CompletionStage<Outcome<N>> ask();

    /**
     * Notes what is new; called before the next question is sent, and never for two answers at once.
     *
     * @return whether that was all; if not, the rest is asked for at once
     */
    protected abstract boolean take(N news);

    /** Asks, unless a question is under way. Returns at once; complete, for all who came meanwhile, with whether everything that is new was taken. */
    public final CompletableFuture<Boolean> look() {
        CompletableFuture<Boolean> looking;
        synchronized (this) {
            if (underWay != null) return underWay;
            looking = underWay = new CompletableFuture<>();
        }
        once(looking);
        return looking;
    }

    /** Whether it has ever been the whole truth. */
    public final boolean isKnown() {
        return known;
    }

    /**
     * Whether what is known was the whole truth so many nanoseconds ago, or later.
     *
     * @param now by {@link System#nanoTime()}
     */
    public final boolean isYoungerThan(long nanos, long now) {
        return known && now - at <= nanos;
    }

    private void once(CompletableFuture<Boolean> looking) {
        long sent = System.nanoTime();
        CompletionStage<Outcome<N>> answer;
        try {
            answer = ask();
        } catch (RuntimeException stopping) {
            end(looking, false);
            return;
        }
        answer.whenComplete((outcome, failure) -> answered(looking, outcome, sent));
    }

    /** @param outcome null: none came */
    private void answered(CompletableFuture<Boolean> looking, Outcome<N> outcome, long sent) {
        boolean all = false;
        boolean more = false;
        try {
            if (outcome instanceof Outcome.Accepted<N> news) {
                all = take(news.reply());
                more = !all;
            }
        } catch (RuntimeException | Error broken) {
            LOG.error("An answer was not understood, what was known before stays", broken);
        }
        if (more) {
            once(looking);
            return;
        }
        if (all) {
            at = sent;
            known = true;
        }
        end(looking, all);
    }

    private void end(CompletableFuture<Boolean> looking, boolean all) {
        synchronized (this) {
            underWay = null;
        }
        looking.complete(all);
    }
}
