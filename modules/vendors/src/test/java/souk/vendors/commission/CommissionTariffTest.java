package souk.vendors.commission;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.orders.api.Commission;

/** Which rule is taken for a line, and how much it comes to, against a recomputation that shares nothing with it. */
class CommissionTariffTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String[] CATEGORIES = {"", "home", "home/tea", "home/tea/green", "home/teapots", "garden"};

    private static Optional<String> some(String text) {
        return Optional.ofNullable(text);
    }

    private static CommissionRule rule(String id, String vendor, String category, String tier, int basisPoints) {
        return new CommissionRule(id, some(vendor), some(category), some(tier), basisPoints, Optional.empty(), NOON, Optional.empty());
    }

    private static RuleVersion version(long number, CommissionRule rule) {
        return new RuleVersion(number, rule, Instant.EPOCH, "staff", Optional.empty(), Optional.empty());
    }

    private static Optional<Commission> taken(Sold line, Instant at, CommissionRule... rules) {
        var versions = new ArrayList<RuleVersion>();
        for (CommissionRule rule : rules) versions.add(version(versions.size() + 1, rule));
        return CommissionTariff.at(at, versions.stream()).of(line);
    }

    private static Sold line(String category, String tier, long total) {
        return new Sold("teas", category, some(tier), Money.of(total, "GBP"));
    }

    private static String name(CommissionRule... rules) {
        return taken(line("home/tea/green", "gold", 1_000), NOON, rules).map(Commission::rule).orElse("none");
    }

    @Test
    void theMostSpecificRuleIsTaken() {
        var all = rule("all", null, null, null, 1);
        var tier = rule("tier", null, null, "gold", 2);
        var category = rule("category", null, "home", null, 3);
        var deeper = rule("deeper", null, "home/tea", null, 4);
        var vendor = rule("vendor", "teas", null, null, 5);
        var both = rule("both", "teas", "home", null, 6);
        assertThat(name(all)).isEqualTo("all@1");
        assertThat(name(all, tier)).isEqualTo("tier@2");
        assertThat(name(category, all, tier)).isEqualTo("category@1");
        assertThat(name(category, deeper, all, tier)).isEqualTo("deeper@2");
        assertThat(name(category, deeper, vendor, all, tier)).isEqualTo("vendor@3");
        assertThat(name(category, deeper, vendor, both, all, tier)).isEqualTo("both@4");
        assertThat(name()).isEqualTo("none");
        assertThat(name(rule("other vendor", "pots", null, null, 1), rule("other tier", null, null, "silver", 1), rule("other category", null, "garden", null, 1))).isEqualTo("none");
    }

    @Test
    void aCategoryEndsAtASlash() {
        var home = rule("home", null, "home/tea", null, 1);
        assertThat(taken(line("home/tea", null, 100), NOON, home)).isPresent();
        assertThat(taken(line("home/tea/green", null, 100), NOON, home)).isPresent();
        for (String other : new String[] {"home/teapots", "home", "", "tea", "home/Tea"}) assertThat(taken(line(other, null, 100), NOON, home)).as(other).isEmpty();
    }

    @Test
    void ofTwoThatAreAlikeTheLaterIsTakenThenTheFirstById() {
        var early = rule("a", null, null, null, 1);
        var late = new CommissionRule("z", Optional.empty(), Optional.empty(), Optional.empty(), 2, Optional.empty(), NOON.plusSeconds(1), Optional.empty());
        assertThat(taken(line("", null, 100), NOON.plusSeconds(2), early, late).orElseThrow().rule()).isEqualTo("z@2");
        assertThat(taken(line("", null, 100), NOON, early, late).orElseThrow().rule()).isEqualTo("a@1");
        assertThat(name(rule("b", null, null, null, 1), rule("a", null, null, null, 2), rule("c", null, null, null, 3))).isEqualTo("a@2");
    }

    @Test
    void aRuleHoldsFromItsFirstInstantUntilJustBeforeItsLast() {
        var hour = new CommissionRule("hour", Optional.empty(), Optional.empty(), Optional.empty(), 100, Optional.empty(), NOON, Optional.of(NOON.plusSeconds(3_600)));
        var line = line("", null, 100);
        assertThat(taken(line, NOON.minusNanos(1), hour)).isEmpty();
        assertThat(taken(line, NOON, hour)).isPresent();
        assertThat(taken(line, NOON.plusSeconds(3_600).minusNanos(1), hour)).isPresent();
        assertThat(taken(line, NOON.plusSeconds(3_600), hour)).isEmpty();
    }

    @Test
    void aVersionHoldsOnlyWhileItStandsWhateverItSays() {
        var rule = rule("all", null, null, null, 100);
        var version = new RuleVersion(1, rule, NOON.plusSeconds(10), "staff", Optional.of(NOON.plusSeconds(20)), Optional.of("staff"));
        for (int second = 0; second < 30; second++) assertThat(version.heldAt(NOON.plusSeconds(second))).as("after %s s", second).isEqualTo(second >= 10 && second < 20);
    }

    @Test
    void aFixedPartIsForLinesOfItsCurrencyAndMoreThanTheLineIsNeverTaken() {
        var pounds = new CommissionRule("pounds", some("teas"), Optional.empty(), Optional.empty(), 1_000, Optional.of(Money.of(30, "GBP")), NOON, Optional.empty());
        var all = rule("all", null, null, null, 500);
        assertThat(taken(line("", null, 1_005), NOON, pounds, all)).contains(new Commission(Money.of(131, "GBP"), "pounds@1"));
        assertThat(taken(line("", null, 20), NOON, pounds, all)).contains(new Commission(Money.of(20, "GBP"), "pounds@1"));
        assertThat(taken(line("", null, 0), NOON, pounds, all)).contains(new Commission(Money.of(0, "GBP"), "pounds@1"));
        assertThat(taken(new Sold("teas", "", Optional.empty(), Money.of(1_000, "EUR")), NOON, pounds, all)).contains(new Commission(Money.of(50, "EUR"), "all@2"));
    }

    @Property
    void theAmountIsTheShareHalfUpAndTheFixedPartButNeverMoreThanThereIs(@ForAll @LongRange(min = 0, max = Money.MAX) long total, @ForAll @IntRange(min = 0, max = 10_000) int basisPoints,
            @ForAll @LongRange(min = -1, max = Money.MAX) long fixed) {
        var rule = new CommissionRule("r", Optional.empty(), Optional.empty(), Optional.empty(), basisPoints, fixed < 0 ? Optional.empty() : Optional.of(Money.of(fixed, "GBP")), NOON, Optional.empty());
        var expected = BigDecimal.valueOf(total).multiply(BigDecimal.valueOf(basisPoints)).divide(BigDecimal.valueOf(10_000), 0, RoundingMode.HALF_UP).add(BigDecimal.valueOf(Math.max(0, fixed))).min(BigDecimal.valueOf(total));
        assertThat(rule.of(Money.of(total, "GBP"))).isEqualTo(Money.of(expected.longValueExact(), "GBP"));
    }

    /** Each rule is given marks as the contract puts it, and the one with the most is taken. */
    @Property(tries = 2_000)
    void whateverRulesThereAreTheOneThatTheContractNamesIsTaken(@ForAll @Size(max = 12) List<@From("rules") CommissionRule> written, @ForAll @LongRange(min = 0, max = 4) long after, @ForAll long seed) {
        var random = new Random(seed);
        var rules = new ArrayList<CommissionRule>();
        for (int i = 0; i < written.size(); i++) {
            var each = written.get(i);
            rules.add(new CommissionRule("r" + (char) ('a' + i), each.vendorId(), each.category(), each.tier(), each.basisPoints(), each.fixed(), each.from(), each.to()));
        }
        Collections.shuffle(rules, random);
        var at = NOON.plusSeconds(after);
        var line = new Sold(random.nextBoolean() ? "teas" : "pots", CATEGORIES[random.nextInt(CATEGORIES.length)], Optional.of("gold").filter(any -> random.nextBoolean()), Money.of(random.nextInt(100_000), "GBP"));
        var expected = rules.stream().filter(rule -> holds(rule, line, at)).max(Comparator.comparingLong((CommissionRule rule) -> marks(rule)).thenComparing(CommissionRule::from)
                .thenComparing(CommissionRule::id, Comparator.reverseOrder()));
        assertThat(taken(line, at, rules.toArray(CommissionRule[]::new)).map(Commission::rule)).isEqualTo(expected.map(rule -> rule.id() + "@" + (rules.indexOf(rule) + 1)));
    }

    private static boolean holds(CommissionRule rule, Sold line, Instant at) {
        if (rule.vendorId().isPresent() && !rule.vendorId().get().equals(line.vendorId())) return false;
        if (rule.category().isPresent() && !(line.category() + "/").startsWith(rule.category().get() + "/")) return false;
        if (rule.tier().isPresent() && !rule.tier().get().equals(line.tier().orElse("none"))) return false;
        if (rule.fixed().isPresent() && rule.fixed().get().currency() != line.total().currency()) return false;
        return at.compareTo(rule.from()) >= 0 && (rule.to().isEmpty() || at.compareTo(rule.to().get()) < 0);
    }

    /** A vendor is worth more than any category, that more than a tier, and each part of a category's path more than none. */
    private static long marks(CommissionRule rule) {
        return (rule.vendorId().isPresent() ? 1_000 : 0) + (rule.category().isPresent() ? 10L * rule.category().get().split("/").length : 0) + (rule.tier().isPresent() ? 1 : 0);
    }

    @Provide
    Arbitrary<CommissionRule> rules() {
        var instants = Arbitraries.integers().between(0, 3).map(NOON::plusSeconds);
        return Combinators.combine(Arbitraries.of("teas", "pots").optional(), Arbitraries.of(CATEGORIES).filter(path -> !path.isEmpty()).optional(), Arbitraries.of("gold", "silver").optional(),
                Arbitraries.integers().between(0, 10_000), Arbitraries.of(Money.of(5, "GBP"), Money.of(5, "EUR")).optional(0.2), instants, Arbitraries.integers().between(1, 4).optional(0.3))
                .as((vendor, category, tier, basisPoints, fixed, from, length) -> new CommissionRule("r", vendor, category, tier, basisPoints, fixed, from, length.map(from::plusSeconds)));
    }
}
