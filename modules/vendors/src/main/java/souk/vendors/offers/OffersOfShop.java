package souk.vendors.offers;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
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

/**
 * The offers of this shop's vendors. Which there are of a SKU says the list, a moment late; how many units each has says the stock, and whether a vendor may sell says the vendor. What a buyer names is asked of
 * the offer itself. A shop in which nobody offers anything pays for one small read a second.
 */
public final class OffersOfShop implements Offers {
    private static final Rejection NO_OFFER = Rejection.notFound("offer");
    private static final Rejection SUSPENDED = new Rejection(Kind.CONFLICT, "vendor-suspended", "This vendor does not sell at present: take another offer.");
    /** How old it may be whether there are any offers at all. */
    private static final Duration FRESH = Duration.ofSeconds(1);
    /** Who shows a product waits so long for what others want for it. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    /** And so long for whether there is anything to ask for. */
    private static final Duration BRIEFLY = Duration.ofMillis(100);
    private static final Comparator<Listed> CHEAPEST = Comparator.comparing((Listed each) -> each.available() == 0).thenComparing(each -> each.terms().price().amount() + each.terms().freight().amount())
            .thenComparing(each -> each.terms().vendorId());

    private static final CompletionStage<Map<String, Found>> NOTHING = CompletableFuture.completedFuture(Map.of());

    private final Node node;
    private final Served<OfferListStore> list;
    private final Fresh<String, Boolean> any = Fresh.of("offers", FRESH, 1_000, one -> 1);
    private volatile boolean lastKnown;

    private OffersOfShop(Node node) {
        this.node = node;
        list = Served.of(node, OfferList.VIEW, OfferListStore::new);
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
            return offers.stream().limit(MOST_LISTED).map(each -> new Listed(each.terms(), each.available(), chosen.filter(each::equals).isPresent())).toList();
        }
    }

    @Override
    public CompletionStage<Map<String, List<Listed>>> of(Map<String, Currency> skus, String cause) {
        return quickly(ifAny(() -> found(skus, Asking.DEFAULT.because(cause))), Map.of(), PATIENCE).thenApply(found -> found.entrySet().stream().collect(toMap(Map.Entry::getKey, each -> each.getValue().listed())));
    }

    @Override
    public CompletionStage<Optional<Terms>> insteadOfTheShop(String sku, Currency currency, String cause) {
        var asking = Asking.DEFAULT.because(cause);
        return quickly(ifAny(() -> node.entities().ask(StockCommand.at(sku), new StockCommand.Look(), asking).thenCompose(level -> known(level).filter(own -> own.available() == 0).isPresent()
                ? found(Map.of(sku, currency), asking) : NOTHING)), Map.of(), PATIENCE).thenApply(found -> Optional.ofNullable(found.get(sku)).flatMap(Found::chosen).map(Listed::terms));
    }

    @Override
    public CompletionStage<Outcome<Terms>> terms(String sku, String vendorId, String cause) {
        var asking = Asking.DEFAULT.because(cause);
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
        var read = any.get("", () -> list.ask(OfferListStore::any).thenApply(some -> lastKnown = some), some -> true);
        return quickly(read, lastKnown, BRIEFLY).thenCompose(some -> some ? question.get() : NOTHING);
    }

    private CompletionStage<Map<String, Found>> found(Map<String, Currency> skus, Asking asking) {
        var rows = new HashMap<String, CompletableFuture<List<OfferList.Entry>>>();
        skus.keySet().forEach(sku -> rows.put(sku, list.ask(store -> store.ofSku(sku)).toCompletableFuture()));
        return all(rows).thenCompose(bySku -> {
            bySku.replaceAll((sku, offers) -> offers.stream().filter(offer -> offer.price().currency().equals(skus.get(sku))).toList());
            bySku.values().removeIf(List::isEmpty);
            var vendors = new LinkedHashSet<String>();
            bySku.values().forEach(offers -> offers.forEach(offer -> vendors.add(offer.vendorId())));
            var stock = new HashMap<String, CompletableFuture<Optional<StockLevel>>>();
            bySku.keySet().forEach(sku -> stock.put(sku, node.entities().ask(StockCommand.at(sku), new StockCommand.Look(), asking).thenApply(OffersOfShop::known)));
            var standings = new HashMap<String, CompletableFuture<Boolean>>();
            vendors.forEach(vendor -> standings.put(vendor, standing(vendor, asking).thenApply(outcome -> known(outcome).orElse(false))));
            return all(standings).thenCombine(all(stock), (may, levels) -> put(bySku, levels, may));
        });
    }

    private static Map<String, Found> put(Map<String, List<OfferList.Entry>> offers, Map<String, Optional<StockLevel>> stock, Map<String, Boolean> may) {
        Set<String> active = new HashSet<>();
        may.forEach((vendor, does) -> { if (does) active.add(vendor); });
        var found = new HashMap<String, Found>();
        offers.forEach((sku, those) -> stock.get(sku).ifPresent(level -> found.put(sku, new Found(level, those.stream().filter(offer -> active.contains(offer.vendorId()))
                .map(offer -> new Listed(new Terms(offer.vendorId(), offer.price(), offer.freight()), level.of(offer.vendorId()).available(), false)).sorted(CHEAPEST).toList()))));
        return found;
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
