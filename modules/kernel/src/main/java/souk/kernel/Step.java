package souk.kernel;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a process does next, as a pure value computed from its confirmed state. The partition carries it out and hands the result
 * back as a command to the same aggregate. After a crash, and while a call fails for a passing reason, the step is carried out
 * again, so every call in it is idempotent by the ids that it carries.
 *
 * @param name      what operators see when it is stuck ({@code reserve})
 * @param calls     made one after the other; the first refusal ends the step
 * @param notBefore the earliest time, for a step that waits (asking a provider again)
 * @param result    makes the command from what the calls answered: one outcome a call made, the last may be a refusal
 */
public record Step(String name, List<Call> calls, Optional<Instant> notBefore, Function<List<Outcome<?>>, Command<?>> result) {

    /** One call of a step. */
    public sealed interface Call {}

    /** A command to another aggregate. */
    public record ToAggregate(Address<?> to, Command<?> command) implements Call {}

    /** A request to the outside, by the name the provider is registered under. */
    public record ToProvider(String provider, Object request) implements Call {}

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

    /** The refusal that ended the calls, if one did. */
    public static Optional<Rejection> refusal(List<Outcome<?>> outcomes) {
        if (outcomes.isEmpty()) return Optional.empty();
        return outcomes.get(outcomes.size() - 1).fold(reply -> Optional.empty(), Optional::of);
    }
}
