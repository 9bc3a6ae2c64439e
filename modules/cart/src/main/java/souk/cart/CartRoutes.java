package souk.cart;

import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.cart.api.BasketCommand;
import souk.cart.api.CartCommand;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartContents;
import souk.catalog.api.Offers;
import souk.catalog.api.Offers.Terms;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuView;
import souk.flashsale.api.CounterCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.Principal;
import souk.platform.http.body.Change;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.live.Topic;
import souk.pricing.api.PriceListCommand;

/** Carts over HTTP. What goes out is {@link CartContents} as it is. */
final class CartRoutes {
    record CartForm(Currency currency) {}

    /** Units of a SKU, or what was claimed in a flash sale. @param vendorId whose units; not there: the shop's own, or those of the chosen offer when the shop has none */
    record LineForm(Optional<String> sku, Optional<@Whole(min = 1, max = CartCommand.MAX_QUANTITY) Integer> quantity, Optional<String> claimId, Optional<@Text(max = 100) String> vendorId) implements Checked {
        @Override
        public void check(Faults faults) {
            if (claimId.isEmpty()) {
                if (sku.isEmpty()) faults.missing("sku");
                if (quantity.isEmpty()) faults.missing("quantity");
            } else {
                if (sku.isPresent()) faults.badFormat("claimId", "A line is either of a SKU or of a claim, not of both.");
                if (vendorId.isPresent()) faults.badFormat("vendorId", "A claim is the shop's own.");
                if (quantity.isPresent()) faults.badFormat("quantity", "A claim says itself how many units it is about.");
            }
        }
    }

    record LinesForm(@Size(min = 1, max = CartCommand.MAX_LINES) List<LineForm> lines) {}

    record LineChange(Change<@Whole(min = 1, max = CartCommand.MAX_QUANTITY) Integer> quantity) {}

    private static final String[] WHILE_BUYING = {"cart-closed", "checkout-in-progress", "merge-in-progress"};

    private final Node node;
    private final Offers offers;

    private CartRoutes(Node node, Offers offers) {
        this.node = node;
        this.offers = offers;
    }

    static List<Endpoint> of(Node node, Offers offers) {
        var routes = new CartRoutes(node, offers);
        return List.of(
                Endpoint.post("/v1/carts").summary("Open a cart").roles(Access.ANYONE_WITH_A_TOKEN).body(CartForm.class).idempotencyKey(KeyUse.OPTIONAL)
                        .answers(201, CartContents.class).refuses(Kind.GONE, "cart-expired").refuses(Kind.UNPROCESSABLE, "idempotency-key-reused")
                        .handle(routes::open),
                Endpoint.get("/v1/carts/{id}").summary("A cart").roles(Access.ANYONE_WITH_A_TOKEN)
                        .answers(200, CartContents.class).refuses(Kind.NOT_FOUND).refuses(Kind.GONE, "cart-expired")
                        .handle(call -> routes.cart(call, new CartCommand.Look(call.owner()))),
                adding(Endpoint.post("/v1/carts/{id}/lines").summary("Put something into a cart").body(LineForm.class))
                        .handle(call -> routes.add(call, List.of(call.body()))),
                adding(Endpoint.post("/v1/carts/{id}/lines:batch").summary("Put several things into a cart, all or nothing").body(LinesForm.class))
                        .handle(call -> routes.add(call, call.body().lines())),
                changing(Endpoint.patch("/v1/carts/{id}/lines/{lineId}").summary("Change how many").body(LineChange.class)).refuses(Kind.UNPROCESSABLE, "total-too-large")
                        .refuses(Kind.CONFLICT, "claim-line")
                        .handle(call -> routes.cart(call, new CartCommand.ChangeLine(call.owner(), call.path("lineId"), Optional.ofNullable(call.body().quantity().value()), call.ifMatch()))),
                changing(Endpoint.delete("/v1/carts/{id}/lines/{lineId}").summary("Take something out of a cart"))
                        .handle(call -> routes.cart(call, new CartCommand.RemoveLine(call.owner(), call.path("lineId"), call.ifMatch()))));
    }

    /** {@code cart:<id>}, for its owner. */
    static Topic topic(Node node) {
        return Topic.forOwner((id, owner) -> node.entities().ask(CartCommand.at(id), new CartCommand.Look(owner), Topic.ASKING)
                .thenApply(outcome -> outcome.map(cart -> new Topic.Shown(cart.version(), cart, CartCommand.at(id)))));
    }

