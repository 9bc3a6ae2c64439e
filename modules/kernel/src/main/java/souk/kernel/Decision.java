package souk.kernel;

import java.util.List;
import java.util.function.Function;

/**
 * What a rule makes of a command: events and a reply, or a refusal. A pure value; nothing has happened yet.
 *
 * @param <S> the aggregate's state
 * @param <E> its events
 * @param <R> the command's reply
 */
public sealed interface Decision<S, E extends Event, R> {

    /** Accepted. The reply is made from the state after the events. No events: it was done already. */
    record Accept<S, E extends Event, R>(List<E> events, Function<? super S, ? extends R> reply) implements Decision<S, E, R> {
        public Accept {
            events = List.copyOf(events);
        }
    }

    /** Refused; nothing changes. */
    record Reject<S, E extends Event, R>(Rejection rejection) implements Decision<S, E, R> {}

    /** Accept with these events, none if it was done already; {@code reply} is applied to the state after them. */
    @SafeVarargs
    static <S, E extends Event, R> Decision<S, E, R> accept(Function<? super S, ? extends R> reply, E... events) {
        return new Accept<>(List.of(events), reply);
    }

    /** Accept with these events, none if it was done already; {@code reply} is applied to the state after them. */
    static <S, E extends Event, R> Decision<S, E, R> accept(Function<? super S, ? extends R> reply, List<? extends E> events) {
        return new Accept<>(List.copyOf(events), reply);
    }

    static <S, E extends Event, R> Decision<S, E, R> reject(Rejection rejection) {
        return new Reject<>(rejection);
    }

    static <S, E extends Event, R> Decision<S, E, R> reject(Rejection.Kind kind, String code, String detail) {
        return new Reject<>(new Rejection(kind, code, detail));
    }
}
