package souk.platform.http.body;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** A value that may be absent or null. */
final class OptionalShape<T> extends Shape<Optional<T>> {
    private final Shape<T> inner;

    OptionalShape(Shape<T> inner) {
        this.inner = inner;
    }

    @Override
    Optional<T> read(Input in) throws IOException {
        T value = inner.read(in);
        return value == null ? null : Optional.of(value);
    }

    @Override
    Optional<T> ofNull(Input in) {
        return Optional.empty();
    }

    @Override
    Optional<T> ofAbsent(Input in) {
        return Optional.empty();
    }

    @Override
    boolean required() {
        return false;
    }

    @Override
    ObjectNode schema(Components components) {
        return orNull(inner.schema(components));
    }
}
