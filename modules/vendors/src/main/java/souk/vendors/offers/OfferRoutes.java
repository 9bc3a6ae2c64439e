package souk.vendors.offers;

import static souk.vendors.SellingVendor.then;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuView;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.reading.Served;
import souk.platform.reading.Shelves.Slice;
import souk.vendors.SellingVendor;
import souk.vendors.api.OfferCommand;
import souk.vendors.api.OfferView;

/** A vendor's own offers, with the token of a vendor: that names the vendor, so nothing of another one can be asked for. And any offer with its past, for staff. */
public final class OfferRoutes {
    private static final String PATH = "/v1/vendor/offers/{sku}";

    /** @param freight of one unit; nothing unless it says so */
    record OfferForm(@Whole(min = 0) Money price, Optional<@Whole(min = 0) Money> freight, @Text(max = 100) String location, @Whole(min = 0, max = 999_999_999) long onHand) {}

    /**
     * An offer as its vendor sees it.
     *
     * @param onHand    units that lie there, reserved ones included; below zero when more were sold than a later count had found
     * @param available what can still be had of them
     */
    record OneOffer(String sku, Money price, Money freight, String location, long onHand, long reserved, long available) {
        private static OneOffer of(String sku, Money price, Money freight, String location, StockLevel own) {
            return new OneOffer(sku, price, freight, location, own.onHand(), own.reserved(), own.available());
        }
    }

    /**
     * An offer as staff sees it.
     *
     * @param counted what the vendor had counted when it said so
     * @param at      a time at which it was so
     */
    record AdminOffer(String vendorId, String sku, long version, Instant at, boolean offered, Money price, Money freight, String location, long counted) {
        private static AdminOffer of(OfferView offer, Instant at) {
            return new AdminOffer(offer.vendorId(), offer.sku(), offer.version(), at, offer.offered(), offer.price(), offer.freight(), offer.location(), offer.onHand());
        }
    }

    private final Node node;
    private final Served<OfferListStore> offers;

