package souk.orders;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.VendorQuote;
import souk.cart.api.CartContents;
import souk.catalog.api.Offers;
import souk.catalog.api.Offers.Terms;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuView;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.AffiliateCommand;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;
import souk.orders.api.PaymentMethod;
import souk.orders.api.Screening;
import souk.orders.api.ShippingAddress;
import souk.orders.fraud.Visit;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.Principal;
import souk.platform.http.body.Country;
import souk.platform.http.body.Email;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Text;
import souk.platform.limits.Ranges;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;
import souk.pricing.api.PriceListCommand;
import souk.pricing.api.PriceListCommand.Quoted;

/**
 * Checkout over HTTP. The order that a checkout makes is the memory of its Idempotency-Key: its id is made from it, and all that comes
 * after the first call is answered by it, whatever has become of the cart.
 */
final class CheckoutRoutes {
    /**
     * @param billingCountry where who pays is at home, if that is known
     * @param affiliate      the code of who has sent the buyer
     */
    record CheckoutForm(@Email String email, AddressForm shippingAddress, Optional<@Country String> billingCountry, PaymentForm payment, Optional<@Text(max = 32, pattern = AffiliateCommand.CODE) String> affiliate) {}

    record AddressForm(@Text(max = 200) String name, @Text(max = 200) String line1, Optional<@Text(max = 200) String> line2, @Text(max = 100) String city,
            @Text(max = 20) String postcode, @Country String country) {
        private ShippingAddress address() {
            return new ShippingAddress(name, line1, line2, city, postcode, country);
        }
    }

    record PaymentForm(@Text(max = 40) String method, @Text(max = 255) String token) {
        private PaymentMethod payment() {
            return new PaymentMethod(method, token);
        }
    }

    /** A checkout whose outcome is not known yet. */
    record Underway(String id, String status) {}

    /** What the catalog, the cart's price list and vendors say about the lines of a cart that are no claims. */
    private record Quotes(HashMap<String, Money> prices, List<VendorQuote> offers, Set<String> unavailable) {
        private static Quotes none() {
            return new Quotes(new HashMap<>(), new ArrayList<>(), new LinkedHashSet<>());
        }
    }

    private static final Answer ERASED = Answer.refused(new Rejection(Kind.GONE, "erased", "Everything personal of this session was erased: open another one."));

    private static final Quotes NO_QUOTES = Quotes.none();

    private final Node node;
    private final FraudBoard board;
    private final Offers offers;
    private final Served<OrderListStore> orders;

    private CheckoutRoutes(Node node, Offers offers) {
        this.node = node;
        this.offers = offers;
        board = FraudBoard.of(node);
        orders = Served.of(node, OrderList.VIEW, OrderListStore::new);
    }

