package souk.server.fuzz;

import java.nio.charset.StandardCharsets;
import souk.server.fuzz.Contract.Operation;

/**
 * A request.
 *
 * @param what      was done to it
 * @param operation that it was made for; null: none
 * @param method    as it stands in the request line
 * @param target    as it stands in the request line
 * @param json      the body, if it should be taken for JSON, else null
 * @param straight  whether it is what the contract's check understands: a right request line, path and framing
 * @param bytes     all of it
 */
record Sent(String what, Operation operation, Visitor who, String method, String target, String json, boolean straight, byte[] bytes) {
    private static final int SHOWN = 900;

    /** With what cannot be seen as escapes, and without tokens. */
    @Override
    public String toString() {
        var text = new StringBuilder(what + " as " + who.name + ": ");
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        if (who.token() != null) all = all.replace(who.token(), "<token>");
        for (int i = 0; i < Math.min(SHOWN, all.length()); i++) {
            char each = all.charAt(i);
            if (each >= 0x20 && each < 0x7f) text.append(each);
            else text.append(each == '\n' ? "\\n" : each == '\r' ? "\\r" : "\\x%02x".formatted((int) each));
        }
        return text + (all.length() > SHOWN ? "... (" + all.length() + " bytes)" : "");
    }
}
