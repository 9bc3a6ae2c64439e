package souk.pricing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.pricing.api.PriceListCommand;
import souk.pricing.api.PriceListTerms;
import souk.pricing.api.PriceListView;

/** Price lists over HTTP, for staff. */
final class PriceListRoutes {
    private static final String PATH = "/v1/admin/price-lists/{id}";
    private static final Access STAFF = Access.staff("catalog");

    record PriceForm(@Text(max = 100) String sku, @Whole(min = 0) Money price) {}

    /**
     * A price list as staff write it.
     *
     * @param from the first instant at which it counts; absent: it always has
     * @param to   the first instant at which it counts no more; absent: it always will
     */
    record PriceListForm(Optional<@Text(max = 200) String> name, Currency currency, Optional<Instant> from, Optional<Instant> to,
            @Size(min = 1, max = PriceListTerms.MOST) List<PriceForm> prices) implements Checked {
        @Override
        public void check(Faults faults) {
            if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) faults.badFormat("to", "A price list ends after it begins.");
            var seen = new HashSet<String>();
            for (int i = 0; i < prices.size(); i++) {
                if (!seen.add(prices.get(i).sku())) faults.badFormat("prices[" + i + "].sku", "A SKU has one price in a list.");
                if (!prices.get(i).price().currency().equals(currency)) faults.badFormat("prices[" + i + "].price.currency", "All prices of a list are in its currency, " + currency + ".");
            }
        }

        private PriceListTerms terms() {
            var bySku = new HashMap<String, Money>();
            prices.forEach(price -> bySku.put(price.sku(), price.price()));
            return new PriceListTerms(name.orElse(""), currency, from, to, PersistentMap.copyOf(bySku));
        }
    }

    /** A price of a list. */
    record Price(String sku, Money price) {}

    /**
     * A price list as staff sees it.
     *
     * @param at     since when it is so
     * @param prices by SKU
     */
    record AdminPriceList(String id, long version, Instant at, Optional<String> name, Currency currency, Optional<Instant> from, Optional<Instant> to, List<Price> prices) {
        private static AdminPriceList of(PriceListView list) {
            var terms = list.terms();
            var prices = new ArrayList<Price>();
            terms.prices().forEach((sku, price) -> prices.add(new Price(sku, price)));
            return new AdminPriceList(list.id(), list.version(), list.at(), Optional.of(terms.name()).filter(name -> !name.isEmpty()), terms.currency(), terms.from(), terms.to(), prices);
        }
    }

    private PriceListRoutes() {}

    static List<Endpoint> of(Node node) {
        var all = new ArrayList<>(PastRoutes.of(node, PriceList.BLUEPRINT, "price list", PATH, STAFF)
                .shows(AdminPriceList.class, (id, list, at) -> AdminPriceList.of(list.view()), call -> now(node, call)));
        all.add(Endpoint.put(PATH).summary("Say what SKUs cost by this list, all of it").roles(STAFF).body(PriceListForm.class).ifMatch()
                .answers(200, AdminPriceList.class).answers(201, AdminPriceList.class).refuses(Kind.STALE, "stale").refuses(Kind.CONFLICT, "currency-mismatch")
                .handle(call -> put(node, call)));
        return all;
    }

    private static CompletionStage<Answer> put(Node node, Call<PriceListForm> call) {
        String id = call.path("id");
        return call.reply(node.entities().ask(PriceListCommand.at(id), new PriceListCommand.SetTerms(id, call.body().terms(), call.ifMatch()), call.asking()),
                changed -> Answer.put(changed.created(), AdminPriceList.of(changed.list())).etag(changed.list().version()));
    }

    private static CompletionStage<Outcome<Now<AdminPriceList>>> now(Node node, Call<?> call) {
        return node.entities().ask(PriceListCommand.at(call.path("id")), new PriceListCommand.Look(), call.asking())
                .thenApply(seen -> seen.map(list -> new Now<>(list.version(), at -> AdminPriceList.of(list))));
    }
}
