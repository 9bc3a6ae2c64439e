package souk.orders.takeover;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.orders.api.OrderCommand;
import souk.orders.api.ShippingAddress;

/**
 * The orders of guests that an account has asked for, as a durable process. Which keys have to go with the account's is written down before an order can be the account's, and never forgotten: so whoever dies in
 * between, an account that is erased leaves nothing. Whether an order may be taken over the order alone decides.
 *
 * @param number  of the last asking
 * @param guests  with whose key each order's address was locked before
 * @param pending what is under way, by order
 * @param closed  whether the account is being erased
 */
public record Takeovers(long number, PersistentMap<String, String> guests, PersistentMap<String, Pending> pending, boolean closed) {
    /** @param number of the asking, so that the answer to an earlier one is none to this */
    record Pending(long number, String accountId, String mailbox, Personal<String> email, Personal<ShippingAddress> shippingAddress) {}

    static final Takeovers NONE = new Takeovers(0, PersistentMap.empty(), PersistentMap.empty(), false);

    /** The table of its commands and events. */
    public static final Blueprint<Takeovers, TakeoversEvent> BLUEPRINT = Blueprint.of(TakeoversCommand.TYPE, NONE, TakeoversCommand.class, TakeoversEvent.class)
            .await("take", TakeoversCommand.Take.class, TakeoversCommand.Standing.class, Takeovers::take, takeovers -> takeovers.pending.isEmpty() ? Optional.of(Outcome.accepted(takeovers.standing())) : Optional.empty(), Takeovers::standing)
            .decide("close", TakeoversCommand.Close.class, TakeoversCommand.Guests.class, (takeovers, close, now) -> takeovers.closed ? accept(Takeovers::guestsOfAll) : accept(Takeovers::guestsOfAll, new TakeoversEvent.TakeoversClosed(now)))
            .decide("answered", TakeoversCommand.Answered.class, Done.class, Takeovers::answered)
            .apply(TakeoversEvent.TakeoverAsked.class, "orders.takeover-asked", Takeovers::asked)
            .apply(TakeoversEvent.TakeoverEnded.class, "orders.takeover-ended", (takeovers, event) -> new Takeovers(takeovers.number, takeovers.guests, takeovers.pending.without(event.orderId()), takeovers.closed))
            .apply(TakeoversEvent.TakeoversClosed.class, "orders.takeovers-closed", (takeovers, event) -> new Takeovers(takeovers.number, takeovers.guests, takeovers.pending, true))
            .process((takeovers, now) -> takeovers.pending.first().map(Takeovers::step))
            .build();

    private Decision<Takeovers, TakeoversEvent, TakeoversCommand.Standing> take(TakeoversCommand.Take asked, Instant now) {
        if (closed) return reject(Kind.GONE, "erased", "This account is being erased.");
        if (pending.containsKey(asked.orderId())) return accept(Takeovers::standing);
        if (!guests.containsKey(asked.orderId()) && guests.size() >= TakeoversCommand.MOST) {
            return reject(Kind.UNPROCESSABLE, "too-many-guest-orders", "An account takes over " + TakeoversCommand.MOST + " orders of guests at most.");
        }
        return accept(Takeovers::standing, new TakeoversEvent.TakeoverAsked(asked.accountId(), asked.orderId(), asked.mailbox(), asked.guest(), asked.email(), asked.shippingAddress(), now));
    }

    private Decision<Takeovers, TakeoversEvent, Done> answered(TakeoversCommand.Answered answer, Instant now) {
        boolean fits = pending.find(answer.orderId()).filter(each -> each.number == answer.number()).isPresent();
        return fits ? accept(after -> Done.DONE, new TakeoversEvent.TakeoverEnded(answer.orderId(), answer.refusal().isEmpty(), now)) : accept(after -> Done.DONE);
    }

    /** The order is asked. A copy that comes late: it is the account's already, or somebody else's for ever, or was sold meanwhile and becomes the account's, which knows of its key. */
    private static Step step(Map.Entry<String, Pending> first) {
        String orderId = first.getKey();
        var asked = first.getValue();
        return Step.of("take-over-order", List.of(Step.send(OrderCommand.at(orderId), new OrderCommand.TakeOver(asked.mailbox, asked.accountId, asked.email, asked.shippingAddress))),
                answers -> new TakeoversCommand.Answered(orderId, asked.number, Step.refusal(answers)));
    }

    private Takeovers asked(TakeoversEvent.TakeoverAsked event) {
        var asked = new Pending(number + 1, event.accountId(), event.mailbox(), event.email(), event.shippingAddress());
        return new Takeovers(number + 1, guests.with(event.orderId(), event.guest()), pending.with(event.orderId(), asked), closed);
    }

    private TakeoversCommand.Standing standing() {
        return new TakeoversCommand.Standing(List.copyOf(pending.keySet()));
    }

    private TakeoversCommand.Guests guestsOfAll() {
        return new TakeoversCommand.Guests(guests.values().stream().distinct().toList());
    }
}
