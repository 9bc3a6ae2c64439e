package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.regex.Pattern;

/** A string within bounds. */
final class TextShape extends Shape<String> {
    private final int min;
    private final int max;
    private final Pattern pattern;
    private final boolean lines;

    TextShape(int min, int max, String pattern, boolean lines) {
        this.min = min;
        this.max = max;
        this.pattern = pattern.isEmpty() ? null : Pattern.compile(pattern);
        this.lines = lines;
    }

    @Override
    String read(Input in) throws IOException {
        if (in.parser.currentToken() != JsonToken.VALUE_STRING) return wrongType(in, "a string");
        return check(in, in.parser.getText());
    }

    String check(Input in, String text) {
        int units = text.length();
        int length = units;
        boolean blank = true;
        for (int i = 0; i < units; i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 0x7f) {
                blank = false;
            } else if (c < ' ' || c >= 0x7f && c < 0xa0) {
                if (!lines || c != '\n' && c != '\r' && c != '\t') return in.fault(Fault.Code.BAD_FORMAT, "There is a control character at position " + i + ".");
            } else if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == units || !Character.isLowSurrogate(text.charAt(i + 1))) return in.fault(Fault.Code.BAD_FORMAT, "There is half a character at position " + i + ".");
                i++;
                length--;
                blank = false;
            } else if (!Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
                blank = false;
            }
        }
        if (length < min || length > max) return in.fault(Fault.Code.OUT_OF_RANGE, "This has " + min + " to " + max + " characters.");
        if (min > 0 && blank) return in.fault(Fault.Code.BAD_FORMAT, "This is not blank.");
        if (pattern != null && !pattern.matcher(text).matches()) return in.fault(Fault.Code.BAD_FORMAT, "This matches " + pattern + ".");
        return text;
    }

    @Override
    ObjectNode schema(Components components) {
        var schema = type("string").put("minLength", min).put("maxLength", max);
        if (pattern != null) schema.put("pattern", "^(?:" + pattern + ")$");
        return schema;
    }
}
