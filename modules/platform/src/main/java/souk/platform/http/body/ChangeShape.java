package souk.platform.http.body;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A field of a merge patch: absent, null and a value differ. */
final class ChangeShape<T> extends Shape<Change<T>> {
    private final Shape<T> inner;
    private final boolean clearable;

    ChangeShape(Shape<T> inner, boolean clearable) {
        this.inner = inner;
        this.clearable = clearable;
    }

    @Override
    Change<T> read(Input in) throws IOException {
        T value = inner.read(in);
        return value == null ? null : Change.to(value);
    }

    @Override
    Change<T> ofNull(Input in) {
        return clearable ? Change.cleared() : in.missing();
    }

    @Override
    Change<T> ofAbsent(Input in) {
        return Change.kept();
    }

    @Override
    boolean required() {
        return false;
    }

    @Override
    ObjectNode schema(Components components) {
        var schema = inner.schema(components);
        return clearable ? orNull(schema) : schema;
    }
}