    static List<Endpoint> of(Node node, Offers offers) {
        var routes = new CheckoutRoutes(node, offers);
        return List.of(Endpoint.post("/v1/carts/{id}/checkout").summary("Buy what is in the cart").tag("orders").roles(Access.ANYONE_WITH_A_TOKEN)
                .body(CheckoutForm.class).idempotencyKey(KeyUse.REQUIRED)
                .answers(201, OrderBody.class).answers(202, Underway.class)
                .refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.GONE, "cart-expired", "claim-expired", "erased").refuses(Kind.DECLINED, "payment-declined").refuses(Kind.SOLD_OUT, "sold-out")
                .refuses(Kind.CONFLICT, "cart-empty", "cart-closed", "checkout-in-progress", "merge-in-progress", "price-changed", "currency-mismatch", "not-for-sale", "checkout-expired",
                        "checkout-stopped", "claim-in-checkout", "claim-paid", "order-refused")
                .refuses(Kind.UNPROCESSABLE, "idempotency-key-reused", "total-too-large", "quantity-too-large")
                .handle(routes::checkout));
    }

    private CompletionStage<Answer> checkout(Call<CheckoutForm> call) {
        var faults = faults(call.body().payment());
        if (!faults.isEmpty()) return CompletableFuture.completedFuture(Answer.badRequest(faults));
        return node.entities().ask(CartCommand.at(call.path("id")), new CartCommand.Look(call.owner()), call.asking())
                .thenCompose(cart -> cart.fold(contents -> affiliate(call).thenCompose(found -> found.fold(affiliate -> buy(call, contents, affiliate), refusal -> onlyBefore(call, refusal))),
                        refusal -> onlyBefore(call, refusal)));
    }

    /** Who is named as having sent the buyer, as their share stands now. */
    private CompletionStage<Outcome<Optional<AffiliateTerms>>> affiliate(Call<CheckoutForm> call) {
        return call.body().affiliate().map(code -> node.entities().ask(AffiliateCommand.at(code), new AffiliateCommand.LookAtTerms(code), call.asking()).thenApply(found -> found.map(Optional::of)))
                .orElseGet(() -> CompletableFuture.completedFuture(Outcome.accepted(Optional.empty())));
    }

    /** What the configuration accepts: see {@code souk.payments.methods}. */
    private List<Fault> faults(PaymentForm payment) {
        var methods = node.config().getConfig("souk.payments.methods").root();
        if (!methods.containsKey(payment.method())) {
            return List.of(new Fault("payment.method", Fault.Code.BAD_FORMAT, "One of " + String.join(", ", methods.keySet()) + "."));
        }
        @SuppressWarnings("unchecked")
        var tokens = (List<String>) methods.get(payment.method()).unwrapped();
        return tokens.isEmpty() || tokens.contains(payment.token()) ? List.of()
                : List.of(new Fault("payment.token", Fault.Code.BAD_FORMAT, "One of " + String.join(", ", tokens) + "."));
    }

    /** The cart cannot be seen (any more), or no affiliate of that code: only an order that was made before has an answer. */
    private CompletionStage<Answer> onlyBefore(Call<CheckoutForm> call, Rejection refusal) {
        if (refusal.kind().passing()) return CompletableFuture.completedFuture(Answer.refused(refusal));
        return node.entities().ask(OrderCommand.at(call.newId()), new OrderCommand.Look(Optional.of(call.owner())), call.asking())
                .thenCompose(order -> order.fold(known -> place(call, 0, NO_QUOTES, Optional.empty(), Optional.empty()),
                        unknown -> CompletableFuture.completedFuture(Answer.refused(unknown.kind().passing() ? unknown : refusal))));
    }

    private CompletionStage<Answer> buy(Call<CheckoutForm> call, CartContents cart, Optional<AffiliateTerms> affiliate) {
        // A cart that is not open refuses whatever the prices are.
        if (cart.status() != CartContents.Status.OPEN) return place(call, cart.version(), NO_QUOTES, Optional.empty(), affiliate);
        var screening = screening(call);
        return quotes(call, cart).thenCompose(quotes -> screening.thenCompose(rules -> quotes.fold(
                found -> rules.fold(screened -> place(call, cart.version(), found, screened, affiliate), refusal -> CompletableFuture.completedFuture(Answer.refused(refusal))),
                refusal -> CompletableFuture.completedFuture(Answer.refused(refusal)))));
    }

    /** What the rules against fraud have to say. */
    private CompletionStage<Outcome<Optional<Screening>>> screening(Call<CheckoutForm> call) {
        return board.rules().thenCompose(outcome -> outcome.fold(rules -> {
            if (rules.isEmpty()) return CompletableFuture.completedFuture(Outcome.accepted(Optional.empty()));
            CompletionStage<Boolean> first = rules.asksForFirstOrders() ? orders.ask(store -> store.ofBuyer(call.owner(), 1, Optional.empty())).thenApplyAsync(slice -> slice.orders().isEmpty(), node.executor())
                    : CompletableFuture.completedFuture(false);
            return first.thenApply(isFirst -> Outcome.accepted(rules.screen(visit(call, isFirst))));
        }, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    private static Visit visit(Call<CheckoutForm> call, boolean first) {
        var form = call.body();
        return new Visit(call.owner(), form.email(), form.shippingAddress().address(), form.billingCountry(), form.payment().payment(), Ranges.address(call.address()), call.network(), first);
    }

    /**
     * Today's prices of everything in the cart but claims, which have theirs; the catalog is asked for all of them at once, and meanwhile the cart's
     * price list, if it has one, and the offers of vendors.
     */
    private CompletionStage<Outcome<Quotes>> quotes(Call<?> call, CartContents cart) {
        var skus = cart.lines().stream().filter(line -> line.claimId().isEmpty()).map(CartContents.Line::sku).distinct().toList();
        var own = cart.lines().stream().filter(CartContents.Line::atShopsPrice).map(CartContents.Line::sku).distinct().toList();
        var theirs = cart.lines().stream().filter(line -> line.vendorId().isPresent()).map(line -> new Ware(line.sku(), line.vendorId())).distinct().toList();
        var asked = skus.stream().map(sku -> node.entities().ask(SkuCommand.at(sku), new SkuCommand.Look(), call.asking())).toList();
        var terms = theirs.stream().map(ware -> offers.terms(ware.sku(), ware.vendor().get(), call.requestId()).toCompletableFuture()).toList();
        var listed = cart.priceList().map(list -> node.entities().ask(PriceListCommand.at(list), new PriceListCommand.Quote(own), call.asking()))
                .orElseGet(() -> CompletableFuture.completedFuture(Outcome.accepted(new Quoted(cart.currency(), Map.of()))));
        return CompletableFuture.allOf(Stream.concat(asked.stream(), terms.stream()).toArray(CompletableFuture[]::new)).thenCombine(listed, (all, list) -> {
            if (list instanceof Outcome.Refused<Quoted> no) return Outcome.refused(no.rejection());
            var prices = ((Outcome.Accepted<Quoted>) list).reply().prices();
            var quotes = Quotes.none();
            var published = new HashMap<String, SkuView>();
            for (int i = 0; i < skus.size(); i++) {
                var outcome = asked.get(i).join();
                if (outcome instanceof Outcome.Refused<SkuView> no && no.rejection().kind() != Kind.NOT_FOUND) return Outcome.refused(no.rejection());
                outcome.fold(Optional::of, unknown -> Optional.<SkuView>empty()).filter(SkuView::published).ifPresent(sold -> published.put(sold.sku(), sold));
            }
            for (String sku : own) {
                var price = Optional.ofNullable(published.get(sku)).map(sold -> prices.getOrDefault(sku, sold.price())).filter(quoted -> quoted.currency().equals(cart.currency()));
                if (price.isPresent()) quotes.prices().put(sku, price.get());
                else quotes.unavailable().add(sku);
            }
            for (int i = 0; i < theirs.size(); i++) {
                var refusal = quote(theirs.get(i).sku(), terms.get(i).join(), cart, published.containsKey(theirs.get(i).sku()), quotes);
                if (refusal.isPresent()) return Outcome.refused(refusal.get());
            }
            return Outcome.accepted(quotes);
        });
    }

    /** Adds what a vendor wants, or that it cannot be had; what is refused for now refuses the checkout. */
    private static Optional<Rejection> quote(String sku, Outcome<Terms> offer, CartContents cart, boolean published, Quotes quotes) {
        if (offer instanceof Outcome.Refused<Terms> no && no.rejection().kind().passing()) return Optional.of(no.rejection());
        var today = offer.fold(Optional::of, gone -> Optional.<Terms>empty()).filter(terms -> published && terms.price().currency().equals(cart.currency()));
        if (today.isEmpty()) quotes.unavailable().add(sku);
        today.ifPresent(terms -> quotes.offers().add(new VendorQuote(sku, terms.vendorId(), terms.price(), terms.freight())));
        return Optional.empty();
    }

    private CompletionStage<Answer> place(Call<CheckoutForm> call, long cartVersion, Quotes quotes, Optional<Screening> screening, Optional<AffiliateTerms> affiliate) {
        var form = call.body();
        var session = node.persons().key(Buyer.session(call.principal(), call.newId()));
        var buyer = node.persons().key(Buyer.of(call.principal(), call.newId()));
        if (session.isEmpty() || buyer.isEmpty()) return CompletableFuture.completedFuture(ERASED);
        Persons.Key key = buyer.get();
        Optional<String> mailbox = call.principal().kind() == Principal.Kind.GUEST ? Optional.of(Buyer.mailbox(form.email(), node.persons())) : Optional.empty();
        var checkout = new OrderCommand.Checkout(call.newId(), session.get().digest(call.fingerprint()), call.fingerprint(), call.owner(), call.path("id"), cartVersion, key.seal(form.email()),
                key.seal(form.shippingAddress().address()), form.payment().payment(), quotes.prices(), List.copyOf(quotes.unavailable()), node.config().getDuration("souk.orders.hold"), screening, mailbox, quotes.offers(), affiliate);
        return node.entities().ask(OrderCommand.at(call.newId()), checkout, call.asking())
                .thenCompose(outcome -> outcome.fold(order -> CompletableFuture.completedFuture(placed(order, node.persons())), refusal -> refused(call, refusal)));
    }

    private static Answer placed(OrderView order, Persons persons) {
        String location = "/v1/orders/" + order.id();
        return order.status() == OrderStatus.CONFIRMED ? Answer.created(location, OrderBody.of(order, persons))
                : Answer.accepted(location, new Underway(order.id(), order.status().forShoppers()));
    }

    /** When prices have changed, the order knows how the cart looked with the new ones: each time the same. */
    private CompletionStage<Answer> refused(Call<?> call, Rejection refusal) {
        if (!refusal.code().equals("price-changed")) return CompletableFuture.completedFuture(Answer.refused(refusal));
        return node.entities().ask(OrderCommand.at(call.newId()), new OrderCommand.Look(Optional.of(call.owner())), call.asking())
                .thenApply(outcome -> outcome.fold(order -> order.newPrices().map(cart -> Answer.refused(refusal, "cart", cart)).orElse(Answer.refused(refusal)), Answer::refused));
    }
}
