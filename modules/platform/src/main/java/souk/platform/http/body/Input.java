package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonParser;
import java.util.Arrays;

/** A body being read: the parser, where in the body it is, and what was found wrong so far. */
final class Input {
    final JsonParser parser;
    final Faults faults = new Faults();
    private Object[] trail = new Object[8];
    private int depth;

    Input(JsonParser parser) {
        this.parser = parser;
    }

    /** Goes into a member (a String) or an element (an Integer). */
    void enter(Object step) {
        if (depth == trail.length) trail = Arrays.copyOf(trail, depth * 2);
        trail[depth++] = step;
    }

    void leave() {
        depth--;
    }

    /** Notes a fault where the input is; returns null, which stands for a value that could not be read. */
    <T> T fault(Fault.Code code, String detail) {
        faults.add(where(), code, detail);
        return null;
    }

    <T> T missing() {
        return fault(Fault.Code.MISSING, "This field is required.");
    }

    /** The path, such as {@code lines[2].quantity}. */
    String where() {
        var path = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            if (trail[i] instanceof Integer index) path.append('[').append(index).append(']');
            else path.append(path.isEmpty() ? "" : ".").append(trail[i]);
        }
        return path.toString();
    }
}
