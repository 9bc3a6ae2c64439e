package souk.platform.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.platform.http.Json;

/** The difference of two documents as a JSON Patch (RFC 6902). */
final class JsonPatch {
    /**
     * One step of it.
     *
     * @param op    {@code add}, {@code remove} or {@code replace}
     * @param path  a JSON Pointer
     * @param value not with {@code remove}
     */
    record Operation(String op, String path, Optional<JsonNode> value) {}

    private JsonPatch() {}

    /** What makes of the JSON of one body that of the other; nothing if they are equal. */
    static List<Operation> between(Object from, Object to) {
        var operations = new ArrayList<Operation>();
        for (JsonNode each : JsonDiff.asJson(Json.tree(from), Json.tree(to), DiffFlags.dontNormalizeOpIntoMoveAndCopy())) {
            operations.add(new Operation(each.path("op").asText(), each.path("path").asText(), Optional.ofNullable(each.get("value"))));
        }
        return operations;
    }
}
