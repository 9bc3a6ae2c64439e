package souk.audit;

import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.journal.Storage;

/** What staff has done, for those who look after the shop's security. */
final class AuditRoutes {
    private static final String NDJSON = "application/x-ndjson";

    /** Whether something came of it. */
    enum Standing {
        /** There is an answer, good or bad. */ ENDED,
        /** It was refused before anything was begun. */ REFUSED,
        /** It was begun; it goes on, or its node died, and nobody knows. */ UNENDED
    }

    record Who(Optional<String> id, Optional<String> email, Optional<String> kind, Optional<String> session, String address, String userAgent) {}

    record Thing(String type, Optional<String> id) {}

    /** @param state JSON, redacted; a long one's length and digest */
    record State(Optional<String> version, Optional<String> state) {}

    /**
     * One act.
     *
     * @param number  of its last entry in the chain
     * @param begun   of its intent
     * @param body    the request's, JSON, redacted
     * @param status  of the answer
     * @param code    of its problem
     * @param request the request's id, which is the cause of the events it led to
     */
    record Line(String chain, long number, Optional<Long> begun, Instant at, Standing standing, Who who, String route, String path, Thing entity, Optional<String> body, State before, State after,
            Optional<Integer> status, Optional<String> code, Optional<String> request, Optional<String> trace, String hash) {}

    private final AuditStore store;

    private AuditRoutes(AuditStore store) {
        this.store = store;
    }

    static List<Endpoint> of(Node node) {
        var routes = new AuditRoutes(AuditStore.of(node));
        return List.of(
                Endpoint.get("/v1/admin/audit").summary("What staff has done, and what was refused on routes of staff, the newest first").roles(Access.staff("security"))
                        .query(Query.text("entity", 300), Query.text("actor", 300), Query.time("from"), Query.time("to")).paged().answersPageOf(Line.class).handle(routes::list),
                Endpoint.get("/v1/admin/audit/export").summary("Every entry of the audit log, the oldest first, and a last line that says so: what './souk audit verify --file' reads").roles(Access.staff("security"))
                        .answersRaw(200, NDJSON).handle(routes::export));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        var entity = call.query("entity").<Predicate<Entry>>map(wanted -> entry -> concerns(entry, wanted));
        var actor = call.query("actor").<Predicate<Entry>>map(wanted -> entry -> wanted.equals(entry.act().account()) || wanted.equalsIgnoreCase(entry.act().mail()));
        Predicate<Entry> wanted = entity.orElse(entry -> true).and(actor.orElse(entry -> true));
        return store.newest(call.cursor().map(Long::valueOf), call.time("from"), call.time("to"), wanted, call.limit())
                .thenApply(page -> Answer.ok(call.page(page.entries().stream().map(AuditRoutes::line).toList(), page.next().map(String::valueOf))));
    }

    /** A sort of thing, an id, or both: {@code products}, {@code p-1}, {@code products/p-1}. */
    private static boolean concerns(Entry entry, String wanted) {
        String type = entry.act().entity();
        String id = id(entry);
        return wanted.equals(type) || wanted.equals(id) || wanted.equals(type + "/" + id) || wanted.equals(type + ":" + id);
    }

    private static String id(Entry entry) {
        return entry.act().entityId().isEmpty() ? entry.effect().map(Effect::entityId).orElse("") : entry.act().entityId();
    }

    private static Line line(Entry entry) {
        var act = entry.act();
        var effect = entry.effect();
        return new Line(entry.chain(), entry.number(), entry.intent() > 0 ? Optional.of(entry.intent()) : Optional.empty(), entry.at(), switch (entry.kind()) {
            case INTENT -> Standing.UNENDED;
            case OUTCOME -> Standing.ENDED;
            case REFUSED -> Standing.REFUSED;
        }, new Who(some(act.account()), some(act.mail()), some(act.kind()), some(act.session()), act.address(), act.agent()), act.route(), act.path(), new Thing(act.entity(), some(id(entry))), some(act.body()),
                new State(some(act.version()), some(act.before())), new State(effect.flatMap(end -> some(end.version())), effect.flatMap(end -> some(end.after()))), effect.map(Effect::status),
                effect.flatMap(end -> some(end.code())), some(act.request()), some(act.trace()), entry.hash());
    }

    private static Optional<String> some(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /**
     * How far an export is.
     *
     * @param from  the next segment
     * @param end   of what was told so far
     * @param ended whether that was told, too
     */
    private record Told(long from, Canonical.End end, boolean ended) {}

    /** As the client takes it, some segments at a time; the last line says that it is the last, so that an export which was cut off by whatever stands between is known for what it is. */
    private CompletionStage<Answer> export(Call<Void> call) {
        var begin = new Told(1, Canonical.End.OF_NOTHING, false);
        return store.head().thenApply(head -> Answer.of(200, new Answer.Flowing(NDJSON, Source.unfoldAsync(begin, told -> lines(told, head)).filterNot(ByteString::isEmpty))));
    }

    private CompletionStage<Optional<akka.japi.Pair<Told, ByteString>>> lines(Told told, Storage.Head head) {
        if (told.ended) return CompletableFuture.completedFuture(Optional.empty());
        if (told.from > head.position()) return CompletableFuture.completedFuture(Optional.of(part(new Told(told.from, told.end, true), Canonical.line(told.end) + '\n')));
        return store.segments(told.from, head).thenApply(segments -> {
            var text = new StringBuilder();
            var end = told.end;
            for (var segment : segments) {
                for (var entry : store.entries(segment)) {
                    text.append(Canonical.line(entry)).append('\n');
                    end = new Canonical.End(entry.chain(), entry.number(), entry.hash());
                }
            }
            return Optional.of(part(new Told(told.from + segments.size(), end, false), text.toString()));
        });
    }

    private static akka.japi.Pair<Told, ByteString> part(Told told, String text) {
        return akka.japi.Pair.create(told, ByteString.fromArray(text.getBytes(StandardCharsets.UTF_8)));
    }
}
