package souk.orders.fraud;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import souk.orders.api.Screening;
import souk.platform.limits.Ranges;

/**
 * The rules against fraud, ready to be asked. An order's verdict is the strictest of those that fire; who is on a list of those who are allowed is held against nothing but the other lists.
 */
public final class RuleBook {
    private final long version;
    private final List<Rule> rules;
    private final Map<String, Ranges> ranges = new HashMap<>();
    private final UnaryOperator<String> lookup;
    private final Duration reviewFor;

    /**
     * @param rules     all; those that are off say nothing
     * @param lookup    makes digests that only this shop can make
     * @param reviewFor how long people may take to look at an order
     */
    public RuleBook(long version, List<Rule> rules, UnaryOperator<String> lookup, Duration reviewFor) {
        this.version = version;
        this.rules = rules.stream().filter(Rule::on).toList();
        this.lookup = lookup;
        this.reviewFor = reviewFor;
        this.rules.stream().filter(rule -> rule.of().equals(Optional.of(Rule.Of.IP))).forEach(rule -> ranges.put(rule.id(), Ranges.of(rule.values())));
    }

    /** The digest by which an e-mail address is listed. */
    public static String listed(UnaryOperator<String> lookup, String email) {
        return lookup.apply("souk.fraud.listed:" + Visit.mail(email));
    }

    /** Whether there are no rules. */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Whether any rule asks whether this is somebody's first order. */
    public boolean asksForFirstOrders() {
        return rules.stream().anyMatch(Rule::firstOrder);
    }

    /** What the rules have to say; nothing if no rule is about such an order. */
    public Optional<Screening> screen(Visit visit) {
        var about = rules.stream().filter(rule -> rule.countries().isEmpty() || rule.countries().contains(visit.shipping().country())).toList();
        if (about.isEmpty()) return Optional.empty();
        boolean allowed = about.stream().anyMatch(rule -> rule.kind() == Rule.Kind.ALLOW && lists(rule, visit));
        var fired = new ArrayList<Screening.Reason>();
        var limits = new ArrayList<Screening.Limit>();
        var counting = new ArrayList<Screening.Counting>();
        for (Rule rule : about) {
            if (rule.kind() == Rule.Kind.ALLOW || allowed && rule.kind() != Rule.Kind.DENY) continue;
            var reason = new Screening.Reason(rule.id(), rule.kind().code(), rule.verdict().orElseThrow());
            switch (rule.kind()) {
                case DENY, MAIL_DOMAIN, COUNTRY_MISMATCH -> { if (fires(rule, visit)) fired.add(reason); }
                case AMOUNT -> { if (!rule.firstOrder() || visit.firstOrder()) limits.add(new Screening.Limit(reason, rule.amount().orElseThrow())); }
                default -> visit.counted(rule.of().orElseThrow()).ifPresent(value -> counting.add(
                        new Screening.Counting(reason, counter(rule, value), rule.window().orElseThrow(), rule.orders().orElse(Velocity.MOST), rule.amount())));
            }
        }
        return Optional.of(new Screening(version, fired, limits, counting, reviewFor));
    }

    private boolean fires(Rule rule, Visit visit) {
        return switch (rule.kind()) {
            case MAIL_DOMAIN -> rule.values().contains(visit.domain());
            case COUNTRY_MISMATCH -> visit.billingCountry().filter(country -> !country.equals(visit.shipping().country())).isPresent();
            default -> lists(rule, visit);
        };
    }

    private boolean lists(Rule rule, Visit visit) {
        return switch (rule.of().orElseThrow()) {
            case ACCOUNT -> rule.values().contains(visit.account());
            case EMAIL -> rule.values().contains(listed(lookup, visit.email()));
            case POSTCODE -> rule.values().contains(visit.postcode());
            case IP -> visit.from().filter(ranges.get(rule.id())::contain).isPresent();
            case ADDRESS, PAYMENT -> false;
        };
    }

    /** Of another window, or another currency, there is another counter: it begins anew. */
    private String counter(Rule rule, String value) {
        var about = List.of(rule.id(), rule.of().orElseThrow(), rule.window().orElseThrow(), rule.amount().map(most -> most.currency().getCurrencyCode()).orElse(""), value);
        return lookup.apply("souk.fraud.counter:" + String.join("\n", about.stream().map(Object::toString).toList()));
    }
}
