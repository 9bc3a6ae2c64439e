package souk.kernel;

import java.util.List;
import java.util.function.Function;

/**
 * Turns an event into commands for other aggregates, at least once: the commands are idempotent by the ids they carry. It lives in
 * the higher ring of the two.
 *
 * @param name   its stored name, a sentence ({@code orders.release-claims-of-cancelled-orders}); its offset is kept under it
 * @param type   the blueprint's name whose events it hears
 * @param events the sealed event interface
 * @param react  the commands an event causes, none for most
 */
public record Reaction<E extends Event>(String name, String type, Class<E> events, Function<Recorded<E>, List<Step.ToAggregate>> react) {}
