package souk.platform.wire;

/**
 * An event of a name or a version that this build does not know. Old versions are kept for ever, so it is nobody's defect: a newer build has
 * written it, in the middle of a rolling update. Whoever reads it waits for that build instead of passing it over.
 */
public final class UnknownEvent extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownEvent(String message) {
        super(message);
    }
}
