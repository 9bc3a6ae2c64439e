package souk.kernel;

import java.time.Instant;

/**
 * An event as it stands in the log.
 *
 * @param id       the aggregate's id
 * @param version  the aggregate's version after the event: 1, 2, 3 ... without a gap
 * @param log      the partition's log it stands in ({@code inventory-3})
 * @param position the segment's number in that log
 * @param index    the event's place in its segment, from 0
 * @param at       the partition's time when it was decided
 * @param cause    what caused it (a request's or a step's id), for the trail; may be empty
 */
public record Recorded<E extends Event>(String id, long version, String log, long position, int index, Instant at, String cause, E event) {}
