package souk.platform.partition;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Event;

/** A toy aggregate for tests: rings once for each time that it was set. */
public record Bell(Instant at, int rung) {
    static final Bell EMPTY = new Bell(null, 0);

    public sealed interface Say extends Command<Done> {}

    /** Ring then, and not at the time that was set before. */
    public record Set(Instant at) implements Say {}

    /** The time has come. */
    public record Ring() implements Say {}

    public sealed interface Said extends Event {}

    public record WasSet(Instant at) implements Said {}

    public record Rang() implements Said {}

    public static final Blueprint<Bell, Said> BLUEPRINT = Blueprint.of("toy.bell", EMPTY, Say.class, Said.class)
            .decide("set", Set.class, Done.class, (bell, command, now) -> command.at().equals(bell.at) ? Decision.accept(b -> Done.DONE) : Decision.accept(b -> Done.DONE, new WasSet(command.at())))
            .decide("ring", Ring.class, Done.class, (bell, command, now) -> bell.at == null || bell.at.isAfter(now) ? Decision.accept(b -> Done.DONE) : Decision.accept(b -> Done.DONE, new Rang()))
            .apply(WasSet.class, "toy.bell-set", (bell, e) -> new Bell(e.at(), bell.rung))
            .apply(Rang.class, "toy.bell-rang", (bell, e) -> new Bell(null, bell.rung + 1))
            .wakes(bell -> Optional.ofNullable(bell.at), Ring::new)
            .build();

    public static Address<Say> at(String id) {
        return new Address<>("toy.bell", id);
    }
}
