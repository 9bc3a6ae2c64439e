package souk.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;
import souk.platform.wire.Codec;

/** A {@link Shop} behind routes: each question is asked, and the shop's own time runs until it is answered. */
final class ShopEntities implements Entities {
    private final Shop shop;

    ShopEntities(Shop shop) {
        this.shop = shop;
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how) {
        var answer = new CompletableFuture<Outcome<R>>();
        shop.tell(to, Codec.decode(Codec.encode(command), command.getClass()), outcome -> answer.complete((Outcome<R>) outcome));
        for (int i = 0; i < how.timeout().toMillis() / 10 && !answer.isDone(); i++) shop.run(Duration.ofMillis(10));
        answer.complete(Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "unknown", "Nobody answered."));
        return answer;
    }

    /** A log for each type. */
    @Override
    public String log(Address<?> of) {
        return of.type();
    }

    /** Lets time pass. */
    synchronized void later(Duration time) {
        shop.run(time);
    }

    /** The shop's time; asked from any thread, also while somebody waits for an answer. */
    Instant now() {
        return shop.now();
    }

    synchronized <R> R must(Address<?> to, Command<R> command) {
        return shop.must(to, command);
    }
}
