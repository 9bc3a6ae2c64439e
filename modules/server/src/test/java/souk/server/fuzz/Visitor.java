package souk.server.fuzz;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Somebody with a token, who logs in again when it is good no more. */
public final class Visitor {
    private static final long AGAIN_AFTER = 2_000_000_000L;
    final String name;
    final String kind;
    /** Of staff; empty: of no role. */
    final String role;
    private final Supplier<String> logIn;
    private final AtomicLong renewed = new AtomicLong(System.nanoTime());
    private volatile String token;

    /** @param logIn gives a new token; null: one who has none */
    public Visitor(String name, String kind, String role, Supplier<String> logIn) {
        this.name = name;
        this.kind = kind;
        this.role = role;
        this.logIn = logIn;
        token = logIn == null ? null : logIn.get();
    }

    /** Null: none. */
    String token() {
        return token;
    }

    /** The token was refused. What is sent with it is refused, too, until somebody has logged in again, which is not tried all the time. */
    void renew() {
        long last = renewed.get();
        if (logIn == null || System.nanoTime() - last < AGAIN_AFTER || !renewed.compareAndSet(last, System.nanoTime())) return;
        try {
            token = logIn.get();
        } catch (RuntimeException | AssertionError notNow) {
            // It is tried again with the next refusal.
        }
    }
}
