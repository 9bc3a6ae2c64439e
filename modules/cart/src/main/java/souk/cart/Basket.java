package souk.cart;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import souk.cart.api.BasketCommand;
import souk.cart.api.BasketEvent;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CartContents.Status;
import souk.cart.api.MergeResult;
import souk.cart.api.MergeResult.Kept;
import souk.cart.api.MergeResult.State;
import souk.cart.api.MergeResult.Strategy;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * An account's basket: which of its carts is the present one, and, as a durable process, the merges of guests' carts into it, one after the other. What is done in each stage says {@link MergeProcess}.
 *
 * @param present where the account's shopping goes on; empty: nothing was opened yet
 * @param number  of the merge under way, or of the last one
 * @param merge   the one under way; null: none
 * @param waiting those after it
 * @param results of the last ones
 * @param carts   all that were opened for the account or brought into it, the latest last, up to {@link BasketCommand#MOST_CARTS}
 */
record Basket(String present, long number, Merge merge, List<BasketCommand.Merge> waiting, List<MergeResult> results, List<String> carts) {
    enum Stage { LOOKING, OFFERING, PRICING, TAKING, HANDING }

    /**
     * A merge under way. What a stage has not come to yet is null.
     *
     * @param target the cart that takes the lines; empty: none does
     * @param fresh  whether that is a new one
     */
    record Merge(BasketCommand.Merge asked, Stage stage, long guestVersion, Optional<String> target, boolean fresh, Optional<String> other, CartContents received, List<String> gone, CartCommand.Taken taken) {
        Merge {
            if (target == null) target = Optional.empty();
            if (other == null) other = Optional.empty();
        }

        static Merge of(BasketCommand.Merge asked) {
            return new Merge(asked, Stage.LOOKING, 0, Optional.empty(), false, Optional.empty(), null, List.of(), null);
        }
    }

    static final Basket NONE = new Basket("", 0, null, List.of(), List.of(), List.of());

    static final Blueprint<Basket, BasketEvent> BLUEPRINT = Blueprint.of(BasketCommand.TYPE, NONE, BasketCommand.class, BasketEvent.class)
            .decide("adopt", BasketCommand.Adopt.class, Done.class, (basket, adopt, now) -> basket.present.equals(adopt.cartId()) ? accept(after -> Done.DONE)
                    : accept(after -> Done.DONE, new BasketEvent.Adopted(adopt.cartId(), now)))
            .answer("look", BasketCommand.Look.class, BasketCommand.Present.class, (basket, look, now) -> Outcome.accepted(new BasketCommand.Present(basket.presentCart())))
            .answer("recall", BasketCommand.Recall.class, BasketCommand.Known.class, (basket, recall, now) -> Outcome.accepted(new BasketCommand.Known(basket.carts, basket.results)))
            .await("merge", BasketCommand.Merge.class, BasketCommand.Merges.class, Basket::merge, basket -> basket.merge == null ? Optional.of(Outcome.accepted(basket.ended())) : Optional.empty(), Basket::ended)
            .decide("seen", BasketCommand.Seen.class, Done.class, Basket::seen)
            .decide("offer-answered", BasketCommand.OfferAnswered.class, Done.class, Basket::offerAnswered)
            .decide("priced", BasketCommand.Priced.class, Done.class, (basket, result, now) -> basket.heeds(result, Stage.PRICING, new BasketEvent.Priced(result.gone(), now)))
            .decide("take-answered", BasketCommand.TakeAnswered.class, Done.class, Basket::takeAnswered)
            .decide("handed-over", BasketCommand.HandedOver.class, Done.class, Basket::handedOver)
            .apply(BasketEvent.Adopted.class, "cart.basket-adopted", (basket, event) -> new Basket(event.cartId(), basket.number, basket.merge, basket.waiting, basket.results, basket.and(event.cartId())))
            .apply(BasketEvent.MergeAsked.class, "cart.merge-asked", Basket::asked)
            .apply(BasketEvent.Planned.class, "cart.merge-planned", (basket, event) ->
                    basket.with(new Merge(basket.merge.asked, Stage.OFFERING, event.guestVersion(), event.target(), event.fresh(), event.other(), null, List.of(), null)))
            .apply(BasketEvent.LookedAgain.class, "cart.merge-looked-again", (basket, event) -> basket.with(Merge.of(basket.merge.asked)))
            .apply(BasketEvent.Received.class, "cart.merge-received", 2, (basket, event) -> basket.with(basket.received(event.cart())))
            .apply(BasketEvent.Priced.class, "cart.merge-priced", (basket, event) -> basket.with(basket.at(Stage.TAKING, event.gone(), null)))
            .apply(BasketEvent.Retargeted.class, "cart.merge-retargeted", (basket, event) -> {
                var merge = basket.merge;
                return basket.with(new Merge(merge.asked, Stage.TAKING, merge.guestVersion, Optional.of(merge.asked.newCart()), true, merge.other, merge.received, merge.gone, null));
            })
            .apply(BasketEvent.Taken.class, "cart.merge-taken", (basket, event) -> basket.with(basket.at(Stage.HANDING, basket.merge.gone, event.taken())))
            .apply(BasketEvent.MergeEnded.class, "cart.merge-ended", 2, Basket::mergeEnded)
            // The same, when all units were the shop's.
            .upcast("cart.merge-received", 1, BasketEvent.Received.class, received -> received)
            .upcast("cart.merge-ended", 1, BasketEvent.MergeEnded.class, ended -> ended)
            .process((basket, now) -> MergeProcess.next(basket))
            .build();

    Basket {
        waiting = waiting == null ? List.of() : List.copyOf(waiting);
        results = results == null ? List.of() : List.copyOf(results);
        // Of a page that was written before they were kept.
        carts = carts == null ? Stream.of(present).filter(id -> !id.isEmpty()).toList() : List.copyOf(carts);
    }

    Optional<String> presentCart() {
        return present.isEmpty() ? Optional.empty() : Optional.of(present);
    }

    /** The id under which the guest's cart knows the merge under way. */
    String mergeId() {
        return merge.asked.accountId() + ":" + number;
    }

    private BasketCommand.Merges ended() {
        return new BasketCommand.Merges(results);
    }

    private Decision<Basket, BasketEvent, BasketCommand.Merges> merge(BasketCommand.Merge asked, Instant now) {
        var underWay = merge == null ? waiting.stream() : Stream.concat(Stream.of(merge.asked), waiting.stream());
        boolean known = Stream.concat(underWay.map(BasketCommand.Merge::requestId), results.stream().map(MergeResult::requestId)).anyMatch(asked.requestId()::equals);
        if (known) return accept(Basket::ended);
        if (waiting.size() == BasketCommand.MOST) return reject(CONFLICT, "merge-in-progress", "Other carts are being brought into this account's: ask again in a moment.");
        return accept(Basket::ended, new BasketEvent.MergeAsked(asked, now));
    }

    // ---- what comes of the steps

    private Decision<Basket, BasketEvent, Done> seen(BasketCommand.Seen seen, Instant now) {
        if (!heeds(seen, Stage.LOOKING)) return accept(after -> Done.DONE);
        return accept(after -> Done.DONE, seen.guest().map(guest -> plan(guest, seen.own(), now)).orElseGet(() -> nothing(seen.refusal().map(Rejection::code).orElse("not-found"), List.of(), now)));
    }

    private BasketEvent plan(CartContents guest, Optional<CartContents> own, Instant now) {
        var asked = merge.asked;
        if (guest.status() == Status.CHECKING_OUT) return nothing(MergeResult.CHECKOUT, guest.lines(), now);
        if (guest.status() == Status.MERGING) return nothing("merge-in-progress", guest.lines(), now);
        if (guest.status() != Status.OPEN) return nothing("cart-closed", List.of(), now);
        if (guest.lines().isEmpty()) return nothing("cart-empty", List.of(), now);
        if (asked.strategy() == Strategy.DISCARD) return new BasketEvent.Planned(guest.version(), Optional.empty(), false, Optional.empty(), now);
        if (guest.lines().stream().allMatch(line -> line.claimId().isPresent())) return nothing(MergeResult.CLAIM, guest.lines(), now);
        if (own.filter(cart -> cart.status() == Status.CHECKING_OUT).isPresent()) return nothing(MergeResult.CHECKOUT, guest.lines(), now);
        var open = own.filter(cart -> cart.status() == Status.OPEN);
        if (open.isEmpty() || open.get().lines().isEmpty() && !open.get().currency().equals(guest.currency())) return into(guest, Optional.empty(), now);
        if (open.get().lines().isEmpty() || asked.strategy() == Strategy.SUM) return new BasketEvent.Planned(guest.version(), Optional.of(open.get().id()), false, Optional.empty(), now);
        if (asked.strategy() == Strategy.ASK) return ended(State.CHOICE, Optional.empty(), List.of(), List.of(), now);
        // The same time after its last change every cart ends.
        return open.get().expiresAt().isBefore(guest.expiresAt()) ? into(guest, Optional.of(open.get().id()), now) : nothing(MergeResult.OLDER, guest.lines(), now);
    }

    /** Into a new cart. @param other that the account has, too */
    private BasketEvent into(CartContents guest, Optional<String> other, Instant now) {
        return new BasketEvent.Planned(guest.version(), Optional.of(merge.asked.newCart()), true, other, now);
    }

    /** One to a question by an older version, whose answer comes late, would leave the cart frozen. */
    private Decision<Basket, BasketEvent, Done> offerAnswered(BasketCommand.OfferAnswered result, Instant now) {
        if (!heeds(result, Stage.OFFERING) || result.seenVersion() != merge.guestVersion) return accept(after -> Done.DONE);
        return accept(after -> Done.DONE, result.cart().<BasketEvent>map(cart -> new BasketEvent.Received(cart, now)).orElse(new BasketEvent.LookedAgain(now)));
    }

    private Decision<Basket, BasketEvent, Done> takeAnswered(BasketCommand.TakeAnswered result, Instant now) {
        if (!heeds(result, Stage.TAKING) || !merge.target.equals(Optional.of(result.target()))) return accept(after -> Done.DONE);
        if (result.taken().isPresent()) return accept(after -> Done.DONE, new BasketEvent.Taken(result.taken().get(), now));
        if (!merge.fresh) return accept(after -> Done.DONE, new BasketEvent.Retargeted(now));
        var none = new CartCommand.Taken(List.of(), Merging.all(merge.received.lines(), result.refusal().map(Rejection::code).orElse("not-found")));
        return accept(after -> Done.DONE, new BasketEvent.Taken(none, now));
    }

    private Decision<Basket, BasketEvent, Done> handedOver(BasketCommand.HandedOver result, Instant now) {
        if (!heeds(result, Stage.HANDING)) return accept(after -> Done.DONE);
        var lines = merge.received.lines();
        var moved = new ArrayList<CartContents.Line>();
        for (var units : merge.taken.moved()) moved.add(part(lines, units.lineId(), units.quantity()));
        var left = merge.taken.left().stream().map(each -> new Kept(part(lines, each.lineId(), each.quantity()), each.why())).toList();
        if (merge.target.isEmpty()) return accept(after -> Done.DONE, ended(State.DISCARDED, Optional.empty(), List.of(), left, now));
        return accept(after -> Done.DONE, ended(moved.isEmpty() ? State.NOTHING : State.MERGED, Optional.empty(), moved, left, now));
    }

    private static CartContents.Line part(List<CartContents.Line> lines, String id, int quantity) {
        var line = lines.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
        return new CartContents.Line(id, line.sku(), line.name(), quantity, line.unitPrice(), line.unitPrice().times(quantity), line.claimId(), line.vendorId(), line.freight());
    }

    private BasketEvent nothing(String why, List<CartContents.Line> lines, Instant now) {
        return ended(State.NOTHING, Optional.of(why), List.of(), lines.stream().map(line -> new Kept(line, line.claimId().isPresent() ? MergeResult.CLAIM : why)).toList(), now);
    }

    private BasketEvent ended(State state, Optional<String> why, List<CartContents.Line> moved, List<Kept> left, Instant now) {
        var cart = moved.isEmpty() ? presentCart() : merge.target;
        var other = moved.isEmpty() ? Optional.<String>empty() : merge.other;
        return new BasketEvent.MergeEnded(new MergeResult(merge.asked.requestId(), state, merge.asked.guestCart(), cart, other, why, moved, left), now);
    }

    private boolean heeds(BasketCommand.Result result, Stage stage) {
        return merge != null && result.number() == number && merge.stage == stage;
    }

    private Decision<Basket, BasketEvent, Done> heeds(BasketCommand.Result result, Stage stage, BasketEvent event) {
        return heeds(result, stage) ? accept(after -> Done.DONE, event) : accept(after -> Done.DONE);
    }

    // ---- what events change

    private Basket asked(BasketEvent.MergeAsked event) {
        if (merge == null) return new Basket(present, number + 1, Merge.of(event.merge()), waiting, results, carts);
        return new Basket(present, number, merge, Stream.concat(waiting.stream(), Stream.of(event.merge())).toList(), results, carts);
    }

    private Merge received(CartContents cart) {
        // What is thrown away is all of it. And by now there may be claims alone, about which there is nothing to ask.
        var thrown = new CartCommand.Taken(cart.lines().stream().map(line -> new CartCommand.Units(line.id(), line.quantity())).toList(), Merging.all(cart.lines(), MergeResult.DISCARDED));
        return merge.target.isEmpty() ? new Merge(merge.asked, Stage.HANDING, merge.guestVersion, merge.target, false, merge.other, cart, List.of(), thrown)
                : new Merge(merge.asked, cart.lines().stream().allMatch(line -> line.claimId().isPresent()) ? Stage.TAKING : Stage.PRICING, merge.guestVersion, merge.target, merge.fresh, merge.other, cart, List.of(), null);
    }

    private Merge at(Stage stage, List<String> gone, CartCommand.Taken taken) {
        return new Merge(merge.asked, stage, merge.guestVersion, merge.target, merge.fresh, merge.other, merge.received, gone, taken);
    }

    private Basket mergeEnded(BasketEvent.MergeEnded event) {
        var kept = new ArrayList<>(results);
        kept.add(event.result());
        var last = kept.subList(Math.max(0, kept.size() - BasketCommand.MOST), kept.size());
        String next = event.result().state() == State.MERGED ? merge.target.orElse(present) : present;
        // One that was made for the merge is the account's, also when nothing came into it in the end.
        var all = event.result().state() == State.MERGED && !next.isEmpty() ? and(next) : merge.target.filter(cart -> merge.fresh).map(this::and).orElse(carts);
        return waiting.isEmpty() ? new Basket(next, number, null, waiting, last, all) : new Basket(next, number + 1, Merge.of(waiting.get(0)), waiting.subList(1, waiting.size()), last, all);
    }

    private Basket with(Merge next) {
        return new Basket(present, number, next, waiting, results, carts);
    }

    /** Its carts, with this one as the latest; the oldest goes when there are too many. */
    private List<String> and(String cart) {
        var kept = carts.stream().filter(each -> !each.equals(cart)).toList();
        return Stream.concat(kept.stream().skip(Math.max(0, kept.size() + 1 - BasketCommand.MOST_CARTS)), Stream.of(cart)).toList();
    }
}
