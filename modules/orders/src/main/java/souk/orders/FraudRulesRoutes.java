package souk.orders;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.Verdict;
import souk.orders.fraud.FraudRulesCommand;
import souk.orders.fraud.Rule;
import souk.orders.fraud.RuleBook;
import souk.orders.fraud.Velocity;
import souk.orders.fraud.Visit;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Country;
import souk.platform.http.body.Faults;
import souk.platform.http.body.OneOf;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.limits.Ranges;

/** Staff say which orders are looked at, or refused, before they are paid. */
final class FraudRulesRoutes {
    private static final Access SECURITY = Access.staff("security");
    private static final String PATH = "/v1/admin/fraud-rules/{id}";
    /** How a digest of an e-mail address is shown, and may be written. */
    private static final String DIGEST = "digest:";
    private static final String NOT_HERE = "A rule of this kind has none.";

    /**
     * A rule as staff write it; its kind says what it needs.
     *
     * @param windowSeconds of {@code velocity}
     * @param orders        of {@code velocity}: so many are let through in a window
     * @param amount        of {@code velocity}: so much in a window; of {@code amount}: so much in an order
     * @param values        of lists and {@code mail-domain}: e-mail addresses are kept as digests, and shown so
     * @param countries     only orders that go there; absent: all
     * @param on            absent: it is
     */
    record RuleForm(Rule.Kind kind, Optional<Rule.Of> of, Optional<@Whole(min = 1, max = 2_592_000) Long> windowSeconds, Optional<@Whole(min = 1, max = Velocity.MOST) Integer> orders,
            Optional<@Whole(min = 0) Money> amount, Optional<Boolean> firstOrder, Optional<@Size(min = 1, max = 500) List<@Text(max = 254) String>> values,
            Optional<@Size(max = 250) List<@Country String>> countries, Optional<@OneOf({"review", "reject"}) String> verdict, Optional<Boolean> on) implements Checked {
        @Override
        public void check(Faults faults) {
            boolean list = kind == Rule.Kind.DENY || kind == Rule.Kind.ALLOW;
            boolean velocity = kind == Rule.Kind.VELOCITY;
            wants(faults, "of", of, velocity || list);
            wants(faults, "windowSeconds", windowSeconds, velocity);
            wants(faults, "values", values, list || kind == Rule.Kind.MAIL_DOMAIN);
            wants(faults, "verdict", verdict, kind != Rule.Kind.ALLOW);
            if (!velocity && orders.isPresent()) faults.badFormat("orders", NOT_HERE);
            if (velocity && orders.isEmpty() && amount.isEmpty()) faults.missing("orders");
            if (!velocity) wants(faults, "amount", amount, kind == Rule.Kind.AMOUNT);
            if (kind != Rule.Kind.AMOUNT && firstOrder.isPresent()) faults.badFormat("firstOrder", NOT_HERE);
            if (list && of.filter(what -> what == Rule.Of.ADDRESS || what == Rule.Of.PAYMENT).isPresent()) faults.badFormat("of", "Lists are of account, email, ip or postcode.");
            values.ifPresent(all -> {
                for (int i = 0; i < all.size(); i++) if (canonical(all.get(i), text -> text).isEmpty()) faults.badFormat("values[" + i + "]", "This is not what the list is of.");
            });
        }

        private static void wants(Faults faults, String field, Optional<?> value, boolean wanted) {
            if (wanted && value.isEmpty()) faults.missing(field);
            if (!wanted && value.isPresent()) faults.badFormat(field, NOT_HERE);
        }

        /** How a value is kept. */
        private Optional<String> canonical(String value, UnaryOperator<String> lookup) {
            if (kind == Rule.Kind.MAIL_DOMAIN) return Optional.of(value.toLowerCase(Locale.ROOT)).filter(domain -> !domain.contains("@"));
            return switch (of.orElse(Rule.Of.ACCOUNT)) {
                case EMAIL -> value.startsWith(DIGEST) ? Optional.of(value.substring(DIGEST.length())) : Optional.of(value).filter(mail -> mail.contains("@")).map(mail -> RuleBook.listed(lookup, mail));
                case IP -> Ranges.canonical(value);
                case POSTCODE -> value.matches("[A-Z]{2} .+") ? Optional.of(Visit.postcode(value.substring(0, 2), value.substring(3))) : Optional.empty();
                default -> Optional.of(value);
            };
        }

        private Rule rule(String id, UnaryOperator<String> lookup) {
            return new Rule(id, kind, of, windowSeconds.map(Duration::ofSeconds), orders, amount, firstOrder.orElse(false),
                    values.orElse(List.of()).stream().map(value -> canonical(value, lookup).orElseThrow()).distinct().toList(), countries.orElse(List.of()),
                    verdict.map(word -> Verdict.valueOf(word.toUpperCase(Locale.ROOT))), on.orElse(true));
        }
    }

