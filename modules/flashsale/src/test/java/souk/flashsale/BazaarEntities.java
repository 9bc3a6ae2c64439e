package souk.flashsale;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;
import souk.platform.wire.Codec;

/** A {@link Bazaar} behind routes: each question is asked, and the bazaar's own time runs until it is answered. */
final class BazaarEntities implements Entities {
    private final Bazaar bazaar;
    private final Map<String, Integer> asked = new HashMap<>();

    BazaarEntities(Bazaar bazaar) {
        this.bazaar = bazaar;
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how) {
        var answer = new CompletableFuture<Outcome<R>>();
        asked.merge(to.type(), 1, Integer::sum);
        bazaar.tell(to, Codec.decode(Codec.encode(command), command.getClass()), outcome -> answer.complete((Outcome<R>) outcome));
        for (int i = 0; i < how.timeout().toMillis() / 10 && !answer.isDone(); i++) bazaar.run(Duration.ofMillis(10));
        answer.complete(Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "unknown", "Nobody answered."));
        return answer;
    }

    /** How many questions went to aggregates of a type. */
    synchronized int asked(String type) {
        return asked.getOrDefault(type, 0);
    }

    /** Lets time pass. */
    synchronized void later(Duration time) {
        bazaar.run(time);
    }

    /** At once, and it must be accepted. */
    synchronized void must(Address<?> to, Command<?> command) {
        if (bazaar.ask(to, command) instanceof Outcome.Refused<?> no) throw new AssertionError(command + " was refused: " + no);
    }
}
