package souk.kernel;

/** The reply of a command that has nothing to say but that it was done. */
public record Done() {
    public static final Done DONE = new Done();
}
