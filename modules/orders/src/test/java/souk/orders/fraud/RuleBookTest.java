package souk.orders.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Rejection;
import souk.orders.api.PaymentMethod;
import souk.orders.api.Screening;
import souk.orders.api.ShippingAddress;
import souk.orders.api.Verdict;
import souk.platform.limits.Ranges;
import souk.testkit.Seeds;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class RuleBookTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Money MUCH = Money.of(10_000, "GBP");
    private static final Rule OFTEN = new Rule("often", Rule.Kind.VELOCITY, Optional.of(Rule.Of.EMAIL), Optional.of(Duration.ofHours(1)), Optional.of(3), Optional.empty(), false, List.of(), List.of(),
            Optional.of(Verdict.REJECT), true);

    private static Visit visit(String email, String country, Optional<String> billing, boolean first) {
        var address = new ShippingAddress("Anna", "1 High St.", Optional.empty(), "York", "yo1 7hh", country);
        return new Visit("anna", email, address, billing, new PaymentMethod("test", "approve"), Ranges.address("203.0.113.7"), Ranges.address("203.0.113.7"), first);
    }

    private static final Visit VISIT = visit("Anna@Example.org", "GB", Optional.empty(), true);

    private static Rule list(String id, Rule.Kind kind, Rule.Of of, Verdict verdict, String... values) {
        return new Rule(id, kind, Optional.of(of), Optional.empty(), Optional.empty(), Optional.empty(), false, List.of(values), List.of(), Optional.ofNullable(verdict), true);
    }

    private static Rule plain(Rule.Kind kind, boolean first, List<String> values, List<String> countries) {
        return new Rule(kind.code(), kind, Optional.empty(), Optional.empty(), Optional.empty(), kind == Rule.Kind.AMOUNT ? Optional.of(MUCH) : Optional.empty(), first, values, countries, Optional.of(Verdict.REVIEW), true);
    }

    private static String digest(String text) {
        return "digest of " + text;
    }

    private static Optional<Screening> screen(Visit visit, Rule... rules) {
        return new RuleBook(7, List.of(rules), RuleBookTest::digest, Duration.ofHours(72)).screen(visit);
    }

    private static List<String> fired(Visit visit, Rule... rules) {
        return screen(visit, rules).orElseThrow().fired().stream().map(Screening.Reason::rule).toList();
    }

    @Test
    void listsFindWhatIsListedHoweverItIsWritten() {
        String mail = RuleBook.listed(RuleBookTest::digest, "ANNA@example.org");
        for (var rule : List.of(list("l", Rule.Kind.DENY, Rule.Of.EMAIL, Verdict.REJECT, mail), list("l", Rule.Kind.DENY, Rule.Of.ACCOUNT, Verdict.REJECT, "anna"),
                list("l", Rule.Kind.DENY, Rule.Of.IP, Verdict.REJECT, "203.0.113.0/24"), list("l", Rule.Kind.DENY, Rule.Of.POSTCODE, Verdict.REJECT, Visit.postcode("GB", "YO1-7HH")),
                plain(Rule.Kind.MAIL_DOMAIN, false, List.of("example.org"), List.of()))) {
            assertThat(fired(VISIT, rule)).as("%s", rule).hasSize(1);
        }
        assertThat(fired(VISIT, list("l", Rule.Kind.DENY, Rule.Of.IP, Verdict.REJECT, "203.0.114.0/24"), list("m", Rule.Kind.DENY, Rule.Of.ACCOUNT, Verdict.REJECT, "bob"),
                plain(Rule.Kind.MAIL_DOMAIN, false, List.of("example.com"), List.of()))).isEmpty();
    }

    @Test
    void whoIsAllowedIsHeldAgainstNothingButOtherLists() {
        var allowed = list("a", Rule.Kind.ALLOW, Rule.Of.ACCOUNT, null, "anna");
        var all = List.of(allowed, OFTEN, plain(Rule.Kind.AMOUNT, false, List.of(), List.of()), plain(Rule.Kind.MAIL_DOMAIN, false, List.of("example.org"), List.of()));
        var screening = screen(VISIT, all.toArray(Rule[]::new)).orElseThrow();
        assertThat(List.of(screening.fired(), screening.limits(), screening.counting())).allMatch(List::isEmpty);
        assertThat(fired(VISIT, allowed, list("d", Rule.Kind.DENY, Rule.Of.IP, Verdict.REJECT, "203.0.113.7"))).containsExactly("d");
    }

    @Test
    void aMismatchIsOneOfCountriesThatAreKnown() {
        var rule = plain(Rule.Kind.COUNTRY_MISMATCH, false, List.of(), List.of());
        assertThat(fired(visit("a@b.c", "GB", Optional.of("FR"), false), rule)).containsExactly("country-mismatch");
        assertThat(fired(visit("a@b.c", "GB", Optional.of("GB"), false), rule)).isEmpty();
        assertThat(fired(visit("a@b.c", "GB", Optional.empty(), false), rule)).isEmpty();
    }

    @Test
    void aFirstOrderHasItsOwnLimit() {
        var rule = plain(Rule.Kind.AMOUNT, true, List.of(), List.of());
        assertThat(screen(VISIT, rule).orElseThrow().limits()).hasSize(1);
        assertThat(screen(visit("a@b.c", "GB", Optional.empty(), false), rule).orElseThrow().limits()).isEmpty();
        assertThat(new RuleBook(7, List.of(rule), RuleBookTest::digest, Duration.ofHours(1)).asksForFirstOrders()).isTrue();
    }

    @Test
    void rulesForOtherCountriesAndThoseThatAreOffSayNothing() {
        assertThat(screen(VISIT, plain(Rule.Kind.AMOUNT, false, List.of(), List.of("FR")))).isEmpty();
        assertThat(screen(VISIT)).isEmpty();
        var off = new Rule("often", OFTEN.kind(), OFTEN.of(), OFTEN.window(), OFTEN.orders(), OFTEN.amount(), false, List.of(), List.of(), OFTEN.verdict(), false);
        assertThat(new RuleBook(7, List.of(off), RuleBookTest::digest, Duration.ofHours(1)).isEmpty()).isTrue();
    }

    @Test
    void aCounterIsOfARuleAndOfWhatItCountsAndNamesNobody() {
        var counter = screen(VISIT, OFTEN).orElseThrow().counting().get(0).counter();
        assertThat(screen(visit("anna@example.org", "GB", Optional.empty(), false), OFTEN).orElseThrow().counting().get(0).counter()).isEqualTo(counter);
        assertThat(screen(visit("bob@example.org", "GB", Optional.empty(), false), OFTEN).orElseThrow().counting().get(0).counter()).isNotEqualTo(counter);
        WireContract.survives(screen(VISIT, OFTEN).orElseThrow());
        var hashed = new RuleBook(7, List.of(OFTEN), text -> Integer.toHexString(text.hashCode()), Duration.ofHours(1)).screen(VISIT).orElseThrow();
        assertThat(hashed.toString().toLowerCase()).doesNotContain("anna").doesNotContain("example");
    }

    /** Whatever the rules: the verdict that comes of them is the strictest of those that fire, in whichever order they were set; a rule more is never kinder, but one that allows. */
    @Test
    void aRuleMoreIsNeverKinder() {
        Seeds.each(500, seed -> {
            var random = new Random(seed);
            var rules = IntStream.range(0, random.nextInt(6)).mapToObj(i -> any(random, i)).toList();
            var more = new ArrayList<>(rules);
            var last = any(random, 6);
            if (last.kind() != Rule.Kind.ALLOW) more.add(last);
            var backwards = new ArrayList<>(rules);
            java.util.Collections.reverse(backwards);
            assertThat(certain(backwards)).isEqualTo(certain(rules));
            assertThat(certain(more)).isGreaterThanOrEqualTo(certain(rules));
        });
    }

    private static Verdict certain(List<Rule> rules) {
        return screen(VISIT, rules.toArray(Rule[]::new)).map(screening -> screening.fired().stream().map(Screening.Reason::verdict).reduce(Verdict.ACCEPT, Verdict::or)).orElse(Verdict.ACCEPT);
    }

    private static Rule any(Random random, int i) {
        var verdict = random.nextBoolean() ? Verdict.REVIEW : Verdict.REJECT;
        String account = random.nextBoolean() ? "anna" : "bob";
        return switch (random.nextInt(4)) {
            case 0 -> list("rule-" + i, Rule.Kind.DENY, Rule.Of.ACCOUNT, verdict, account);
            case 1 -> list("rule-" + i, Rule.Kind.ALLOW, Rule.Of.ACCOUNT, null, account);
            case 2 -> OFTEN;
            default -> new Rule("rule-" + i, Rule.Kind.MAIL_DOMAIN, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, List.of(random.nextBoolean() ? "example.org" : "b.c"),
                    random.nextBoolean() ? List.of() : List.of("FR"), Optional.of(verdict), true);
        };
    }

    @Test
    void aRuleIsSetOnceAndRemovedOnce() {
        var set = new FraudRulesCommand.SetRule(OFTEN, "staff:a");
        var rules = Spec.of(FraudRules.BLUEPRINT).at(NOON).when(set).then(new FraudRulesEvent.RuleSet(OFTEN, "staff:a", NOON)).thenReply(new FraudRulesCommand.RuleSet(true)).when(set).thenNothing()
                .when(new FraudRulesCommand.Since(-1)).thenReply(new FraudRulesCommand.News(1, Optional.of(List.of(OFTEN)))).when(new FraudRulesCommand.Since(1)).thenReply(new FraudRulesCommand.News(1, Optional.empty()));
        WireContract.survives(rules.state());
        rules.when(new FraudRulesCommand.RemoveRule("often", "staff:b")).then(new FraudRulesEvent.RuleRemoved("often", "staff:b", NOON)).thenReply(Done.DONE)
                .when(new FraudRulesCommand.RemoveRule("often", "staff:b")).thenRefused(Rejection.Kind.NOT_FOUND, "not-found");
    }

    @Test
    void rulesAndTheirEntriesAreBoundedAndGoInOneMessage() {
        var full = Spec.of(FraudRules.BLUEPRINT).at(NOON);
        var mails = IntStream.range(0, 20).mapToObj(i -> "x".repeat(41) + (10 + i)).toArray(String[]::new);
        for (int i = 0; i < FraudRules.MOST; i++) full.when(new FraudRulesCommand.SetRule(list("rule-" + i, Rule.Kind.DENY, Rule.Of.EMAIL, Verdict.REJECT, mails), "staff:a"));
        assertThat(full.state().rules()).hasSize(FraudRules.MOST);
        full.when(new FraudRulesCommand.SetRule(OFTEN, "staff:a")).thenRefused(Rejection.Kind.UNPROCESSABLE, "too-many-rules");
        full.when(new FraudRulesCommand.SetRule(list("rule-0", Rule.Kind.DENY, Rule.Of.ACCOUNT, Verdict.REJECT, IntStream.range(0, 21).mapToObj(i -> "id-" + i).toArray(String[]::new)), "staff:a"))
                .thenRefused(Rejection.Kind.UNPROCESSABLE, "too-many-rules");
        var news = (FraudRulesCommand.News) full.when(new FraudRulesCommand.Since(-1)).outcome().fold(reply -> reply, refusal -> null);
        assertThat(souk.platform.wire.Codec.encode(news).length).isLessThan(200_000);
    }

    @Test
    void commandsTravel() {
        WireContract.survives(new FraudRulesCommand.SetRule(OFTEN, "staff:a"));
        WireContract.survives(new FraudRulesCommand.SetRule(plain(Rule.Kind.AMOUNT, true, List.of(), List.of("GB")), "staff:a"));
        WireContract.survives(new FraudRulesCommand.RemoveRule("often", "staff:a"));
        WireContract.survives(new FraudRulesCommand.Since(3));
        WireContract.survives(new FraudRulesCommand.RuleSet(true));
        WireContract.survives(new FraudRulesCommand.News(3, Optional.of(List.of(OFTEN))));
    }
}
