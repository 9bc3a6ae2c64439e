package souk.platform.live;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import souk.platform.metrics.LiveMeter;

/** The open sockets of a node. */
final class Sockets {
    private static final int GOING_AWAY = 1001;
    /** Longer than {@link Line} waits for a client to hang up, too. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final int most;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
    private volatile boolean closing;

    Sockets(int most) {
        this.most = most;
        count();
    }

    /** Whether there is room for one more. Those whose streams are just being made are not counted yet: in a storm there may be some more. */
    boolean hasRoom() {
        return !closing && open.size() < most;
    }

    void opened(Socket socket) {
        open.add(socket);
        count();
        if (closing) goAway(socket);
    }

    void closed(Socket socket) {
        open.remove(socket);
        count();
        lookWhetherAllAre();
    }

    private void count() {
        LiveMeter.sockets(open.size());
    }

    /** Tells all clients to go elsewhere; complete when they have, or after four seconds. */
    CompletableFuture<Void> closeAll() {
        closing = true;
        open.forEach(Sockets::goAway);
        lookWhetherAllAre();
        return allClosed.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void goAway(Socket socket) {
        socket.hangUp(GOING_AWAY, "This node is shutting down");
    }

    private void lookWhetherAllAre() {
        if (closing && open.isEmpty()) allClosed.complete(null);
    }
}
