package souk.replay.marketplace;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import souk.replay.BadInput;
import souk.replay.Diary;
import souk.replay.Replay;
import souk.replay.Shop;
import souk.replay.Side;
import souk.replay.Verdict;

/**
 * The first orders of a marketplace's files, and what has become of them in a shop, up to what its sellers were paid.
 *
 * <p>First {@link #run}, as often as it was interrupted; then {@link #verify}, as often as one likes.
 */
public final class MarketplaceReplay implements AutoCloseable {
    static final String BOOKS_BEFORE = "books-before";

    private final Shop shop;
    private final Diary diary;
    private final MarketData data;
    private final MarketPlan plan;
    private final Expected expected;
    private final Sellers sellers;
    private final Settlement settlement;

    /**
     * What one run did.
     *
     * @param took for the orders alone
     */
    public record Done(int sellers, int orders, int deliveries, Duration took) {}

    private MarketplaceReplay(Shop shop, Diary diary, MarketData data, MarketPlan plan) {
        this.shop = shop;
        this.diary = diary;
        this.data = data;
        this.plan = plan;
        this.expected = expected(data, plan);
        this.sellers = new Sellers(shop, diary, data.sellers()::get);
        this.settlement = new Settlement(shop, diary, sellers);
    }

    /** What must come of a plan. */
    public static Expected expected(MarketData data, MarketPlan plan) {
        Set<String> orders = plan.sales().stream().map(Sale::order).collect(Collectors.toSet());
        return Expected.of(data, orders, plan.rates());
    }

    /**
     * The replay of these files in a shop, from its beginning or from where it was interrupted.
     *
     * @param state  its state file; there need not be one yet
     * @param orders how many of the first, {@link Replay#ALL} or {@link Replay#AS_LAST_TIME}; fewer than last time cannot be
     * @throws BadInput if shop, state and files do not fit together
     */
    public static MarketplaceReplay of(MarketData data, Shop shop, Path state, int orders) throws IOException, InterruptedException {
        var diary = Diary.open(state, data.fingerprint());
        try {
            diary.requireShop(shop);
            var whole = MarketPlan.of(data);
            int all = whole.sales().size();
            int wanted = Math.min(orders != Replay.AS_LAST_TIME ? orders : diary.invoices() == 0 ? Replay.ALL : diary.invoices(), all);
            if (wanted < diary.invoices()) throw new BadInput("This shop has been told the first " + diary.invoices() + " orders before: " + wanted + " are fewer. Name more, or leave --limit out for all.");
            diary.invoices(wanted);
            return new MarketplaceReplay(shop, diary, data, whole.first(wanted));
        } catch (IOException | InterruptedException | RuntimeException e) {
            diary.close();
            throw e;
        }
    }

    /** What is done in the shop. */
    public MarketPlan plan() {
        return plan;
    }

    /** What must come of it. */
    public Expected expected() {
        return expected;
    }

    /** How many orders are still to be bought. */
    public int left() {
        return salesLeft().size();
    }

    private List<Sale> salesLeft() {
        return plan.sales().stream().filter(sale -> diary.done(MarketTill.step(sale.order())).isEmpty()).toList();
    }

    private List<Expected.Part> partsLeft() {
        return expected.parts().keySet().stream().filter(part -> !settlement.isDelivered(part)).toList();
    }

    /**
     * Does what is left, and returns when all of it is done.
     *
     * @throws IOException when the shop is away for minutes, or says what it should not; nothing is lost, run it again
     */
    public Done run(int clients, Replay.Listener listener) throws IOException, InterruptedException {
        if (diary.done(BOOKS_BEFORE).isEmpty()) diary.done(BOOKS_BEFORE, MarketVerification.before(shop));
        var opening = new Opening(shop, diary);
        var missing = new ArrayList<>(plan.products().values());
        missing.removeIf(product -> diary.isStocked(product.id()));
        if (!missing.isEmpty()) opening.products(missing);
        var newcomers = plan.sellers().stream().filter(seller -> !sellers.isAdmitted(seller)).toList();
        listener.begins("Sellers", newcomers.size());
        sellers.admit(newcomers, clients, listener::step);
        listener.ends();
        opening.rates(plan.rates(), sellers);
        var sales = salesLeft();
        listener.begins("Orders", sales.size());
        var till = new MarketTill(shop, diary, sellers);
        long began = System.nanoTime();
        Lanes.run(clients, sales, Sale::offers, sale -> {
            till.sell(sale);
            listener.step();
        });
        var took = Duration.ofNanos(System.nanoTime() - began);
        listener.ends();
        var parts = partsLeft();
        listener.begins("Deliveries", parts.size());
        Side.bySide(clients, parts, part -> {
            settlement.deliver(part);
            listener.step();
        });
        listener.ends();
        listener.begins("Runs of payouts", -1);
        settlement.payOut(plan.sales().size(), listener::step);
        listener.ends();
        return new Done(newcomers.size(), sales.size(), parts.size(), took);
    }

    /**
     * Whether the shop says what the files say.
     *
     * @throws BadInput if the replay is not finished
     */
    public Verdict verify(int clients, Replay.Listener listener) throws IOException, InterruptedException {
        if (left() > 0 || !partsLeft().isEmpty() || !settlement.isPaidOut(plan.sales().size())) {
            throw new BadInput("This replay is not finished: " + left() + " of " + plan.sales().size() + " orders are still to be bought, " + partsLeft().size()
                    + " deliveries to be made, and then sellers to be paid: without --verify it goes on.");
        }
        listener.begins("Asking the shop", plan.sales().size() + expected.sellers().size());
        var verdict = new MarketVerification(shop, diary, sellers, data, plan, expected, clients).compare(listener::step);
        listener.ends();
        return verdict;
    }

    @Override
    public void close() throws IOException {
        diary.close();
    }
}
