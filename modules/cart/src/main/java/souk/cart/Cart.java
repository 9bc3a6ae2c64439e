package souk.cart;

import static souk.cart.api.CartContents.Status.CHECKING_OUT;
import static souk.cart.api.CartContents.Status.CLOSED;
import static souk.cart.api.CartContents.Status.EXPIRED;
import static souk.cart.api.CartContents.Status.MERGING;
import static souk.cart.api.CartContents.Status.OPEN;
import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CartContents.Status;
import souk.cart.api.CartEvent;
import souk.cart.api.CheckoutBegun;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/**
 * A cart.
 *
 * <p><b>Retries.</b> A repeated creation finds the cart. A repeated addition finds its key, which is remembered as long as the cart is;
 * memory stays bounded because a cart takes at most {@link #MOST_KEYS} of them and refuses the next. A copy of a beginning checkout
 * that arrives when its order has ended long ago must not freeze the cart again: the command says which version it has read, and none
 * is heeded that is older than the last reopening ({@code fence}), the last new prices ({@code repricedAt}: it was told so), or the
 * moment the cart was filled ({@code fence} too: it may have been told that the cart is empty) or got another price list ({@code fence}
 * again: it has asked for the old one's prices), or gave lines to another cart or took some ({@code fence} once more).
 *
 * @param orderId    the order that has frozen it or that it became; empty when open
 * @param keys       the fingerprint of the body that came with each key
 * @param touched    when it was changed last
 * @param fence      checkouts that have read an older version are over
 * @param repricedAt the version with the newest prices
 * @param version    the number of events
 * @param priceList  by which its prices are looked up; empty: the catalog's
 * @param merging    what it knows of merges with other carts; null: nothing
 */
