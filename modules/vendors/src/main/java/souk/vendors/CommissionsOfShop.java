package souk.vendors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.SkuCommand;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.Commission;
import souk.orders.api.Commissions;
import souk.platform.Node;
import souk.vendors.api.VendorCommand;
import souk.vendors.commission.CommissionRulesCommand;
import souk.vendors.commission.Sold;

/**
 * What this shop keeps, as its aggregates say: no copy of the rules that may be late. The tier of each vendor and the category of each SKU are asked for side by side, then all rules at once, which answer for the time of the
 * sale and not for that of the question.
 */
final class CommissionsOfShop implements Commissions {
    private static final String NO_CATEGORY = "";

    private final Node node;

    private CommissionsOfShop(Node node) {
        this.node = node;
    }

    static Commissions of(Node node) {
        return new CommissionsOfShop(node);
    }

    @Override
    public CompletionStage<Outcome<List<Optional<Commission>>>> of(List<Sale> sales, Instant placedAt) {
        var tiers = each(sales.stream().map(Sale::vendorId).distinct().toList(), this::tier);
        var categories = each(sales.stream().map(Sale::sku).distinct().toList(), this::category);
        return then(tiers, tierOf -> then(categories, categoryOf -> {
            var lines = sales.stream().map(sale -> new Sold(sale.vendorId(), categoryOf.get(sale.sku()), tierOf.get(sale.vendorId()), sale.total())).toList();
            return ask(CommissionRulesCommand.THE_RULES, new CommissionRulesCommand.Charge(lines, placedAt)).thenApply(outcome -> outcome.map(CommissionRulesCommand.Charged::commissions));
        }));
    }

    private CompletableFuture<Outcome<Optional<String>>> tier(String vendorId) {
        return orNothing(ask(VendorCommand.at(vendorId), new VendorCommand.LookAtTier()).thenApply(outcome -> outcome.map(VendorCommand.Tier::name)), Optional.empty());
    }

    /** Of a product that is sold no more there is none. */
    private CompletableFuture<Outcome<String>> category(String sku) {
        return orNothing(then(ask(SkuCommand.at(sku), new SkuCommand.Look()), sold -> ask(ProductCommand.at(sold.productId()), new ProductCommand.Look()))
                .thenApply(outcome -> outcome.map(product -> product.content().category())), NO_CATEGORY);
    }

    private <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> question) {
        return node.entities().ask(to, question);
    }

    private static <R> CompletableFuture<Outcome<R>> orNothing(CompletableFuture<Outcome<R>> answer, R nothing) {
        return answer.thenApply(outcome -> outcome instanceof Outcome.Refused<R> no && no.rejection().kind() == Kind.NOT_FOUND ? Outcome.accepted(nothing) : outcome);
    }

    private static <A, B> CompletableFuture<Outcome<B>> then(CompletableFuture<Outcome<A>> first, Function<A, CompletableFuture<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.<B>refused(refusal))));
    }

    /** All answers by what was asked, or a refusal if there was one. */
    private static <R> CompletableFuture<Outcome<Map<String, R>>> each(List<String> keys, Function<String, CompletableFuture<Outcome<R>>> question) {
        var asked = keys.stream().map(question).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            var answers = new HashMap<String, R>();
            var refusals = new ArrayList<Rejection>();
            for (int i = 0; i < keys.size(); i++) {
                String key = keys.get(i);
                asked.get(i).join().fold(reply -> answers.put(key, reply), refusal -> {
                    refusals.add(refusal);
                    return null;
                });
            }
            return refusals.isEmpty() ? Outcome.accepted(answers) : Outcome.refused(refusals.get(0));
        });
    }
}
