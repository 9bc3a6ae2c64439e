package souk.platform.http.body;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** True or false. */
final class FlagShape extends Shape<Boolean> {
    @Override
    Boolean read(Input in) throws IOException {
        return switch (in.parser.currentToken()) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> wrongType(in, "true or false");
        };
    }

    @Override
    ObjectNode schema(Components components) {
        return type("boolean");
    }
}
