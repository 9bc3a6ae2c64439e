package souk.server.dev;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import souk.replay.Verdict;
import souk.replay.marketplace.Expected;
import souk.replay.marketplace.MarketAccount;
import souk.replay.marketplace.MarketPlan;
import souk.replay.marketplace.MarketplaceReplay;
import souk.replay.marketplace.Rate;

/** What {@code ./souk replay-marketplace} says, for people: on the screen, and in a file if one is wanted, which has all that is wrong where the screen has the first of it. */
final class MarketplaceReport {
    private static final int SHOWN = 20;
    private final PrintStream screen;
    private final List<PrintStream> outs;

    /** @param file empty: none */
    MarketplaceReport(PrintStream screen, List<PrintStream> file) {
        this.screen = screen;
        this.outs = file.isEmpty() ? List.of(screen) : List.of(screen, file.get(0));
    }

    private void line(String format, Object... values) {
        for (PrintStream out : outs) out.printf(Locale.ROOT, format + "%n", values);
    }

    /** What is in the files, and what must come of it. */
    void print(MarketAccount account, MarketPlan plan, Expected expected) {
        var sums = expected.total();
        line("%-62s %,14d", "orders -> carts", account.orders());
        line("%-62s %,14d", "units -> of lines of carts: " + String.format(Locale.ROOT, "%,d", account.lines()), account.units());
        line("%-62s %,14d", "sellers -> vendors", account.sellers());
        line("%-62s %,14d", "orders of several sellers", account.ofSeveral());
        line("%-62s %,14d", "parts of orders, one for each seller", expected.parts().size());
        line("%-62s %,14d", "products, of which several sellers sold: " + String.format(Locale.ROOT, "%,d", account.shared()), account.products());
        line("%-62s %,14d", "offers, whose price or freight changes this often: " + String.format(Locale.ROOT, "%,d", account.changes()), account.offers());
        account.statuses().forEach((status, orders) -> line("%-62s %,14d", "orders known to be " + status + ", sold and delivered all the same", orders));
        money("goods, reais", sums.goods());
        money("freight, passed on", sums.freight());
        money("goods + freight" + (account.addsUp() ? ", which the carts come to exactly" : ", WHICH THE CARTS DO NOT COME TO"), sums.goods().add(sums.freight()));
        money("paid for these orders", account.paid());
        for (Rate rate : plan.rates()) {
            line("  commission %-20s %6.2f %%%s%s%s", rate.name(), rate.basisPoints() / 100.0, rate.fixed() == 0 ? "" : String.format(Locale.ROOT, " + %.2f a line", rate.fixed() / 100.0),
                    rate.category().map(category -> ", of " + category).orElse(""), rate.seller().map(seller -> ", of seller " + seller).orElse(""));
        }
        money("commission", sums.commission());
        money("net: goods - commission + freight", sums.net());
        line("%-62s %,14d", "orders whose payments are what they cost", account.orders() - expected.flagged().size());
        line("%-62s %,14d", "flagged: orders whose payments are not, sold at what they cost", expected.flagged().size());
        expected.flagged().forEach((order, mismatch) -> line("  %s  costs %,10.2f, paid %,10.2f: %+,.2f", order, mismatch.items(), mismatch.paid(), mismatch.paid().subtract(mismatch.items())));
    }

    private void money(String what, BigDecimal reais) {
        line("%-62s %,14.2f", what, reais);
    }

    /** What was done, and how fast. */
    void print(MarketplaceReplay.Done done) {
        double seconds = done.took().toNanos() / 1e9;
        line("%,d sellers admitted, %,d orders in %,.1f s: %,.1f orders/s, %,d parts of orders delivered", done.sellers(), done.orders(), seconds, done.orders() / seconds, done.deliveries());
    }

    /** What was compared; gives whether all of it is equal. */
    boolean print(Verdict verdict) {
        line("%-74s %14s %14s", "", "files", "shop");
        for (Verdict.Compared each : verdict.compared()) line("%-74s %14s %14s  %s", each.what(), each.expected(), each.found(), each.equal() ? "equal" : "DIFFERENT");
        for (PrintStream out : outs) verdict.examples().stream().limit(out == screen ? SHOWN : Long.MAX_VALUE).forEach(each -> out.println("  " + each));
        line(verdict.equal() ? "The shop says what the files say." : "The shop does not say what the files say.");
        return verdict.equal();
    }
}
