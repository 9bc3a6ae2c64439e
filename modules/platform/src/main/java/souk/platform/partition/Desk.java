package souk.platform.partition;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * Where the answers to a node's requests come in: one long-lived actor instead of one a question, since it is on the path of every
 * request. A question without an answer in time is answered UNKNOWN_OUTCOME.
 */
final class Desk {
    private record Sweep() {}

    private record Open(CompletableFuture<Outcome<Object>> answer, long asked, long deadline) {}

    private final ConcurrentHashMap<Long, Open> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** A question was asked; its number goes with the request. */
    long open(CompletableFuture<Outcome<Object>> answer, long deadline) {
        long correlation = last.incrementAndGet();
        open.put(correlation, new Open(answer, System.nanoTime(), deadline));
        return correlation;
    }

    @SuppressWarnings("unchecked")
    private void answered(Reply reply) {
        Open question = open.remove(reply.correlation());
        if (question != null) question.answer().complete((Outcome<Object>) reply.outcome());
    }

    private void sweep() {
        long now = System.nanoTime();
        giveUp(question -> question.deadline() - now < 0, "There was no answer in time. Repeat it with the same Idempotency-Key to learn whether it was done.");
    }

    /**
     * A node was lost. Which of the questions it had is not known here, but whoever has waited for so long has most likely asked it; the
     * others are told no more than that they should ask again.
     */
    void lost(Duration waited) {
        long since = System.nanoTime() - waited.toNanos();
        giveUp(question -> question.asked() - since < 0, "A node was lost. Repeat it with the same Idempotency-Key to learn whether it was done.");
    }

    private void giveUp(Predicate<Open> which, String why) {
        open.forEach((correlation, question) -> {
            if (which.test(question) && open.remove(correlation) != null) question.answer().complete(Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "unknown-outcome", why));
        });
    }

    /** The actor that takes the replies. */
    Behavior<Object> behavior() {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Sweep(), Duration.ofMillis(250));
            return new Clerk(context, this);
        }));
    }

    private static final class Clerk extends AbstractBehavior<Object> {
        private final Desk desk;

        private Clerk(ActorContext<Object> context, Desk desk) {
            super(context);
            this.desk = desk;
        }

        @Override
        public Receive<Object> createReceive() {
            return newReceiveBuilder()
                    .onMessage(Reply.class, reply -> {
                        desk.answered(reply);
                        return this;
                    })
                    .onMessage(Sweep.class, sweep -> {
                        desk.sweep();
                        return this;
                    })
                    .build();
        }
    }

    /** The actor's address as requests carry it. */
    static ActorRef<Reply> address(ActorRef<Object> clerk) {
        return clerk.unsafeUpcast();
    }
}
