package souk.vendors.offers;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import souk.catalog.api.Offers;
import souk.inventory.api.OwnedShelf;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Entities.Asking;
import souk.platform.Fresh;
import souk.platform.Node;
import souk.platform.reading.Served;
import souk.vendors.api.OfferCommand;
import souk.vendors.api.OfferView;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorStatus;
import souk.vendors.ratings.VendorRatings;

/**
 * The offers of this shop's vendors. Who has units of a SKU says its stock, as it is; who offers it without having any says the list, a moment late. What each wants for it says the offer itself, and whether a
 * vendor may sell says the vendor. A shop in which nobody offers anything pays for one small read a second.
 */
public final class OffersOfShop implements Offers {
    private static final Rejection NO_OFFER = Rejection.notFound("offer");
    private static final Rejection SUSPENDED = new Rejection(Kind.CONFLICT, "vendor-suspended", "This vendor does not sell at present: take another offer.");
    /** How old it may be whether there are any offers at all. */
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** Who shows a product waits so long for what others want for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** And so long for whether there is anything to ask for. */
    private static final Duration BRIEFLY = Duration.ofMillis(100);
    private static final Comparator<Listed> CHEAPEST = Comparator.comparing((Listed each) -> each.available() == 0).thenComparing(each -> each.terms().price().amount() + each.terms().freight().amount())
            .thenComparing(each -> each.terms().vendorId());

    private static final CompletionStage<Map<String, Found>> NOTHING = CompletableFuture.completedFuture(Map.of());

    private final Node node;
    private final Served<OfferListStore> list;
    private final VendorRatings ratings;
    private final Fresh<String, Boolean> any = Fresh.of("offers", FRESH, 1_000, one -> 1);
    private volatile boolean lastKnown;

    private OffersOfShop(Node node) {
        this.node = node;
        list = Served.of(node, OfferList.VIEW, OfferListStore::new);
        ratings = VendorRatings.of(node);
    }

    public static Offers of(Node node) {
        return new OffersOfShop(node);
    }

    /** What one SKU has: offers in the right currency of vendors who may sell. */
    private record Found(StockLevel stock, List<Listed> offers) {
        private Optional<Listed> chosen() {
            return stock.available() > 0 ? Optional.empty() : offers.stream().findFirst().filter(first -> first.available() > 0);
        }

        private List<Listed> listed() {
            var chosen = chosen();
            return offers.stream().limit(MOST_LISTED).map(each -> new Listed(each.terms(), each.available(), chosen.filter(each::equals).isPresent(), each.rating())).toList();
        }
    }

    @Override
    public CompletionStage<Map<String, List<Listed>>> of(Map<String, Currency> skus, String cause) {
        return quickly(ifAny(() -> found(skus, Asking.DEFAULT.because(cause))), Map.of(), PATIENCE).thenCompose(found -> found.isEmpty() ? CompletableFuture.completedFuture(Map.of())
                : rated(found.entrySet().stream().collect(toMap(Map.Entry::getKey, each -> each.getValue().listed()))));
    }

    /** What buyers think of each vendor, once for all its offers. What cannot be told at once is left out: offers do not wait for it. */
    private CompletionStage<Map<String, List<Listed>>> rated(Map<String, List<Listed>> listed) {
        var known = new HashMap<String, CompletableFuture<Optional<Rating>>>();
        listed.values().forEach(offers -> offers.forEach(offer -> known.computeIfAbsent(offer.terms().vendorId(), vendor -> quickly(ratings.of(vendor), Optional.<Rating>empty(), BRIEFLY).toCompletableFuture())));
        return all(known).thenApply(told -> listed.entrySet().stream().collect(toMap(Map.Entry::getKey,
                each -> each.getValue().stream().map(offer -> new Listed(offer.terms(), offer.available(), offer.chosen(), told.get(offer.terms().vendorId()))).toList())));
    }

    @Override
    public boolean changedSince(Collection<String> skus, Instant when) {
        return ChangedOffers.since(skus, when);
    }

    @Override
    public CompletionStage<Optional<Terms>> insteadOfTheShop(String sku, Currency currency, String cause) {
        var asking = Asking.DEFAULT.because(cause);
        return ifAny(() -> stock(sku, asking).thenCompose(level -> level.filter(own -> own.available() == 0).map(without -> sold(sku, currency, without, owners(without), asking)).orElse(NOTHING)))
                .thenApply(found -> Optional.ofNullable(found.get(sku)).flatMap(Found::chosen).map(Listed::terms));
    }

    @Override
    public CompletionStage<Outcome<Terms>> terms(String sku, String vendorId, String cause) {
        return terms(sku, vendorId, Asking.DEFAULT.because(cause));
    }

