package souk.platform.http.body;

/**
 * One thing that is wrong with a request.
 *
 * @param field  where: a path such as {@code lines[2].quantity}, or a parameter's name; empty for the body as a whole
 * @param code   what sort of mistake
 * @param detail one sentence for people
 */
public record Fault(String field, Code code, String detail) {
    /** The sorts of mistake, as they appear in {@code errors[].code}. */
    public enum Code {
        MISSING, WRONG_TYPE, UNKNOWN_FIELD, OUT_OF_RANGE, BAD_FORMAT;

        private final String wire = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

        /** The name in answers: {@code wrong-type}. */
        public String wire() {
            return wire;
        }
    }
}
