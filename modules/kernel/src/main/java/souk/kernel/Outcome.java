package souk.kernel;

import java.util.function.Function;

/**
 * What became of a command: its reply, or why it was refused.
 *
 * @param <R> the reply's type
 */
public sealed interface Outcome<R> {

    /** The command was accepted and what it changed is durable. */
    record Accepted<R>(R reply) implements Outcome<R> {}

    /** The command was refused and changed nothing (or, {@link Rejection.Kind#UNKNOWN_OUTCOME}, nobody can tell yet). */
    record Refused<R>(Rejection rejection) implements Outcome<R> {}

    static <R> Outcome<R> accepted(R reply) {
        return new Accepted<>(reply);
    }

    static <R> Outcome<R> refused(Rejection rejection) {
        return new Refused<>(rejection);
    }

    static <R> Outcome<R> refused(Rejection.Kind kind, String code, String detail) {
        return new Refused<>(new Rejection(kind, code, detail));
    }

    /** One of two ways on. */
    default <T> T fold(Function<? super R, ? extends T> accepted, Function<? super Rejection, ? extends T> refused) {
        return this instanceof Accepted<R> yes ? accepted.apply(yes.reply()) : refused.apply(((Refused<R>) this).rejection());
    }

    /** The same outcome with another form of reply. */
    default <T> Outcome<T> map(Function<? super R, ? extends T> form) {
        return fold(reply -> accepted(form.apply(reply)), Outcome::refused);
    }
}
