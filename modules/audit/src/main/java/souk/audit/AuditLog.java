package souk.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.wire.Names;

/** What staff does, and what others try in its place: kept for ever, so that a change of it is seen. */
public final class AuditLog {
    /** Two nodes' clocks, and the time that a request takes, are never further apart. */
    private static final Duration AROUND = Duration.ofMinutes(3);

    private AuditLog() {}

    /**
     * The table of contents.
     *
     * @param mails of a member of staff, on a node; empty if nobody knows
     */
    public static Capability capability(Function<Node, ? extends Function<Principal, ? extends CompletionStage<String>>> mails) {
        return stored().audits(node -> Trail.of(node, mails.apply(node))).routes(AuditRoutes::of);
    }

    /** Which member of staff, by the account's id, has made a request of this id within a few minutes of a time; nothing if nobody of staff has. */
    public static BiFunction<String, Instant, CompletionStage<Optional<String>>> actors(Node node) {
        var store = AuditStore.of(node);
        return (request, at) -> store.newest(Optional.empty(), Optional.of(at.minus(AROUND)), Optional.of(at.plus(AROUND)), entry -> !request.isEmpty() && entry.act().request().equals(request), 1)
                .thenApply(page -> page.entries().stream().map(entry -> entry.act().account()).filter(account -> !account.isEmpty()).findFirst());
    }

    /** As far as its log is concerned. */
    private static Capability stored() {
        return Capability.of("audit").hosts(Chain.BLUEPRINT);
    }

    /** The names under which its events are stored. */
    static Names names() {
        return new Names(List.of(stored()));
    }
}
