package souk.platform.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;

/**
 * Changes documents of one index, each from what is stored to what follows from it: reads them, applies the changes, and writes only
 * where nobody else has written since, else begins again. So any number of writers, on any number of nodes, may change one document at
 * once; when the changes are such that their order does not matter (each has a version of its own), the document ends the same.
 *
 * <p>What is asked for while a round is under way makes the next round: one read and one bulk request for all of it.
 */
public final class DocumentWriter {
    /** Documents in a round. */
    private static final int MOST = 500;
    /** Bytes after which a bulk request ends. */
    private static final int LARGE = 8 << 20;
    private static final int TRIES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    /** What becomes of a document; empty: it stays as it is. */
    @FunctionalInterface
    public interface Change extends Function<Optional<ObjectNode>, Optional<ObjectNode>> {}

    private static final class Wish {
        private final String id;
        private final Change change;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int tries;

        private Wish(String id, Change change) {
            this.id = id;
            this.change = change;
        }
    }

    private final SearchEngine engine;
    /** An alias. */
    private final String index;
    private Map<String, List<Wish>> waiting = new LinkedHashMap<>();
    private boolean busy;

    /** @param alias of one index: a round that does not find it fails, and never makes an index of that name, as Elasticsearch would */
    public DocumentWriter(SearchEngine engine, String alias) {
        this.engine = engine;
        index = alias;
    }

    /**
     * Asks for a change.
     *
     * @return complete when what it makes of the document is durable, or was there already; exceptional if it is not known to be
     */
    public CompletableFuture<Void> change(String id, Change change) {
        var wish = new Wish(id, change);
        synchronized (this) {
            waiting.computeIfAbsent(id, key -> new ArrayList<>(1)).add(wish);
            if (busy) return wish.done;
            busy = true;
        }
        ForkJoinPool.commonPool().execute(this::round);
        return wish.done;
    }

    private synchronized Map<String, List<Wish>> take() {
        var taken = new LinkedHashMap<String, List<Wish>>();
        var all = waiting.entrySet().iterator();
        while (all.hasNext() && taken.size() < MOST) {
            var next = all.next();
            taken.put(next.getKey(), next.getValue());
            all.remove();
        }
        if (taken.isEmpty()) busy = false;
        return taken;
    }

    private synchronized void again(List<Wish> wishes) {
        for (Wish wish : wishes) waiting.computeIfAbsent(wish.id, key -> new ArrayList<>(1)).add(wish);
    }

    private void round() {
        var wishes = take();
        if (wishes.isEmpty()) return;
        CompletableFuture<?> all;
        try {
            all = read(wishes).thenComposeAsync(stored -> write(wishes, stored), ForkJoinPool.commonPool());
        } catch (RuntimeException e) {
            all = CompletableFuture.failedFuture(e);
        }
        all.whenCompleteAsync((done, failure) -> {
            if (failure != null) {
                var cause = SearchEngine.cause(failure);
                wishes.values().forEach(each -> each.forEach(wish -> wish.done.completeExceptionally(cause)));
            }
            round();
        }, ForkJoinPool.commonPool());
    }

    private CompletableFuture<JsonNode> read(Map<String, List<Wish>> wishes) {
        var body = SearchEngine.json().createObjectNode();
        var ids = body.putArray("ids");
        wishes.keySet().forEach(ids::add);
        return engine.send("POST", "/" + index + "/_mget", body, PATIENCE);
    }

    private record Line(String id, byte[] bytes) {}

    private CompletableFuture<?> write(Map<String, List<Wish>> wishes, JsonNode stored) {
        var lines = new ArrayList<Line>();
        for (JsonNode found : stored.path("docs")) {
            String id = found.path("_id").asText();
            var asked = wishes.get(id);
            if (found.has("error")) throw new SearchEngine.Unavailable("Document " + id + " of " + index + " cannot be read: " + found.path("error").path("reason").asText());
            try {
                var after = after(asked, found);
                if (after.isEmpty()) asked.forEach(wish -> wish.done.complete(null));
                else lines.add(new Line(id, line(id, found, after.get())));
            } catch (RuntimeException broken) {
                // What one document is must not cost the others.
                asked.forEach(wish -> wish.done.completeExceptionally(broken));
            }
        }
        return bulk(wishes, lines, 0);
    }

    private static Optional<ObjectNode> after(List<Wish> asked, JsonNode found) {
        var before = found.path("found").asBoolean() ? Optional.of((ObjectNode) found.path("_source")) : Optional.<ObjectNode>empty();
        var after = Optional.<ObjectNode>empty();
        for (Wish wish : asked) {
            var next = wish.change.apply(after.isPresent() ? after : before);
            if (next.isPresent()) after = next;
        }
        return after;
    }

    private static byte[] line(String id, JsonNode found, ObjectNode after) {
        var action = SearchEngine.json().createObjectNode();
        if (found.path("found").asBoolean()) {
            action.putObject("index").put("_id", id).put("if_seq_no", found.path("_seq_no").asLong()).put("if_primary_term", found.path("_primary_term").asLong());
        } else {
            action.putObject("create").put("_id", id);
        }
        try {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(SearchEngine.json().writeValueAsBytes(action));
            bytes.write('\n');
            bytes.writeBytes(SearchEngine.json().writeValueAsBytes(after));
            bytes.write('\n');
            return bytes.toByteArray();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private CompletableFuture<?> bulk(Map<String, List<Wish>> wishes, List<Line> lines, int from) {
        if (from == lines.size()) return CompletableFuture.completedFuture(null);
        var body = new ByteArrayOutputStream();
        int end = from;
        while (end < lines.size() && (end == from || body.size() + lines.get(end).bytes.length < LARGE)) body.writeBytes(lines.get(end++).bytes);
        int next = end;
        return engine.sendLines("POST", "/" + index + "/_bulk?require_alias=true", body.toByteArray(), PATIENCE).thenCompose(answer -> {
            for (JsonNode item : answer.path("items")) {
                JsonNode result = item.elements().next();
                settle(wishes.get(result.path("_id").asText()), result);
            }
            return bulk(wishes, lines, next);
        });
    }

    private void settle(List<Wish> asked, JsonNode result) {
        int status = result.path("status").asInt();
        if (status < 300) {
            asked.forEach(wish -> wish.done.complete(null));
        } else if (status == 409 && asked.stream().allMatch(wish -> ++wish.tries < TRIES)) {
            again(asked);
        } else {
            var text = "Document " + result.path("_id").asText() + " of " + index + " was not written: " + result.path("error").path("type").asText() + ", " + result.path("error").path("reason").asText();
            var failure = status == 429 || status >= 500 || status == 409 ? new SearchEngine.Unavailable(text) : new SearchEngine.Refused(status, result.path("error").path("type").asText(), text);
            asked.forEach(wish -> wish.done.completeExceptionally(failure));
        }
    }
}