    private CompletableFuture<Outcome<Terms>> terms(String sku, String vendorId, Asking asking) {
        var offer = node.entities().ask(OfferCommand.at(vendorId, sku), new OfferCommand.Look(), asking);
        return standing(vendorId, asking).thenCombine(offer, (mayAct, seen) -> seen.fold(view -> mayAct.fold(may -> terms(view, may, sku, vendorId), Outcome::<Terms>refused), Outcome::<Terms>refused));
    }

    /** What was asked for could be put together otherwise to the same id: then it is none. */
    private static Outcome<Terms> terms(OfferView offer, boolean mayAct, String sku, String vendorId) {
        if (!offer.vendorId().equals(vendorId) || !offer.sku().equals(sku)) return Outcome.refused(NO_OFFER);
        return mayAct ? Outcome.accepted(new Terms(vendorId, offer.price(), offer.freight())) : Outcome.refused(SUSPENDED);
    }

    private CompletableFuture<Outcome<Boolean>> standing(String vendorId, Asking asking) {
        return node.entities().ask(VendorCommand.at(vendorId), new VendorCommand.LookAtStatus(), asking).thenApply(outcome -> outcome.map(standing -> standing.status() == VendorStatus.APPROVED));
    }

    /** What cannot be told now costs nobody more than the offers. */
    private static <T> CompletionStage<T> quickly(CompletionStage<T> answer, T otherwise, Duration patience) {
        return answer.toCompletableFuture().copy().exceptionally(failure -> otherwise).completeOnTimeout(otherwise, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** While the database is slow or gone what was known last holds, so that a shop without offers does not notice. */
    private CompletionStage<Map<String, Found>> ifAny(Supplier<CompletionStage<Map<String, Found>>> question) {
        if (ChangedOffers.any()) return question.get();
        var read = any.get("", () -> list.ask(OfferListStore::any).thenApply(some -> lastKnown = some), some -> true);
        return quickly(read, lastKnown, BRIEFLY).thenCompose(some -> some ? question.get() : NOTHING);
    }

    private CompletionStage<Map<String, Found>> found(Map<String, Currency> skus, Asking asking) {
        var each = new HashMap<String, CompletableFuture<Map<String, Found>>>();
        skus.forEach((sku, currency) -> each.put(sku, stock(sku, asking).thenCombine(list.ask(store -> store.ofSku(sku)), (level, listed) -> level.map(stock -> {
            var owners = owners(stock);
            listed.forEach(offer -> owners.add(offer.vendorId()));
            return sold(sku, currency, stock, owners, asking);
        }).orElse(NOTHING)).thenCompose(sold -> sold)));
        return all(each).thenApply(found -> {
            var together = new HashMap<String, Found>();
            found.values().forEach(together::putAll);
            return together;
        });
    }

    /** What these vendors want for it who offer it in this currency and may sell. */
    private CompletionStage<Map<String, Found>> sold(String sku, Currency currency, StockLevel stock, Set<String> vendors, Asking asking) {
        if (vendors.isEmpty()) return NOTHING;
        var terms = new HashMap<String, CompletableFuture<Optional<Terms>>>();
        vendors.forEach(vendor -> terms.put(vendor, terms(sku, vendor, asking).thenApply(OffersOfShop::known)));
        return all(terms).thenApply(known -> {
            var offers = known.values().stream().flatMap(Optional::stream).filter(offer -> offer.price().currency().equals(currency))
                    .map(offer -> new Listed(offer, stock.of(offer.vendorId()).available(), false, Optional.empty())).sorted(CHEAPEST).toList();
            return offers.isEmpty() ? Map.of() : Map.of(sku, new Found(stock, offers));
        });
    }

    private CompletableFuture<Optional<StockLevel>> stock(String sku, Asking asking) {
        return node.entities().ask(StockCommand.at(sku), new StockCommand.Look(), asking).thenApply(OffersOfShop::known);
    }

    /** Who else has units of it lying somewhere. */
    private static Set<String> owners(StockLevel stock) {
        return stock.others().stream().map(at -> OwnedShelf.ownerOf(at.location())).collect(toCollection(LinkedHashSet::new));
    }

    private static <T> Optional<T> known(Outcome<T> outcome) {
        return outcome.fold(Optional::of, refusal -> Optional.empty());
    }

    private static <V> CompletableFuture<Map<String, V>> all(Map<String, CompletableFuture<V>> parts) {
        return CompletableFuture.allOf(new ArrayList<>(parts.values()).toArray(CompletableFuture[]::new)).thenApply(done -> {
            var all = new HashMap<String, V>();
            parts.forEach((key, value) -> all.put(key, value.join()));
            return all;
        });
    }
}
