package souk.audit;

/**
 * What came of it.
 *
 * @param status   of the answer
 * @param code     of its problem
 * @param entityId the thing's id, if only the answer knew it
 * @param version  its version after
 * @param after    what was answered, redacted JSON
 */
public record Effect(int status, String code, String entityId, String version, String after) {}
