package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * One aggregate under test, without any platform: given what happened, when it is told something, then this follows.
 *
 * @param <S> the aggregate's state
 * @param <E> its events
 */
public final class Spec<S, E extends Event> {
    private final Blueprint<S, E> blueprint;
    private S state;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private List<Event> events = List.of();
    private Outcome<?> outcome;

    private Spec(Blueprint<S, E> blueprint) {
        this.blueprint = blueprint;
        this.state = blueprint.empty();
    }

    public static <S, E extends Event> Spec<S, E> of(Blueprint<S, E> blueprint) {
        return new Spec<>(blueprint);
    }

    /** What happened before. */
    @SafeVarargs
    public final Spec<S, E> given(E... past) {
        for (E event : past) state = blueprint.apply(state, event);
        return this;
    }

    /** The time from now on. */
    public Spec<S, E> at(Instant time) {
        now = time;
        return this;
    }

    /** The time at which commands are decided. */
    public Instant now() {
        return now;
    }

    /** Tells the aggregate something; accepted events are folded into its state. */
    public Spec<S, E> when(Command<?> command) {
        var handling = blueprint.handling(command);
        if (handling instanceof Blueprint.Answered question) {
            events = List.of();
            outcome = question.answer().answer(state, command, now);
            return this;
        }
        var rule = handling instanceof Blueprint.Decided decided ? decided.rule() : ((Blueprint.Awaited) handling).rule();
        Decision<Object, Event, Object> decision = rule.decide(state, command, now);
        if (decision instanceof Decision.Accept<Object, Event, Object> accept) {
            events = accept.events();
            for (Event event : events) state = blueprint.apply(state, event);
            outcome = Outcome.accepted(accept.reply().apply(state));
        } else {
            events = List.of();
            outcome = Outcome.refused(((Decision.Reject<Object, Event, Object>) decision).rejection());
        }
        return this;
    }

    /** Exactly these events followed. */
    public Spec<S, E> then(Event... expected) {
        assertThat(outcome).as("outcome").isInstanceOf(Outcome.Accepted.class);
        assertThat(events).containsExactlyElementsOf(new ArrayList<>(Arrays.asList(expected)));
        return this;
    }

    /** It was accepted, and nothing happened: it was done already. */
    public Spec<S, E> thenNothing() {
        return then();
    }

    /** It was refused with this kind and code. */
    public Spec<S, E> thenRefused(Rejection.Kind kind, String code) {
        assertThat(outcome).as("outcome").isInstanceOf(Outcome.Refused.class);
        var rejection = ((Outcome.Refused<?>) outcome).rejection();
        assertThat(rejection.kind() + " " + rejection.code()).isEqualTo(kind + " " + code);
        return this;
    }

    /** It was accepted with this reply. */
    public Spec<S, E> thenReply(Object expected) {
        assertThat(outcome).isEqualTo(Outcome.accepted(expected));
        return this;
    }

    /** Something about the state holds. */
    public Spec<S, E> thenState(Consumer<S> check) {
        check.accept(state);
        return this;
    }

    public S state() {
        return state;
    }

    public List<Event> events() {
        return events;
    }

    public Outcome<?> outcome() {
        return outcome;
    }
}
