package souk.kernel;

import java.util.Objects;
import java.util.Optional;

/**
 * Something that is known of a person (an e-mail address, a name, a street), locked with that person's key: what aggregates, events, pages and views hold of it. It is sealed and opened at the
 * edge only ({@code souk.platform.privacy}), so rules pass it on without reading it. When the key is destroyed nobody can read it any more, in whatever log, table, file or backup it
 * stands. What was stored before there were keys is read as {@linkplain #plain plain}.
 *
 * @param <T> what it is when it is opened
 */
public final class Personal<T> {
    private final T plain;
    private final String person;
    private final String box;

    private Personal(T plain, String person, String box) {
        this.plain = plain;
        this.person = person;
        this.box = box;
    }

    /** As it was stored before there were keys. Nothing new is. */
    public static <T> Personal<T> plain(T value) {
        return new Personal<>(Objects.requireNonNull(value), null, null);
    }

    /**
     * Locked.
     *
     * @param person whose key opens it
     * @param box    the encrypted value, as text
     */
    public static <T> Personal<T> sealed(String person, String box) {
        return new Personal<>(null, Objects.requireNonNull(person), Objects.requireNonNull(box));
    }

    /** The value, if it is not locked. */
    public Optional<T> plain() {
        return Optional.ofNullable(plain);
    }

    /** Whose key opens it; nobody's if it is not locked. */
    public Optional<String> person() {
        return Optional.ofNullable(person);
    }

    /** @throws IllegalStateException when it is not locked */
    public String box() {
        if (box == null) throw new IllegalStateException("It is not locked");
        return box;
    }

    /** Two that are locked are equal when they are the same box: nobody can tell whether two boxes hold the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Personal<?> that && Objects.equals(plain, that.plain) && Objects.equals(person, that.person) && Objects.equals(box, that.box);
    }

    @Override
    public int hashCode() {
        return Objects.hash(plain, person, box);
    }

    /** Never shows the value. */
    @Override
    public String toString() {
        return "Personal[...]";
    }
}
