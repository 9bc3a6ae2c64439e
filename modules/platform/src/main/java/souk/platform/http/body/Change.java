package souk.platform.http.body;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a JSON Merge Patch (RFC 7396) says about one field. A record for PATCH bodies has only such components; an absent field is
 * {@linkplain #kept() kept}, {@code null} {@linkplain #cleared() clears} it.
 *
 * @param given whether the field was there
 * @param value its new value, null when it is kept or cleared
 */
public record Change<T>(boolean given, T value) {
    private static final Change<?> KEPT = new Change<>(false, null);
    private static final Change<?> CLEARED = new Change<>(true, null);

    public Change {
        if (!given && value != null) throw new IllegalArgumentException("A field that is kept has no new value");
    }

    @SuppressWarnings("unchecked")
    public static <T> Change<T> kept() {
        return (Change<T>) KEPT;
    }

    @SuppressWarnings("unchecked")
    public static <T> Change<T> cleared() {
        return (Change<T>) CLEARED;
    }

    public static <T> Change<T> to(T value) {
        return new Change<>(true, value);
    }

    /** Whether the field is to be removed. */
    public boolean clears() {
        return given && value == null;
    }

    /** The field after the patch, for one that can be removed. */
    public Optional<T> on(Optional<T> before) {
        return given ? Optional.ofNullable(value) : before;
    }

    /** The field after the patch, for one that cannot be removed (a patch that clears it was refused as missing). */
    public T or(T before) {
        return value == null ? before : value;
    }

    public <U> Change<U> map(Function<? super T, ? extends U> form) {
        return value == null ? new Change<>(given, null) : to(form.apply(value));
    }
}
