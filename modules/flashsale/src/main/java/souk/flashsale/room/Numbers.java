package souk.flashsale.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Entities;
import souk.platform.Entities.Asking;

/**
 * Fetches numbers for those who come to this node, in the order in which they come: whoever comes while the room is asked shares the next question. So that is the window within which the order
 * of arrival at several nodes is that in which the room hears of it, however many come.
 */
final class Numbers {
    private record Comer(CompletableFuture<Outcome<Long>> number, Asking how) {}

    private final Entities entities;
    /** Those who have come and for whom the room was not asked yet, of rooms that are being asked. */
    private final Map<String, Queue<Comer>> coming = new HashMap<>();

    Numbers(Entities entities) {
        this.entities = entities;
    }

    /** The next number of this sale's room. */
    CompletableFuture<Outcome<Long>> next(String saleId, Asking how) {
        var comer = new Comer(new CompletableFuture<>(), how);
        synchronized (coming) {
            var others = coming.get(saleId);
            if (others != null) {
                others.add(comer);
                return comer.number;
            }
            coming.put(saleId, new ArrayDeque<>());
        }
        take(saleId, List.of(comer));
        return comer.number;
    }

    private void take(String saleId, List<Comer> comers) {
        entities.ask(RoomCommand.at(saleId), new RoomCommand.Take(comers.size()), comers.get(0).how).whenComplete((taken, failure) -> {
            var next = new ArrayList<Comer>();
            synchronized (coming) {
                var others = coming.get(saleId);
                while (!others.isEmpty() && next.size() < RoomCommand.Take.MOST) next.add(others.poll());
                if (next.isEmpty()) coming.remove(saleId);
            }
            if (!next.isEmpty()) take(saleId, next);
            Outcome<RoomCommand.Taken> outcome = failure == null ? taken : Outcome.refused(Kind.UNKNOWN_OUTCOME, "unknown-outcome", "The waiting room did not answer. Ask again.");
            for (int i = 0; i < comers.size(); i++) {
                int place = i;
                comers.get(i).number.complete(outcome.map(numbers -> numbers.first() + place));
            }
        });
    }
}
