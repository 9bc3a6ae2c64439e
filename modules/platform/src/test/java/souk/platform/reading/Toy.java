package souk.platform.reading;

import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.View;
import souk.platform.Capability;

/** A small aggregate to read about; only its events and views matter here. */
final class Toy {
    static final String TYPE = "toy.toy";

    sealed interface ToyCommand<R> extends Command<R> permits Touch {}

    record Touch(String by) implements ToyCommand<Done> {}

    sealed interface ToyEvent extends Event {}

    record Added(long amount) implements ToyEvent {}

    record Renamed(String name) implements ToyEvent {}

    record Noted(String text) implements ToyEvent {}

    record Cursed() implements ToyEvent {}

    static final Blueprint<Row, ToyEvent> BLUEPRINT = blueprint(1);

    /** Its state is a row of the view; nothing but its page version differs. */
    static Blueprint<Row, ToyEvent> blueprint(int pageVersion) {
        return Blueprint.of(TYPE, Row.EMPTY, ToyCommand.class, ToyEvent.class).pageVersion(pageVersion)
                .decide("touch", Touch.class, Done.class, (state, touch, now) -> Decision.accept(after -> Done.DONE))
                .apply(Added.class, "toy.added", Row::added)
                .apply(Renamed.class, "toy.renamed", Row::renamed)
                .apply(Noted.class, "toy.noted", (state, event) -> state)
                .apply(Cursed.class, "toy.cursed", (state, event) -> state)
                .build();
    }

    static final Capability CAPABILITY = Capability.of("toy").hosts(BLUEPRINT);

    /**
     * A row that shows each lost, doubled or reordered event.
     *
     * @param trail changes with every event and its place
     */
    record Row(long sum, String name, long trail) {
        static final Row EMPTY = new Row(0, "", 17);

        private Row added(Added event) {
            return new Row(sum + event.amount, name, trail * 31 + event.amount);
        }

        private Row renamed(Renamed event) {
            return new Row(sum, event.name, trail * 31 + event.name.hashCode());
        }
    }

    /** Folds everything but notes, and cannot fold a curse. */
    static View<Row, ToyEvent> view(String name) {
        return View.of(name, TYPE, ToyEvent.class, Row.EMPTY).on(Added.class, Row::added).on(Renamed.class, Row::renamed).on(Cursed.class, (row, curse) -> {
            throw new IllegalStateException("cursed");
        }).ignore(Noted.class).build();
    }

    /** Folds additions only. */
    static View<Row, ToyEvent> additions(String name) {
        return View.of(name, TYPE, ToyEvent.class, Row.EMPTY).on(Added.class, Row::added).ignore(Noted.class, Renamed.class, Cursed.class).build();
    }

    private Toy() {}
}