record Cart(String id, String principal, Currency currency, Status status, String orderId, Lines lines, PersistentMap<String, String> keys, String fingerprint,
        Duration timeToLive, Instant touched, long fence, long repricedAt, long version, String priceList, Merging merging) {

    /** So many additions with an Idempotency-Key one cart can take. */
    static final int MOST_KEYS = 1_000;

    static final Cart NONE = new Cart("", "", null, OPEN, "", Lines.NONE, PersistentMap.empty(), "", Duration.ZERO, Instant.EPOCH, 0, 0, 0, "", null);

    static final Blueprint<Cart, CartEvent> BLUEPRINT = Blueprint.of("cart.cart", NONE, CartCommand.class, CartEvent.class)
            .decide("create", CartCommand.Create.class, CartContents.class, Cart::create)
            .decide("add-lines", CartCommand.AddLines.class, CartContents.class, Cart::addLines)
            .decide("change-line", CartCommand.ChangeLine.class, CartContents.class, Cart::changeLine)
            .decide("remove-line", CartCommand.RemoveLine.class, CartContents.class, Cart::removeLine)
            .decide("assign-price-list", CartCommand.AssignPriceList.class, CartContents.class, Cart::assignPriceList)
            .decide("remove-price-list", CartCommand.RemovePriceList.class, CartContents.class, Cart::removePriceList)
            .decide("begin-checkout", CartCommand.BeginCheckout.class, CheckoutBegun.class, Cart::beginCheckout)
            .decide("close", CartCommand.Close.class, Done.class, Cart::close)
            .decide("reopen", CartCommand.Reopen.class, Done.class, Cart::reopen)
            .decide("offer", CartCommand.Offer.class, CartContents.class, Merging::offer)
            .decide("hand-over", CartCommand.HandOver.class, Done.class, Merging::handOver)
            .decide("take-over", CartCommand.TakeOver.class, CartCommand.Taken.class, Merging::takeOver)
            .decide("expire", CartCommand.Expire.class, Done.class, Cart::expire)
            .answer("recall", CartCommand.Recall.class, CartContents.class, Cart::recall)
            .answer("look", CartCommand.Look.class, CartContents.class, Cart::look)
            .answer("inspect", CartCommand.Inspect.class, CartContents.class, Cart::inspect)
            .apply(CartEvent.Created.class, "cart.cart-created", Cart::created)
            .apply(CartEvent.LinesAdded.class, "cart.lines-added", 3, Cart::linesAdded)
            // The same, when there were no claims yet, and when all units were the shop's.
            .upcast("cart.lines-added", 1, CartEvent.LinesAdded.class, added -> added)
            .upcast("cart.lines-added", 2, CartEvent.LinesAdded.class, added -> added)
            .apply(CartEvent.LineChanged.class, "cart.line-changed", Cart::lineChanged)
            .apply(CartEvent.LineRemoved.class, "cart.line-removed", Cart::lineRemoved)
            .apply(CartEvent.PriceListAssigned.class, "cart.price-list-assigned", Cart::priceListAssigned)
            .apply(CartEvent.PriceListRemoved.class, "cart.price-list-removed", Cart::priceListRemoved)
            .apply(CartEvent.Repriced.class, "cart.repriced", 2, Cart::repriced)
            .upcast("cart.repriced", 1, CartEvent.Repriced.class, repriced -> repriced)
            .apply(CartEvent.CheckoutStarted.class, "cart.checkout-started", Cart::checkoutStarted)
            .apply(CartEvent.Reopened.class, "cart.reopened", Cart::reopened)
            .apply(CartEvent.Closed.class, "cart.closed", Cart::closed)
            .apply(CartEvent.Offered.class, "cart.offered", (cart, event) -> cart.next(MERGING, "", cart.lines, cart.keys, cart.touched, cart.fence, cart.repricedAt).with(Merging.of(cart).held(event.mergeId())))
            .apply(CartEvent.HandedOver.class, "cart.handed-over", (cart, event) -> cart.next(OPEN, "", cart.lines.without(event.moved()), cart.keys, cart.touched, cart.version + 1, cart.repricedAt).with(Merging.of(cart).held("")))
            .apply(CartEvent.TakenOver.class, "cart.taken-over", 2, (cart, event) -> cart.next(cart.status, cart.orderId, cart.lines.added(event.lines()), cart.keys, event.at(), event.lines().isEmpty() ? cart.fence : cart.version + 1,
                    cart.repricedAt).with(Merging.of(cart).took(event)))
            .upcast("cart.taken-over", 1, CartEvent.TakenOver.class, taken -> taken)
            .apply(CartEvent.Expired.class, "cart.expired", Cart::expired)
            .wakes(Cart::wakeAt, CartCommand.Expire::new)
            .build();

    Cart {
        if (lines == null) lines = Lines.NONE;
        if (keys == null) keys = PersistentMap.empty();
        if (priceList == null) priceList = "";
    }

    private Decision<Cart, CartEvent, CartContents> create(CartCommand.Create create, Instant now) {
        if (version == 0) {
            return accept(Cart::contents, new CartEvent.Created(create.cartId(), create.principal(), create.currency(), create.timeToLive(), create.fingerprint(), now));
        }
        var refusal = unseen(create.principal(), now);
        if (refusal.isPresent()) return reject(refusal.get());
        return create.fingerprint().equals(fingerprint) ? accept(Cart::contents) : reject(keyReused());
    }

    private Decision<Cart, CartEvent, CartContents> addLines(CartCommand.AddLines add, Instant now) {
        var unseen = unseen(add.principal(), now);
        if (unseen.isPresent()) return reject(unseen.get());
        var known = add.key().flatMap(key -> keys.find(key.key()));
        if (known.isPresent()) return known.get().equals(add.key().get().fingerprint()) ? accept(Cart::contents) : reject(keyReused());
        var refusal = unchangeable(add.expectedVersion());
        if (refusal.isPresent()) return reject(refusal.get());
        if (!add.priceList().orElse("").equals(priceList) && add.lines().stream().anyMatch(CartCommand.NewLine::atShopsPrice)) return reject(otherPriceList());
        if (add.key().isPresent() && keys.size() == MOST_KEYS) {
            return reject(CONFLICT, "too-many-keys", "This cart has taken " + MOST_KEYS + " additions with an Idempotency-Key and can remember no more: use another cart.");
        }
        var foreign = add.lines().stream().filter(line -> !line.unitPrice().currency().equals(currency) || line.freight().filter(each -> !each.currency().equals(currency)).isPresent()).map(CartCommand.NewLine::sku).distinct().toList();
        if (!foreign.isEmpty()) return reject(currencyMismatch(foreign));
        var placed = lines.place(add.lines());
        if (placed.isEmpty() && add.key().isEmpty()) return accept(Cart::contents);
        return filled(lines.added(placed), new CartEvent.LinesAdded(placed, add.key(), now));
    }

    private Decision<Cart, CartEvent, CartContents> changeLine(CartCommand.ChangeLine change, Instant now) {
        var refusal = unseen(change.principal(), now).or(() -> unchangeable(change.expectedVersion()));
        if (refusal.isPresent()) return reject(refusal.get());
        var line = lines.find(change.lineId());
        if (line.isEmpty()) return reject(Rejection.notFound("line"));
        int quantity = change.quantity().orElse(line.get().quantity());
        if (quantity == line.get().quantity()) return accept(Cart::contents);
        if (line.get().claimId().isPresent()) return reject(CONFLICT, "claim-line", "This line is a claim of a flash sale, which says how many units it is about: remove it, or buy it as it is.");
        return filled(lines.changed(change.lineId(), quantity), new CartEvent.LineChanged(change.lineId(), quantity, now));
    }

    private Decision<Cart, CartEvent, CartContents> removeLine(CartCommand.RemoveLine remove, Instant now) {
        var refusal = unseen(remove.principal(), now).or(() -> unchangeable(remove.expectedVersion()));
        if (refusal.isPresent()) return reject(refusal.get());
        if (lines.find(remove.lineId()).isEmpty()) return reject(Rejection.notFound("line"));
        return accept(Cart::contents, new CartEvent.LineRemoved(remove.lineId(), now));
    }

    /** Accepts the event if the lines after it are within the limits of a cart. */
    private Decision<Cart, CartEvent, CartContents> filled(Lines after, CartEvent event) {
        if (after.items().size() > CartCommand.MAX_LINES) return reject(UNPROCESSABLE, "too-many-lines", "A cart has at most " + CartCommand.MAX_LINES + " lines.");
        if (after.items().stream().anyMatch(line -> line.quantity() > CartCommand.MAX_QUANTITY)) {
            return reject(UNPROCESSABLE, "quantity-too-large", "A line has at most " + CartCommand.MAX_QUANTITY + " units.");
        }
        return after.tooLarge(currency) ? reject(totalTooLarge()) : accept(Cart::contents, event);
    }

    private Decision<Cart, CartEvent, CartContents> assignPriceList(CartCommand.AssignPriceList assign, Instant now) {
        var refusal = unseen(principal, now).or(() -> unchangeable(assign.expectedVersion()));
        if (refusal.isPresent()) return reject(refusal.get());
        if (!assign.currency().equals(currency)) {
            return reject(CONFLICT, "currency-mismatch", "The price list is in " + assign.currency() + ", the cart in " + currency + ": take a list in the cart's currency.");
        }
        return assign.priceList().equals(priceList) ? accept(Cart::contents) : accept(Cart::contents, new CartEvent.PriceListAssigned(assign.priceList(), now));
    }

    private Decision<Cart, CartEvent, CartContents> removePriceList(CartCommand.RemovePriceList remove, Instant now) {
        var refusal = unseen(principal, now).or(() -> unchangeable(remove.expectedVersion()));
        if (refusal.isPresent()) return reject(refusal.get());
        return priceList.isEmpty() ? accept(Cart::contents) : accept(Cart::contents, new CartEvent.PriceListRemoved(now));
    }

    private Decision<Cart, CartEvent, CheckoutBegun> beginCheckout(CartCommand.BeginCheckout begin, Instant now) {
        if (begin.orderId().equals(orderId) && begin.principal().equals(principal)) return accept(cart -> new CheckoutBegun(true, cart.contents()));
        var refusal = unseen(begin.principal(), now).or(() -> unchangeable(Optional.empty()));
        if (refusal.isPresent()) return reject(refusal.get());
        if (begin.seenVersion() < repricedAt) return accept(cart -> new CheckoutBegun(false, cart.contents()));
        if (begin.seenVersion() < fence) return reject(CONFLICT, "checkout-in-progress", "The cart was being checked out, filled or given other prices while this checkout began: try again.");
        if (lines.none()) return reject(CONFLICT, "cart-empty", "There is nothing in the cart.");
        var prices = lines.differing(begin.quotes(), begin.offers());
        if (prices.isEmpty()) return accept(cart -> new CheckoutBegun(true, cart.contents()), new CartEvent.CheckoutStarted(begin.orderId(), now));
        var foreign = Stream.concat(begin.quotes().entrySet().stream().filter(quote -> !quote.getValue().currency().equals(currency)).map(java.util.Map.Entry::getKey),
                begin.offers().stream().filter(offer -> !offer.price().currency().equals(currency) || !offer.freight().currency().equals(currency)).map(CartCommand.VendorQuote::sku)).distinct().sorted().toList();
        if (!foreign.isEmpty()) return reject(currencyMismatch(foreign));
        if (lines.repriced(prices).tooLarge(currency)) return reject(totalTooLarge());
        return accept(cart -> new CheckoutBegun(false, cart.contents()), new CartEvent.Repriced(prices, now));
    }

    private Decision<Cart, CartEvent, Done> close(CartCommand.Close close, Instant now) {
        if (!close.orderId().equals(orderId)) return reject(CONFLICT, "not-locked", "This order has not frozen the cart.");
        return status == CLOSED ? accept(cart -> Done.DONE) : accept(cart -> Done.DONE, new CartEvent.Closed(orderId, now));
    }

    private Decision<Cart, CartEvent, Done> reopen(CartCommand.Reopen reopen, Instant now) {
        boolean frozenByIt = status == CHECKING_OUT && reopen.orderId().equals(orderId);
        // Given up before its beginning has arrived (or was answered): a copy on its way would freeze the cart for nobody.
        boolean couldStillBe = status == OPEN && !lines.none() && reopen.seenVersion() >= Math.max(fence, repricedAt);
        return frozenByIt || couldStillBe ? accept(cart -> Done.DONE, new CartEvent.Reopened(reopen.orderId(), now)) : accept(cart -> Done.DONE);
    }

    private Decision<Cart, CartEvent, Done> expire(CartCommand.Expire expire, Instant now) {
        return version > 0 && status == OPEN && idle(now) ? accept(cart -> Done.DONE, new CartEvent.Expired(now)) : accept(cart -> Done.DONE);
    }

    private Outcome<CartContents> recall(CartCommand.Recall recall, Instant now) {
        var known = keys.find(recall.key().key());
        var refusal = unseen(recall.principal(), now).or(() -> known.isEmpty() ? Optional.of(Rejection.notFound("request")) : Optional.empty());
        if (refusal.isPresent()) return Outcome.refused(refusal.get());
        return known.get().equals(recall.key().fingerprint()) ? Outcome.accepted(contents()) : Outcome.refused(keyReused());
    }

    private Outcome<CartContents> look(CartCommand.Look look, Instant now) {
        return unseen(look.principal(), now).<Outcome<CartContents>>map(Outcome::refused).orElseGet(() -> Outcome.accepted(contents()));
    }

    private Outcome<CartContents> inspect(CartCommand.Inspect inspect, Instant now) {
        return version == 0 ? Outcome.refused(Rejection.notFound("cart")) : Outcome.accepted(contents());
    }

    /** Why this principal sees no cart here. */
    Optional<Rejection> unseen(String asker, Instant now) {
        if (version == 0 || !asker.equals(principal)) return Optional.of(Rejection.notFound("cart"));
        if (status == EXPIRED || status == OPEN && idle(now)) return Optional.of(new Rejection(GONE, "cart-expired", "Nobody changed this cart for too long, it has expired: make a new one."));
        return Optional.empty();
    }

    /** Why a cart that is there cannot be changed. */
    Optional<Rejection> unchangeable(Optional<Long> expectedVersion) {
        if (status == CLOSED) return Optional.of(new Rejection(CONFLICT, "cart-closed", "This cart has become an order: make a new one."));
        if (status == CHECKING_OUT) return Optional.of(new Rejection(CONFLICT, "checkout-in-progress", "This cart is being checked out: wait for the outcome."));
        if (status == MERGING) return Optional.of(new Rejection(CONFLICT, "merge-in-progress", "The lines of this cart are on their way to an account's cart: ask again in a moment."));
        return expectedVersion.filter(expected -> expected != version)
                .map(expected -> new Rejection(STALE, "stale", "The cart is at version " + version + " by now, not " + expected + ": read it again."));
    }

    private boolean idle(Instant now) {
        return !now.isBefore(expiresAt());
    }

    private Instant expiresAt() {
        return touched.plus(timeToLive);
    }

    /**
     * When to look whether it has expired. Rounded up to a thirtieth of its time to live, so that most changes of a cart leave it as it
     * is and cost no new deadline; nobody sees the difference, as a cart whose time is over is refused as expired at once.
     */
    private Optional<Instant> wakeAt() {
        if (version == 0 || status != OPEN) return Optional.empty();
        long grain = Math.max(1_000, timeToLive.toMillis() / 30);
        return Optional.of(Instant.ofEpochMilli((expiresAt().toEpochMilli() / grain + 1) * grain));
    }

    private Cart created(CartEvent.Created created) {
        return new Cart(created.cartId(), created.principal(), created.currency(), OPEN, "", Lines.NONE, PersistentMap.empty(), created.fingerprint(), created.timeToLive(),
                created.at(), 0, 0, 1, "", null);
    }

    private Cart linesAdded(CartEvent.LinesAdded added) {
        var remembered = added.key().map(key -> keys.with(key.key(), key.fingerprint())).orElse(keys);
        return next(status, orderId, lines.added(added.lines()), remembered, added.at(), lines.none() ? version + 1 : fence, repricedAt);
    }

    private Cart lineChanged(CartEvent.LineChanged changed) {
        return next(status, orderId, lines.changed(changed.lineId(), changed.quantity()), keys, changed.at(), fence, repricedAt);
    }

    private Cart lineRemoved(CartEvent.LineRemoved removed) {
        return next(status, orderId, lines.removed(removed.lineId()), keys, removed.at(), fence, repricedAt);
    }

    private Cart priceListAssigned(CartEvent.PriceListAssigned assigned) {
        return by(assigned.priceList(), assigned.at());
    }

    private Cart priceListRemoved(CartEvent.PriceListRemoved removed) {
        return by("", removed.at());
    }

    private Cart by(String otherList, Instant at) {
        return new Cart(id, principal, currency, status, orderId, lines, keys, fingerprint, timeToLive, at, version + 1, repricedAt, version + 1, otherList, merging);
    }

    private Cart repriced(CartEvent.Repriced repriced) {
        return next(status, orderId, lines.repriced(repriced.prices()), keys, repriced.at(), fence, version + 1);
    }

    private Cart checkoutStarted(CartEvent.CheckoutStarted started) {
        return next(CHECKING_OUT, started.orderId(), lines, keys, started.at(), fence, repricedAt);
    }

    private Cart reopened(CartEvent.Reopened reopened) {
        return next(OPEN, "", lines, keys, reopened.at(), version + 1, repricedAt);
    }

    private Cart closed(CartEvent.Closed closed) {
        return next(CLOSED, closed.orderId(), lines, keys, closed.at(), fence, repricedAt);
    }

    private Cart expired(CartEvent.Expired expired) {
        return next(EXPIRED, "", lines, keys, touched, fence, repricedAt);
    }

    private Cart next(Status nextStatus, String nextOrder, Lines nextLines, PersistentMap<String, String> nextKeys, Instant at, long nextFence, long nextRepricedAt) {
        return new Cart(id, principal, currency, nextStatus, nextOrder, nextLines, nextKeys, fingerprint, timeToLive, at, nextFence, nextRepricedAt, version + 1,
                priceList, merging);
    }

    private Cart with(Merging next) {
        return new Cart(id, principal, currency, status, orderId, lines, keys, fingerprint, timeToLive, touched, fence, repricedAt, version, priceList, next);
    }

    CartContents contents() {
        var order = orderId.isEmpty() ? Optional.<String>empty() : Optional.of(orderId);
        return new CartContents(id, version, status, order, currency, lines.shown(), lines.totals(currency), expiresAt(),
                priceList.isEmpty() ? Optional.empty() : Optional.of(priceList));
    }

    private static Rejection keyReused() {
        return new Rejection(UNPROCESSABLE, "idempotency-key-reused", "This Idempotency-Key came with another body before: use a new one.");
    }

    private Rejection otherPriceList() {
        return new Rejection(CONFLICT, CartCommand.OTHER_PRICE_LIST, "The cart's prices are those of another price list by now: send it again.")
                .about("priceList", priceList.isEmpty() ? List.of() : List.of(priceList));
    }

    private static Rejection currencyMismatch(List<String> skus) {
        return new Rejection(CONFLICT, "currency-mismatch", String.join(", ", skus) + " cannot be had in this cart's currency.").about("skus", skus);
    }

    private static Rejection totalTooLarge() {
        return new Rejection(UNPROCESSABLE, "total-too-large", "The cart's total would be beyond " + Money.MAX + " minor units.");
    }
}
