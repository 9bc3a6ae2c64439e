package souk.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import souk.kernel.Sha256;

/** JSON as it may be kept for ever: without passwords, tokens and codes, and without what shoppers say of themselves, which they may want to be forgotten. */
final class Redacted {
    private static final TextNode HIDDEN = TextNode.valueOf("[redacted]");
    /** Fields of these names, wherever they stand. */
    private static final Set<String> HIDE = Set.of("code", "codes", "current", "new", "email", "mail", "phone", "line1", "line2", "postcode", "payoutaccount", "iban", "taxid", "reason", "otpauthuri", "authorization");
    /** And those whose name has one of these in it. */
    private static final Set<String> PARTS = Set.of("password", "secret", "token", "backupcode", "address", "apikey", "credential");

    private static final Set<String> NAMES = Set.of("name", "firstName", "lastName");
    private static final Pattern MAIL = Pattern.compile("[^\\s@]@[^\\s@]");

    private Redacted() {}

    /** What a body, or an answer, may be kept as; longer than so many characters: its length and digest. Empty for none. */
    static String of(Object body, int longest) {
        if (body == null) return "";
        JsonNode tree = body instanceof JsonNode json ? json.deepCopy() : Json.tree(body);
        if (tree == null || tree.isMissingNode() || tree.isNull()) return "";
        String text;
        try {
            text = Json.mapper().writeValueAsString(hide(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        if (text.length() <= longest) return text(text, longest);
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        return "{\"bytes\":" + all.length + ",\"sha256\":\"" + Sha256.hex(all) + "\"}";
    }

    private static JsonNode hide(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            // A person's name stands beside the person's address; a product's does not.
            boolean person = object.has("email") || object.has("mail");
            object.properties().forEach(field -> field.setValue((isHidden(field.getKey()) || person && NAMES.contains(field.getKey())) && !field.getValue().isNull() ? HIDDEN : hide(field.getValue())));
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) array.set(i, hide(array.get(i)));
        } else if (tree.isTextual() && MAIL.matcher(tree.textValue()).find()) {
            return HIDDEN;
        }
        return tree;
    }

    /** Part of a path: an e-mail address is told by its digest, by which it can be compared but not read. */
    static String part(String part) {
        return MAIL.matcher(part).find() ? "sha256-" + Sha256.hex(part.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)).substring(0, 32) : part;
    }

    private static boolean isHidden(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        return HIDE.contains(plain) || PARTS.stream().anyMatch(plain::contains);
    }

    /** At most so many characters, and only such as every form of text can have: no halves of a surrogate pair. */
    static String text(String any, int longest) {
        String cut = any.length() <= longest ? any : any.substring(0, longest);
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