    private OfferRoutes(Node node) {
        this.node = node;
        offers = Served.of(node, OfferList.VIEW, OfferListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new OfferRoutes(node);
        var all = new ArrayList<>(PastRoutes.of(node, Offer.BLUEPRINT, "offer", "/v1/admin/offers/{id}", Access.staff("vendors"))
                .shows(AdminOffer.class, (id, offer, at) -> AdminOffer.of(offer.view(), at), routes::now));
        all.add(Endpoint.put(PATH).summary("Sell a SKU of the catalog, and say how many units I have, each time a count anew").roles(Access.VENDORS).body(OfferForm.class).ifMatch()
                .answers(200, OneOffer.class).answers(201, OneOffer.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, "vendor-not-active").refuses(Kind.STALE, "stale").refuses(Kind.CONFLICT, "currency-mismatch")
                .refuses(Kind.UNPROCESSABLE, "too-many-locations").handle(routes::put));
        all.add(Endpoint.get(PATH).summary("My offer of a SKU").roles(Access.VENDORS).answers(200, OneOffer.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, "vendor-not-active").handle(routes::look));
        all.add(Endpoint.delete(PATH).summary("Do not sell it any more; what was ordered before stays so").roles(Access.VENDORS).ifMatch().answers(204, null).refuses(Kind.NOT_FOUND)
                .refuses(Kind.DENIED, "vendor-not-active").refuses(Kind.STALE, "stale").handle(routes::withdraw));
        all.add(Endpoint.get("/v1/vendor/offers").summary("My offers, by SKU").roles(Access.VENDORS).paged().answersPageOf(OneOffer.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, "vendor-not-active")
                .handle(routes::list));
        return all;
    }

    private CompletionStage<Outcome<Now<AdminOffer>>> now(Call<?> call) {
        return node.entities().ask(OfferCommand.at(call.path("id")), new OfferCommand.Inspect(), call.asking()).thenApply(seen -> seen.map(offer -> new Now<>(offer.version(), at -> AdminOffer.of(offer, at))));
    }

    /** First what it costs, then how many there are: should the second be lost, the same request says both again, and until then nothing is sold that is not there. */
    private CompletionStage<Answer> put(Call<OfferForm> call) {
        var stored = then(SellingVendor.of(node, call), vendor -> then(sold(call), sku -> node.entities().ask(OfferCommand.at(vendor, sku.sku()), put(call, vendor, sku), call.asking())));
        return call.reply(then(stored, offer -> stow(call, offer.offer(), offer.offer().onHand()).thenApply(level -> level.map(own -> Answer.of(offer.created() ? 201 : 200, shown(offer.offer(), own)).etag(offer.offer().version())))),
                answer -> answer);
    }

    private static OfferCommand.Put put(Call<OfferForm> call, String vendor, SkuView sku) {
        var form = call.body();
        return new OfferCommand.Put(vendor, sku.sku(), form.price(), form.freight().orElse(Money.zero(form.price().currency())), form.location(), form.onHand(), sku.price().currency(), call.newId(), call.ifMatch(),
                call.owner());
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        String sku = call.path("sku");
        return call.reply(then(SellingVendor.of(node, call), vendor -> then(node.entities().ask(OfferCommand.at(vendor, sku), new OfferCommand.Look(), call.asking()),
                offer -> own(call, vendor, sku).thenApply(level -> level.map(own -> Answer.ok(shown(offer, own)).etag(offer.version()))))), answer -> answer);
    }

    private CompletionStage<Answer> withdraw(Call<Void> call) {
        return call.reply(then(SellingVendor.of(node, call), vendor -> then(node.entities().ask(OfferCommand.at(vendor, call.path("sku")), new OfferCommand.Withdraw(call.ifMatch(), call.owner()), call.asking()),
                offer -> stow(call, offer, 0))), gone -> Answer.noContent());
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return call.reply(then(SellingVendor.of(node, call), vendor -> offers.ask(store -> store.ofVendor(vendor, call.limit(), call.cursor())).thenCompose(slice -> shown(call, vendor, slice))), Answer::ok);
    }

    private CompletionStage<Outcome<Object>> shown(Call<?> call, String vendor, Slice<OfferList.Entry> slice) {
        var levels = slice.items().stream().map(offer -> own(call, vendor, offer.sku()).toCompletableFuture()).toList();
        return CompletableFuture.allOf(levels.toArray(CompletableFuture[]::new)).thenApply(done -> {
            var items = new ArrayList<OneOffer>();
            for (int i = 0; i < levels.size(); i++) {
                var offer = slice.items().get(i);
                if (levels.get(i).join() instanceof Outcome.Refused<StockLevel> no) return Outcome.refused(no.rejection());
                items.add(OneOffer.of(offer.sku(), offer.price(), offer.freight(), offer.location(), ((Outcome.Accepted<StockLevel>) levels.get(i).join()).reply()));
            }
            return Outcome.accepted(call.page(items, slice.next()));
        });
    }

    private static OneOffer shown(OfferView offer, StockLevel own) {
        return OneOffer.of(offer.sku(), offer.price(), offer.freight(), offer.location(), own);
    }

    /** The offer's version is the number of what is said to the stock: an older word that comes late is not heeded. */
    private CompletionStage<Outcome<StockLevel>> stow(Call<?> call, OfferView offer, long onHand) {
        return node.entities().ask(StockCommand.at(offer.sku()), new StockCommand.Stow(offer.vendorId(), offer.location(), onHand, offer.version()), call.asking())
                .thenApply(counted -> counted.map(reply -> reply.level().of(offer.vendorId()))).whenComplete((done, failure) -> ChangedOffers.changed(offer.sku(), node.clock().instant()));
    }

    private CompletionStage<Outcome<StockLevel>> own(Call<?> call, String vendor, String sku) {
        return node.entities().ask(StockCommand.at(sku), new StockCommand.Look(), call.asking()).thenApply(level -> level.map(all -> all.of(vendor)));
    }

    /** What shoppers cannot see is not sold by others either. */
    private CompletionStage<Outcome<SkuView>> sold(Call<?> call) {
        return node.entities().ask(SkuCommand.at(call.path("sku")), new SkuCommand.Look(), call.asking())
                .thenApply(found -> found.fold(sku -> sku.published() ? Outcome.accepted(sku) : Outcome.refused(Rejection.notFound("SKU")), Outcome::<SkuView>refused));
    }
}
