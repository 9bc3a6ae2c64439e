package souk.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.erdtman.jcs.JsonCanonicalizer;
import souk.kernel.Sha256;

/**
 * What an entry's hash is made of: its JSON in the form of <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>, without its hash; with it, it is a line of the export. Bodies and states
 * stand in it as text, not as JSON within JSON: RFC 8785 knows numbers as doubles, and two texts that differ in a long number's last digit would be one.
 */
final class Canonical {
    /** What the first entry names as the hash before it. */
    static final String NONE = "0".repeat(64);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HASH = "hash";

    private Canonical() {}

    static String hash(Entry entry) {
        return hash(tree(entry));
    }

    /** Of the JSON of an entry, whether or not its own is in it. */
    static String hash(ObjectNode entry) {
        try {
            var content = entry.deepCopy();
            content.remove(HASH);
            return Sha256.hex(new JsonCanonicalizer(JSON.writeValueAsString(content)).getEncodedUTF8());
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The entry as a line of the export, without the line's end. */
    static String line(Entry entry) {
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(tree(entry).put(HASH, entry.hash()))).getEncodedString();
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A line of the export, read; whatever is not an entry's form is refused. */
    static ObjectNode read(String line) throws JsonProcessingException {
        JsonNode tree = JSON.readTree(line);
        if (tree instanceof ObjectNode entry && entry.path("chain").isTextual() && entry.path("number").canConvertToLong() && entry.path("previous").isTextual() && entry.path(HASH).isTextual()) return entry;
        throw new com.fasterxml.jackson.core.JsonParseException(null, "no entry of an audit log");
    }

    /**
     * The last line of an export.
     *
     * @param entries how many there are, the number of the last
     * @param hash    of that
     */
    record End(String chain, long entries, String hash) {
        static final End OF_NOTHING = new End(ChainCommand.SHOP.id(), 0, NONE);
    }

    static String line(End end) {
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(JsonNodeFactory.instance.objectNode().put("chain", end.chain).put("entries", end.entries).put(HASH, end.hash))).getEncodedString();
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The end that a line of an export says; nothing if it is an entry, or neither. */
    static Optional<End> end(String line) throws JsonProcessingException {
        JsonNode tree = JSON.readTree(line);
        boolean end = tree.isObject() && !tree.has("number") && tree.path("chain").isTextual() && tree.path("entries").canConvertToLong() && tree.path(HASH).isTextual();
        return end ? Optional.of(new End(tree.path("chain").asText(), tree.path("entries").asLong(), tree.path(HASH).asText())) : Optional.empty();
    }

    private static ObjectNode tree(Entry entry) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("chain", entry.chain()).put("number", entry.number()).put("kind", entry.kind().wire()).put("at", entry.at().toString()).put("previous", entry.previous());
        if (entry.intent() > 0) tree.put("intent", entry.intent());
        var act = entry.act();
        var who = tree.putObject("who");
        text(who, "account", act.account());
        text(who, "mail", act.mail());
        text(who, "kind", act.kind());
        text(who, "session", act.session());
        text(who, "address", act.address());
        text(who, "agent", act.agent());
        var what = tree.putObject("what");
        text(what, "call", act.call());
        what.put("repeatable", act.repeatable());
        text(what, "route", act.route());
        text(what, "path", act.path());
        text(what, "entity", act.entity());
        text(what, "entityId", act.entityId());
        text(what, "body", act.body());
        text(what, "version", act.version());
        text(what, "before", act.before());
        text(what, "request", act.request());
        text(what, "trace", act.trace());
        entry.effect().ifPresent(effect -> {
            var end = tree.putObject("effect").put("status", effect.status());
            text(end, "code", effect.code());
            text(end, "entityId", effect.entityId());
            text(end, "version", effect.version());
            text(end, "after", effect.after());
        });
        return tree;
    }

    private static void text(ObjectNode to, String name, String value) {
        if (!value.isEmpty()) to.put(name, value);
    }
}
