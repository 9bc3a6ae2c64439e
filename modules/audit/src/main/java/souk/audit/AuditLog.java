package souk.audit;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.wire.Names;

/** What staff does, and what others try in its place: kept for ever, so that a change of it is seen. */
public final class AuditLog {
    private AuditLog() {}

    /**
     * The table of contents.
     *
     * @param mails of a member of staff, on a node; empty if nobody knows
     */
    public static Capability capability(Function<Node, ? extends Function<Principal, ? extends CompletionStage<String>>> mails) {
        return stored().audits(node -> Trail.of(node, mails.apply(node))).routes(AuditRoutes::of);
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
