package souk.platform.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import souk.kernel.Address;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;

/**
 * A sort of thing that can be watched, {@code stock} of {@code stock:<sku>}: how its present state is asked for. Everything else (who watches,
 * when to ask, what to send) is the {@link Feed}'s affair.
 */
public final class Topic {
    /** How a topic asks: for less long than a client's command, since it will be asked again. */
    public static final Asking ASKING = Asking.DEFAULT.within(Duration.ofSeconds(3));

    /**
     * The present state of one thing.
     *
     * @param version another one whenever {@code data} is another; opaque to clients
     * @param data    written as JSON, as the thing's own {@code GET} has it
     * @param of      the aggregates that it is made of: when one of them changes it is asked for again
     */
    public record Shown(String version, Object data, List<Address<?>> of) {
        public Shown {
            of = List.copyOf(of);
        }

        /** The state of one aggregate, which has a version. */
        public Shown(long version, Object data, Address<?> of) {
            this(Long.toString(version), data, List.of(of));
        }
    }

    private final boolean owned;
    private final BiFunction<String, String, ? extends CompletionStage<Outcome<Shown>>> look;

    private Topic(boolean owned, BiFunction<String, String, ? extends CompletionStage<Outcome<Shown>>> look) {
        this.owned = owned;
        this.look = look;
    }

    /**
     * What everybody may watch.
     *
     * @param look the present state by id, by as many questions as it takes; a refusal that is not {@linkplain souk.kernel.Rejection.Kind#passing
     *             passing} is told to those who watch, and ends it
     */
    public static Topic forAll(Function<String, ? extends CompletionStage<Outcome<Shown>>> look) {
        return new Topic(false, (id, nobody) -> look.apply(id));
    }

    /** What only its owner may watch; {@code look} gets its id and who asks, and refuses NOT_FOUND to anybody else. */
    public static Topic forOwner(BiFunction<String, String, ? extends CompletionStage<Outcome<Shown>>> look) {
        return new Topic(true, look);
    }

    /** Whether each sees only their own. */
    public boolean isOwned() {
        return owned;
    }

    /** @param owner who asks; empty for a topic that is not owned */
    CompletionStage<Outcome<Shown>> look(String id, String owner) {
        return look.apply(id, owner);
    }
}
