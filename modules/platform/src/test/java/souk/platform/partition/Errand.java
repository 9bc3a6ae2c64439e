package souk.platform.partition;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.Step;

/** A toy process for tests: one call of the bank, not before a time that may be put off. */
public record Errand(Instant at, boolean done) {
    static final Errand EMPTY = new Errand(null, false);

    public sealed interface Say extends Command<Done> {}

    /** Do it then, and not at the time that was planned before. */
    public record Plan(Instant at) implements Say {}

    /** The step's result. */
    public record Finish() implements Say {}

    public sealed interface Said extends Event {}

    public record WasPlanned(Instant at) implements Said {}

    public record WasDone() implements Said {}

    public static final Blueprint<Errand, Said> BLUEPRINT = Blueprint.of("toy.errand", EMPTY, Say.class, Said.class)
            .decide("plan", Plan.class, Done.class, (errand, command, now) -> Decision.accept(e -> Done.DONE, new WasPlanned(command.at())))
            .decide("finish", Finish.class, Done.class, (errand, command, now) -> errand.done ? Decision.accept(e -> Done.DONE) : Decision.accept(e -> Done.DONE, new WasDone()))
            .apply(WasPlanned.class, "toy.errand-planned", (errand, e) -> new Errand(e.at(), false))
            .apply(WasDone.class, "toy.errand-done", (errand, e) -> new Errand(errand.at, true))
            .process((errand, now) -> errand.next())
            .build();

    public static Address<Say> at(String id) {
        return new Address<>("toy.errand", id);
    }

    private Optional<Step> next() {
        return at == null || done ? Optional.empty() : Optional.of(Step.of("do it", List.of(Step.ask("bank", "errand")), outcomes -> new Finish()).notBefore(at));
    }
}
