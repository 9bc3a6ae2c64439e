package souk.kernel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a process does next, as a pure value computed from its confirmed state. The partition carries it out and hands the result
 * back as a command to the same aggregate. After a crash, and while a call fails for a passing reason, the step is carried out
 * again, so every call in it is idempotent by the ids that it carries.
 *
 * @param name      what operators see when it is stuck ({@code reserve})
 * @param calls     made one after the other, but those {@linkplain Together together} side by side; a refusal ends the step
 * @param notBefore the earliest time, for a step that waits (asking a provider again)
 * @param result    makes the command from what the calls answered: one outcome a call made, in the order of the calls. If there is a
 *                  refusal it is the last, or among the last ones when these were made side by side
 */
public record Step(String name, List<Call> calls, Optional<Instant> notBefore, Function<List<Outcome<?>>, Command<?>> result) {

    /** One call of a step. */
    public sealed interface Call {}

    /**
     * A command to another aggregate.
     *
     * @param begins whether that can have begun only by what happened now: its id follows from this very event. Where both are in one log it is not looked for in the database
     */
    public record ToAggregate(Address<?> to, Command<?> command, boolean begins) implements Call {
        public ToAggregate(Address<?> to, Command<?> command) {
            this(to, command, false);
        }
    }

    /** A request to the outside, by the name the provider is registered under. */
    public record ToProvider(String provider, Object request) implements Call {}

    /**
     * Calls made side by side: the next one is made when all of them were accepted. None of them is left out because another was refused,
     * so each has an outcome.
     */
    public record Together(List<Call> calls) implements Call {
        public Together {
            calls = List.copyOf(calls);
            if (calls.isEmpty() || calls.stream().anyMatch(Together.class::isInstance)) throw new IllegalArgumentException("Calls to be made together are single calls, at least one");
        }
    }

    public Step {
        calls = List.copyOf(calls);
        if (calls.isEmpty()) throw new IllegalArgumentException("Step " + name + " has no calls");
    }

    public static Step of(String name, List<Call> calls, Function<List<Outcome<?>>, Command<?>> result) {
        return new Step(name, calls, Optional.empty(), result);
    }

    /** The same step, not before a time. */
    public Step notBefore(Instant time) {
        return new Step(name, calls, Optional.of(time), result);
    }

    public static <C extends Command<?>> Call send(Address<? super C> to, C command) {
        return new ToAggregate(to, command);
    }

    public static Call ask(String provider, Object request) {
        return new ToProvider(provider, request);
    }

    public static Call together(List<Call> calls) {
        return new Together(calls);
    }

    /** The refusal that ended the calls, if one did; the first of them when calls were made side by side. */
    public static Optional<Rejection> refusal(List<Outcome<?>> outcomes) {
        return outcomes.stream().flatMap(outcome -> outcome.fold(reply -> Stream.<Rejection>empty(), Stream::of)).findFirst();
    }
}
