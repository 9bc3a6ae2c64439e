package souk.server.dev;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import souk.flashdemo.Plan;
import souk.flashdemo.Pulse;
import souk.flashdemo.Verdict;
import souk.flashdemo.Verdict.Rule;

/** What {@code ./souk flash-demo} says in the end, for people. */
final class FlashDemoReport {
    private final PrintStream out;
    private final Plan plan;

    FlashDemoReport(PrintStream out, Plan plan) {
        this.out = out;
        this.plan = plan;
    }

    /** How it was. */
    void print(Pulse last, String sku) {
        say("%,d buyers, %,d units of %s: %,d claims, %,.0f/s, p50 %,.1f ms, p99 %,.1f ms; %,d units granted, %,d paid; refused: %s%s", plan.buyers(), plan.units(), sku, last.claims(), last.perSecond(),
                last.p50(), last.p99(), last.granted(), last.paid(), reasons(last.refused()), last.repeated() == 0 ? "" : String.format(Locale.ROOT, "; %,d requests were sent again", last.repeated()));
    }

    static String reasons(Map<String, Long> refused) {
        return refused.isEmpty() ? "none" : refused.entrySet().stream().map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey(), each.getValue())).collect(Collectors.joining(", "));
    }

    /** What the logs say. */
    void print(Verdict verdict) {
        var units = verdict.units();
        say("%,d events in the logs of counters, carts and orders say:", verdict.events());
        rule(verdict, Rule.UNITS, "%,d granted = units gone; %,d open + %,d sold + %,d left + %,d collected = %,d", units.granted(), units.open(), units.sold(), units.left(), units.collected(), plan.units());
        rule(verdict, Rule.SHARE, "nobody ever had more than %,d", plan.perCustomer());
        rule(verdict, Rule.ORDERS, "each sold claim is in exactly one confirmed order, and the other way round: %,d orders", verdict.orders());
        rule(verdict, Rule.TOLD, "what %,d buyers were told is what happened", plan.buyers());
        verdict.examples().forEach(each -> out.println("  " + each));
        out.println(verdict.holds() ? "The sale was right." : "The sale was NOT right.");
    }

    private void rule(Verdict verdict, Rule rule, String words, Object... figures) {
        say("  %-7s %-7s %s", rule.name().toLowerCase(Locale.ROOT), verdict.holds(rule) ? "holds" : "BROKEN", String.format(Locale.ROOT, words, figures));
        verdict.broken(rule).forEach(check -> say("      %s: expected %,d, found %,d", check.what(), check.expected(), check.found()));
    }

    private void say(String format, Object... figures) {
        out.println(String.format(Locale.ROOT, format, figures));
    }
}
