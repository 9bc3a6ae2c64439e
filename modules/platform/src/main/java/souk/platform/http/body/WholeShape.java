package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A whole number within bounds, written as one: {@code 1.0} and {@code 1e3} are not. */
final class WholeShape extends Shape<Object> {
    private static final int LONGEST = Long.toString(Long.MIN_VALUE).length();
    private final long min;
    private final long max;
    private final boolean asInt;

    WholeShape(long min, long max, boolean asInt) {
        this.min = asInt ? Math.max(min, Integer.MIN_VALUE) : min;
        this.max = asInt ? Math.min(max, Integer.MAX_VALUE) : max;
        this.asInt = asInt;
    }

    @Override
    Object read(Input in) throws IOException {
        Long value = readLong(in, min, max);
        if (value == null) return null;
        return asInt ? (Object) value.intValue() : value;
    }

    static Long readLong(Input in, long min, long max) throws IOException {
        var parser = in.parser;
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            parser.skipChildren();
            return in.fault(Fault.Code.WRONG_TYPE, "This is a whole number, written without a fraction or an exponent.");
        }
        // A number of any length is a token; only one that can fit is converted.
        if (parser.getTextLength() <= LONGEST && (parser.getTextLength() < LONGEST - 1 || parser.getBigIntegerValue().bitLength() < Long.SIZE)) {
            long value = parser.getLongValue();
            if (value >= min && value <= max) return value;
        }
        return in.fault(Fault.Code.OUT_OF_RANGE, "This is from " + min + " to " + max + ".");
    }

    @Override
    ObjectNode schema(Components components) {
        return type("integer").put("minimum", min).put("maximum", max);
    }
}
