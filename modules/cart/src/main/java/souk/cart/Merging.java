package souk.cart;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.Left;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartCommand.Taken;
import souk.cart.api.CartCommand.Units;
import souk.cart.api.CartContents;
import souk.cart.api.CartContents.Status;
import souk.cart.api.CartEvent;
import souk.cart.api.MergeResult;
import souk.kernel.Decision;
import souk.kernel.Done;

/**
 * What a cart knows of merges with other carts, and its rules for them. A merge is a process of the account's {@link Basket}: it freezes the guest's cart, has the account's cart take what it can, and takes
 * that out of the guest's. Each of its calls may be repeated: see there.
 *
 * @param heldBy the merge that has frozen this cart; empty: none
 * @param number of the last merge that this cart was asked to take lines for; 0: none
 * @param taken  what it answered that one
 */
record Merging(String heldBy, long number, Taken taken) {
    private static final Merging NONE = new Merging("", 0, new Taken(List.of(), List.of()));

    static Merging of(Cart cart) {
        return cart.merging() == null ? NONE : cart.merging();
    }

    Merging held(String mergeId) {
        return new Merging(mergeId, number, taken);
    }

    Merging took(CartEvent.TakenOver event) {
        return new Merging(heldBy, event.number(), new Taken(event.moved(), event.left()));
    }

    static Decision<Cart, CartEvent, CartContents> offer(Cart cart, CartCommand.Offer offer, Instant now) {
        if (cart.status() == Status.MERGING && of(cart).heldBy.equals(offer.mergeId())) return accept(Cart::contents);
        var refusal = cart.unseen(offer.principal(), now).or(() -> cart.unchangeable(Optional.empty()));
        if (refusal.isPresent()) return reject(refusal.get());
        // A copy that comes when its merge has ended would freeze the cart for nobody: it names a version from before.
        if (offer.seenVersion() < cart.fence()) return reject(CONFLICT, "cart-changed", "The cart has changed since this merge has read it: read it again.");
        return accept(Cart::contents, new CartEvent.Offered(offer.mergeId(), now));
    }

    static Decision<Cart, CartEvent, Done> handOver(Cart cart, CartCommand.HandOver over, Instant now) {
        boolean frozenByIt = cart.status() == Status.MERGING && of(cart).heldBy.equals(over.mergeId());
        return frozenByIt ? accept(after -> Done.DONE, new CartEvent.HandedOver(over.mergeId(), over.moved(), now)) : accept(after -> Done.DONE);
    }

    static Decision<Cart, CartEvent, Taken> takeOver(Cart cart, CartCommand.TakeOver take, Instant now) {
        var last = of(cart);
        if (take.principal().equals(cart.principal()) && take.number() == last.number) return accept(after -> of(after).taken);
        var refusal = cart.unseen(take.principal(), now);
        if (refusal.isPresent()) return reject(refusal.get());
        if (take.number() < last.number) return reject(CONFLICT, "merge-over", "This merge has ended.");
        // Written down, since a copy of this command must not find the cart open again.
        if (cart.status() == Status.CHECKING_OUT) return written(new CartEvent.TakenOver(take.number(), List.of(), List.of(), all(take.lines(), MergeResult.CHECKOUT), now));
        var closed = cart.unchangeable(Optional.empty());
        return closed.isPresent() ? reject(closed.get()) : written(sum(cart.lines(), cart.currency(), take, now));
    }

    private static Decision<Cart, CartEvent, Taken> written(CartEvent.TakenOver event) {
        return accept(after -> of(after).taken, event);
    }

    /** All of it stays where it is. */
    static List<Left> all(List<CartContents.Line> lines, String why) {
        return lines.stream().map(line -> new Left(line.id(), line.quantity(), why)).toList();
    }

    /** What of the other cart's lines fits into these, one after the other: each unit is either moved or left, with its reason. */
    static CartEvent.TakenOver sum(Lines mine, Currency currency, CartCommand.TakeOver take, Instant now) {
        var added = new ArrayList<CartEvent.AddedLine>();
        var moved = new ArrayList<Units>();
        var left = new ArrayList<Left>();
        var after = mine;
        for (var line : take.lines()) {
            var why = unmoved(line, currency, take.gone());
            int room = room(after, line);
            if (why.isEmpty() && room == 0) why = Optional.of(MergeResult.QUANTITY);
            if (why.isEmpty()) {
                int quantity = Math.min(room, line.quantity());
                var placed = after.place(List.of(new NewLine(line.sku(), line.name(), quantity, line.unitPrice(), Optional.empty(), line.vendorId(), line.freight())));
                var more = after.added(placed);
                if (more.items().size() > CartCommand.MAX_LINES) why = Optional.of(MergeResult.LINES);
                else if (more.tooLarge(currency)) why = Optional.of(MergeResult.TOTAL);
                else {
                    after = more;
                    added.addAll(placed);
                    moved.add(new Units(line.id(), quantity));
                    if (quantity < line.quantity()) left.add(new Left(line.id(), line.quantity() - quantity, MergeResult.QUANTITY));
                }
            }
            why.ifPresent(reason -> left.add(new Left(line.id(), line.quantity(), reason)));
        }
        return new CartEvent.TakenOver(take.number(), added, moved, left, now);
    }

    /** A claim is its customer's, and lies in the counter that alone knows how many this customer has: it stays with whoever claimed. */
    private static Optional<String> unmoved(CartContents.Line line, Currency currency, List<String> gone) {
        if (line.claimId().isPresent()) return Optional.of(MergeResult.CLAIM);
        if (gone.contains(line.sku())) return Optional.of(MergeResult.GONE);
        return line.unitPrice().currency().equals(currency) ? Optional.empty() : Optional.of(MergeResult.CURRENCY);
    }

    private static int room(Lines lines, CartContents.Line line) {
        return lines.items().stream().filter(item -> item.claimId().isEmpty() && item.sku().equals(line.sku()) && item.unitPrice().equals(line.unitPrice()) && item.vendorId().equals(line.vendorId()) && item.freight().equals(line.freight())).findFirst()
                .map(item -> CartCommand.MAX_QUANTITY - item.quantity()).orElse(CartCommand.MAX_QUANTITY);
    }
}
