package souk.platform.http.body;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A number, with a fraction or without: for what was read and may be written back. Money and counts are {@linkplain WholeShape whole}. */
final class NumberShape extends Shape<Double> {
    private static final int LONGEST = 30;

    @Override
    Double read(Input in) throws IOException {
        var parser = in.parser;
        if (!parser.currentToken().isNumeric()) return wrongType(in, "a number");
        double value = parser.getTextLength() > LONGEST ? Double.POSITIVE_INFINITY : parser.getDoubleValue();
        if (Double.isFinite(value)) return value;
        return in.fault(Fault.Code.OUT_OF_RANGE, "This is a number of at most " + LONGEST + " characters, and not too large to be told.");
    }

    @Override
    ObjectNode schema(Components components) {
        return type("number");
    }
}
