package souk.platform.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import souk.kernel.Rejection;

/** Whether the node lives, and whether it can serve. */
public final class Health {
    record Status(String status) {}

    private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentSkipListMap<>();
    private volatile boolean stopping;

    /** Registers a check: nothing, or why the node cannot serve. It is asked at every request, so it answers at once, from memory. */
    public Health check(String name, Supplier<Optional<String>> problem) {
        checks.put(name, problem);
        return this;
    }

    /** From now on the node is not ready, so that nobody sends it anything new. */
    public void stopping() {
        stopping = true;
    }

    /** Whether {@link #stopping} was called. */
    boolean isStopping() {
        return stopping;
    }

    /** Why the node cannot serve, by check; empty: it can. */
    public Map<String, String> problems() {
        var problems = new TreeMap<String, String>();
        if (stopping) problems.put("node", "It is shutting down.");
        checks.forEach((name, check) -> ask(check).ifPresent(problem -> problems.put(name, problem)));
        return problems;
    }

    private static Optional<String> ask(Supplier<Optional<String>> check) {
        try {
            return check.get();
        } catch (RuntimeException broken) {
            return Optional.of("The check itself failed: " + broken);
        }
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/health/live").summary("Whether the process lives").roles(Access.ANYONE).exempt().answers(200, Status.class)
                        .handle(call -> CompletableFuture.completedFuture(Answer.ok(new Status("live")))),
                Endpoint.get("/health/ready").summary("Whether the node can serve").roles(Access.ANYONE).exempt().answers(200, Status.class)
                        .refuses(Rejection.Kind.OVERLOADED, "not-ready")
                        .handle(call -> CompletableFuture.completedFuture(ready())));
    }

    private Answer ready() {
        var problems = problems();
        if (problems.isEmpty()) return Answer.ok(new Status("ready"));
        return Answer.refused(new Rejection(Rejection.Kind.OVERLOADED, "not-ready", "This node cannot serve, see checks."), "checks", problems);
    }
}