    /** A rule as staff sees it. */
    record RuleView(String id, Rule.Kind kind, Optional<Rule.Of> of, Optional<Long> windowSeconds, Optional<Integer> orders, Optional<Money> amount, Optional<Boolean> firstOrder,
            Optional<List<String>> values, Optional<List<String>> countries, Optional<String> verdict, boolean on) {
        private static RuleView of(Rule rule) {
            boolean mails = rule.of().equals(Optional.of(Rule.Of.EMAIL));
            return new RuleView(rule.id(), rule.kind(), rule.of(), rule.window().map(Duration::toSeconds), rule.orders(), rule.amount(), Optional.of(rule.firstOrder()).filter(first -> first),
                    Optional.of(rule.values().stream().map(value -> mails ? DIGEST + value : value).toList()).filter(all -> !all.isEmpty()), Optional.of(rule.countries()).filter(all -> !all.isEmpty()),
                    rule.verdict().map(verdict -> verdict.name().toLowerCase(Locale.ROOT)), rule.on());
        }
    }

    private final Node node;

    private FraudRulesRoutes(Node node) {
        this.node = node;
    }

    static List<Endpoint> of(Node node) {
        var routes = new FraudRulesRoutes(node);
        return List.of(
                Endpoint.get("/v1/admin/fraud-rules").summary("The rules against fraud").roles(SECURITY).answersPageOf(RuleView.class).handle(routes::list),
                Endpoint.get(PATH).summary("A rule against fraud").roles(SECURITY).answers(200, RuleView.class).refuses(Kind.NOT_FOUND).handle(routes::show),
                Endpoint.put(PATH).summary("Set a rule against fraud; holds for every checkout that begins a second later, on every node").roles(SECURITY).body(RuleForm.class)
                        .answers(200, RuleView.class).answers(201, RuleView.class).refuses(Kind.UNPROCESSABLE, "too-many-rules").handle(routes::set),
                Endpoint.delete(PATH).summary("Remove a rule against fraud").roles(SECURITY).answers(204, null).refuses(Kind.NOT_FOUND).handle(routes::remove));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return call.reply(all(call), rules -> Answer.ok(call.page(rules.stream().map(RuleView::of).toList(), Optional.empty())));
    }

    private CompletionStage<Answer> show(Call<Void> call) {
        return all(call).thenApply(outcome -> outcome.fold(rules -> rules.stream().filter(rule -> rule.id().equals(call.path("id"))).findFirst()
                .map(rule -> Answer.ok(RuleView.of(rule))).orElseGet(() -> Answer.refused(Rejection.notFound("rule"))), Answer::refused));
    }

    private CompletableFuture<Outcome<List<Rule>>> all(Call<?> call) {
        return node.entities().ask(FraudRulesCommand.THE_RULES, new FraudRulesCommand.Since(-1), call.asking()).thenApply(outcome -> outcome.map(news -> news.all().orElseThrow()));
    }

    private CompletionStage<Answer> set(Call<RuleForm> call) {
        var rule = call.body().rule(call.path("id"), node.persons()::lookup);
        return call.reply(node.entities().ask(FraudRulesCommand.THE_RULES, new FraudRulesCommand.SetRule(rule, call.owner()), call.asking()), set -> Answer.put(set.isNew(), RuleView.of(rule)));
    }

    private CompletionStage<Answer> remove(Call<Void> call) {
        return call.reply(node.entities().ask(FraudRulesCommand.THE_RULES, new FraudRulesCommand.RemoveRule(call.path("id"), call.owner()), call.asking()), done -> Answer.noContent());
    }
}
