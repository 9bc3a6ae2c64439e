package souk.platform.partition;

import souk.kernel.Outcome;

/**
 * The answer to a {@link Request}.
 *
 * @param correlation the request's
 * @param type        the aggregate's type
 * @param command     the command's wire name, which says of what form an accepted reply is
 */
public record Reply(long correlation, String type, String command, Outcome<?> outcome) {}