    private static <B> Endpoint.Draft<B> changing(Endpoint.Draft<B> draft) {
        return draft.roles(Access.ANYONE_WITH_A_TOKEN).ifMatch().answers(200, CartContents.class).refuses(Kind.NOT_FOUND).refuses(Kind.GONE, "cart-expired")
                .refuses(Kind.STALE, "stale").refuses(Kind.CONFLICT, WHILE_BUYING);
    }

    private static <B> Endpoint.Draft<B> adding(Endpoint.Draft<B> draft) {
        return changing(draft).idempotencyKey(KeyUse.OPTIONAL).refuses(Kind.CONFLICT, "currency-mismatch", "too-many-keys", CartCommand.OTHER_PRICE_LIST, "claim-paid", "vendor-suspended")
                .refuses(Kind.GONE, "claim-expired")
                .refuses(Kind.UNPROCESSABLE, "idempotency-key-reused", "too-many-lines", "quantity-too-large", "total-too-large");
    }

    private CompletionStage<Answer> open(Call<CartForm> call) {
        var create = new CartCommand.Create(call.newId(), call.owner(), call.body().currency(), node.config().getDuration("souk.cart.time-to-live"), call.fingerprint());
        var opened = node.entities().ask(CartCommand.at(call.newId()), create, call.askingNew());
        // Guests have one device, and their sessions end: nobody would look for their carts. A retry that comes when the cart is in use changes nothing.
        var present = call.principal().kind() == Principal.Kind.GUEST ? opened : opened.thenCompose(outcome -> outcome.<CompletableFuture<Outcome<CartContents>>>fold(
                cart -> cart.version() > 1 ? opened : node.entities().ask(BasketCommand.at(call.owner()), new BasketCommand.Adopt(cart.id()), call.asking()).thenApply(adopted -> adopted.map(done -> cart)),
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
        return call.reply(present, cart -> Answer.created("/v1/carts/" + cart.id(), cart).etag(cart.version()));
    }

    private CompletionStage<Answer> cart(Call<?> call, CartCommand<CartContents> command) {
        return call.reply(node.entities().ask(CartCommand.at(call.path("id")), command, call.asking()), cart -> Answer.ok(cart).etag(cart.version()));
    }

    private CompletionStage<Answer> add(Call<?> call, List<LineForm> forms) {
        var added = priced(call, forms).thenCompose(priced -> priced.<CompletableFuture<Outcome<CartContents>>>fold(
                lines -> place(call, lines), refusal -> recall(call, refusal)));
        return call.reply(added, cart -> Answer.ok(cart).etag(cart.version()));
    }

    /** At the catalog's prices; a cart that has a price list says so, and is asked again, once, at that list's. */
    private CompletableFuture<Outcome<CartContents>> place(Call<?> call, List<NewLine> lines) {
        return send(call, lines, Optional.empty()).thenCompose(outcome -> {
            var list = priceList(outcome);
            if (list.isEmpty()) return CompletableFuture.completedFuture(outcome);
            return listed(call, list.get(), lines).thenCompose(listed -> listed.<CompletableFuture<Outcome<CartContents>>>fold(
                    found -> send(call, found, list), refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
        });
    }

    /** What cannot be had now (a claim that is paid by now, say) may have been added before, under the same key: then this is a retry. */
    private CompletableFuture<Outcome<CartContents>> recall(Call<?> call, Rejection refusal) {
        if (call.idempotencyKey().isEmpty() || refusal.kind().passing()) return CompletableFuture.completedFuture(Outcome.refused(refusal));
        return node.entities().ask(CartCommand.at(call.path("id")), new CartCommand.Recall(call.owner(), key(call)), call.asking()).thenApply(known -> known.fold(
                Outcome::accepted, no -> Outcome.refused(no.kind().passing() || no.kind() == Kind.UNPROCESSABLE ? no : refusal)));
    }

    private static CartCommand.RequestKey key(Call<?> call) {
        return new CartCommand.RequestKey(call.newId(), call.fingerprint());
    }

    private CompletableFuture<Outcome<CartContents>> send(Call<?> call, List<NewLine> lines, Optional<String> priceList) {
        var key = call.idempotencyKey().map(given -> key(call));
        return node.entities().ask(CartCommand.at(call.path("id")), new CartCommand.AddLines(call.owner(), lines, key, call.ifMatch(), priceList), call.asking());
    }

    /** The price list that a cart names when it refuses lines at other prices. */
    private static Optional<String> priceList(Outcome<CartContents> outcome) {
        return outcome instanceof Outcome.Refused<CartContents> no && no.rejection().code().equals(CartCommand.OTHER_PRICE_LIST)
                ? no.rejection().members().get("priceList").stream().findFirst() : Optional.empty();
    }

    /** The lines at the list's prices; what it has no price for now keeps the catalog's, a claim that of its sale, and a vendor's line that of its offer. */
    private CompletableFuture<Outcome<List<NewLine>>> listed(Call<?> call, String list, List<NewLine> lines) {
        var quote = new PriceListCommand.Quote(lines.stream().filter(NewLine::atShopsPrice).map(NewLine::sku).distinct().toList());
        return node.entities().ask(PriceListCommand.at(list), quote, call.asking()).thenApply(outcome -> outcome.map(quoted -> lines.stream().map(line -> !line.atShopsPrice() ? line
                : new NewLine(line.sku(), line.name(), line.quantity(), quoted.prices().getOrDefault(line.sku(), line.unitPrice()))).toList()));
    }

    /** The lines at today's names and prices; the catalog, and the counters of claims, are asked for all of them at once. */
    private CompletableFuture<Outcome<List<NewLine>>> priced(Call<?> call, List<LineForm> forms) {
        var asked = forms.stream().map(form -> form.claimId().map(claim -> claimed(call, claim)).orElseGet(() -> sold(call, form.sku().get(), form.quantity().get(), form.vendorId()))).toList();
        var all = asked.size() == 1 ? asked.get(0) : CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        return all.thenApply(done -> {
            var lines = new NewLine[asked.size()];
            for (int i = 0; i < lines.length; i++) {
                if (asked.get(i).join() instanceof Outcome.Refused<NewLine> no) return Outcome.refused(no.rejection());
                lines[i] = ((Outcome.Accepted<NewLine>) asked.get(i).join()).reply();
            }
            return Outcome.accepted(List.of(lines));
        });
    }

    private CompletableFuture<Outcome<NewLine>> sold(Call<?> call, String sku, int quantity, Optional<String> vendorId) {
        return node.entities().ask(SkuCommand.at(sku), new SkuCommand.Look(), call.asking()).thenCompose(outcome -> outcome.<CompletionStage<Outcome<NewLine>>>fold(
                view -> view.published() ? sold(call, view, quantity, vendorId) : CompletableFuture.completedFuture(Outcome.refused(unknown(sku))),
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal.kind() == Kind.NOT_FOUND ? unknown(sku) : refusal))));
    }

    /** By whom the buyer names, else by the shop, else by whoever sells it instead. */
    private CompletionStage<Outcome<NewLine>> sold(Call<?> call, SkuView view, int quantity, Optional<String> vendorId) {
        if (vendorId.isPresent()) {
            return offers.terms(view.sku(), vendorId.get(), call.requestId()).thenApply(found -> found.fold(terms -> Outcome.accepted(line(view, quantity, terms)),
                    refusal -> Outcome.refused(refusal.about("skus", List.of(view.sku())).about("vendorIds", List.of(vendorId.get())))));
        }
        return offers.insteadOfTheShop(view.sku(), view.price().currency(), call.requestId()).thenApply(instead -> Outcome.accepted(
                instead.map(terms -> line(view, quantity, terms)).orElseGet(() -> new NewLine(view.sku(), view.name(), quantity, view.price()))));
    }

    private static NewLine line(SkuView view, int quantity, Terms terms) {
        return new NewLine(view.sku(), view.name(), quantity, terms.price(), Optional.empty(), Optional.of(terms.vendorId()), Optional.of(terms.freight()));
    }

    /** The claim's own units, at the sale's price; somebody else's claim is not there. Its id is as its counter writes it: however it was asked for, it is one line. */
    private CompletableFuture<Outcome<NewLine>> claimed(Call<?> call, String claimId) {
        var counter = CounterCommand.atClaim(claimId);
        if (counter.isEmpty()) return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("claim").about("claimIds", List.of(claimId))));
        return node.entities().ask(counter.get(), new CounterCommand.LookAtClaim(claimId, call.owner()), call.asking()).thenApply(outcome -> outcome.fold(
                claim -> Outcome.accepted(new NewLine(claim.sku(), claim.name(), claim.quantity(), claim.unitPrice(), Optional.of(claim.claimId()))),
                refusal -> Outcome.refused(refusal.about("claimIds", List.of(claimId)))));
    }

    private static Rejection unknown(String sku) {
        return new Rejection(Kind.NOT_FOUND, "not-found", "Nothing is sold under the SKU " + sku + ".").about("skus", List.of(sku));
    }
}
