package souk.server.dev;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Locale;
import souk.replay.Account;
import souk.replay.Plan;
import souk.replay.Replay;
import souk.replay.Verdict;

/** What {@code ./souk replay} says, for people. */
final class ReplayReport {
    private final PrintStream out;

    ReplayReport(PrintStream out) {
        this.out = out;
    }

    /** Where all lines of the file go. */
    void print(Account account, Plan plan) {
        out.printf(Locale.ROOT, "%-58s %9s %18s%n", "", "lines", "pounds");
        print(String.format(Locale.ROOT, "sale lines -> %,d orders", plan.sales().size()), account.sales());
        print("cancellation lines -> refunds", account.refunds());
        print("cancellation lines -> credits without an order", account.credits());
        account.skipped().forEach((reason, sum) -> print("skipped: " + reason.words(), sum));
        print("mapped + skipped", account.mapped().plus(account.left()));
        print("the file" + (account.addsUp() ? ", which is the same exactly" : ", WHICH IS NOT THE SAME"), account.file());
    }

    private void print(String what, Account.Sum sum) {
        BigDecimal money = sum.money().stripTrailingZeros();
        out.printf(Locale.ROOT, "%-58s %,9d %,18." + Math.max(2, money.scale()) + "f%n", what, sum.lines(), money);
    }

    /** How fast it was. */
    void print(Replay.Done done) {
        double seconds = done.took().toNanos() / 1e9;
        out.printf(Locale.ROOT, "%,d orders, %,d refunds and %,d credits in %,.1f s: %,.1f orders/s, %,.0f order lines/s%n", done.orders(), done.refunds(), done.credits(), seconds, done.orders() / seconds, done.items() / seconds);
    }

    /** What was compared; gives whether all of it is equal. */
    boolean print(Verdict verdict) {
        out.printf(Locale.ROOT, "%-74s %14s %14s%n", "", "file", "shop");
        for (Verdict.Compared each : verdict.compared()) out.printf(Locale.ROOT, "%-74s %14s %14s  %s%n", each.what(), each.expected(), each.found(), each.equal() ? "equal" : "DIFFERENT");
        verdict.examples().forEach(each -> out.println("  " + each));
        out.println(verdict.equal() ? "The shop says what the file says." : "The shop does not say what the file says.");
        return verdict.equal();
    }
}
