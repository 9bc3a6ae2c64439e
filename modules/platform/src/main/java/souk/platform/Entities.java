package souk.platform;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;

/** Sends commands to aggregates, wherever in the cluster they live. */
public interface Entities {

    /**
     * Sends a command and completes with its outcome: accepted means durable. Never completes exceptionally for what the platform
     * knows: an overloaded or failing partition is a refusal of a {@linkplain souk.kernel.Rejection.Kind#passing() passing} kind.
     */
    <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how);

    /** The same, with the default time and no known cause. */
    default <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command) {
        return ask(to, command, Asking.DEFAULT);
    }

    /**
     * The log that holds an aggregate's events, whether there are any or not.
     *
     * @throws UnsupportedOperationException when these write none
     */
    default String log(Address<?> of) {
        throw new UnsupportedOperationException("These entities have no logs, so nobody can tell where " + of + " is");
    }

    /**
     * How a command is sent.
     *
     * @param timeout how long the asker waits; the time left travels with the command, which is dropped undecided when it has run out
     * @param cause   what caused it (the request's id), kept beside its events
     * @param fresh   the id was drawn at random for this very request, so nothing can be stored under it yet; never set it on a resend
     * @param since   nothing of the aggregate can be older than this position of its own log; 0: it may be of any age
     * @param trace   the request that it is part of, by which log lines can be found
     */
    record Asking(Duration timeout, String cause, boolean fresh, long since, Trace trace) {
        public static final Asking DEFAULT = new Asking(Duration.ofSeconds(10), "", false, 0, Trace.NONE);

        public Asking toNew() {
            return new Asking(timeout, cause, true, since, trace);
        }

        public Asking begunSince(long position) {
            return new Asking(timeout, cause, fresh, position, trace);
        }

        public Asking because(String newCause) {
            return new Asking(timeout, newCause, fresh, since, trace);
        }

        public Asking within(Duration newTimeout) {
            return new Asking(newTimeout, cause, fresh, since, trace);
        }

        public Asking partOf(Trace newTrace) {
            return new Asking(timeout, cause, fresh, since, newTrace);
        }
    }
}
