package souk.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.fraud.FraudRulesCommand;
import souk.orders.fraud.RuleBook;
import souk.platform.Entities.Asking;
import souk.platform.Node;

/**
 * The rules against fraud as this node knows them. Who needs them after a quarter of a second asks whether there is anything new, one for all who come meanwhile; a busy node asks four times a second, and an idle
 * one not at all. A node that cannot ask goes on with the rules it knows for a minute, which is longer than the loss of a node is felt, and asks again every second; after that, or if it never knew any, checkouts
 * wait for better times: 503.
 */
final class FraudBoard {
    private static final Duration FRESH = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration GOOD = Duration.ofMinutes(1);
    private static final Rejection UNKNOWN = new Rejection(Kind.OVERLOADED, "overloaded", "The shop cannot look at this order now: try again in a moment.");

    private final Node node;
    private final Duration reviewFor;
    private volatile Known known;
    private CompletableFuture<Outcome<RuleBook>> asked;

    /**
     * @param asOf  when they were so
     * @param until nobody asks before
     */
    private record Known(long version, RuleBook rules, Instant asOf, Instant until) {}

    private FraudBoard(Node node) {
        this.node = node;
        reviewFor = node.config().getDuration("souk.orders.review-within");
    }

    static FraudBoard of(Node node) {
        return new FraudBoard(node);
    }

    /** The rules of now, or of a quarter of a second ago. */
    CompletionStage<Outcome<RuleBook>> rules() {
        var present = known;
        if (present != null && node.clock().instant().isBefore(present.until())) return CompletableFuture.completedFuture(Outcome.accepted(present.rules()));
        CompletableFuture<Outcome<RuleBook>> answer;
        synchronized (this) {
            if (asked != null) return asked;
            answer = asked = new CompletableFuture<>();
        }
        var at = node.clock().instant();
        try {
            node.entities().ask(FraudRulesCommand.THE_RULES, new FraudRulesCommand.Since(present == null ? -1 : present.version()), Asking.DEFAULT.within(PATIENCE))
                    .whenComplete((outcome, failure) -> answered(answer, present, at, outcome));
        } catch (RuntimeException stopping) {
            answered(answer, present, at, null);
        }
        return answer;
    }

    private void answered(CompletableFuture<Outcome<RuleBook>> answer, Known before, Instant at, Outcome<FraudRulesCommand.News> outcome) {
        Optional<Known> news = outcome == null ? Optional.empty() : outcome.fold(found -> Optional.of(known(found, before, at)), refused -> Optional.empty());
        var now = node.clock().instant();
        var best = news.or(() -> Optional.ofNullable(before).filter(old -> now.isBefore(old.asOf().plus(GOOD))).map(old -> new Known(old.version(), old.rules(), old.asOf(), now.plus(PATIENCE))));
        best.ifPresent(found -> known = found);
        synchronized (this) {
            asked = null;
        }
        answer.complete(best.map(Known::rules).<Outcome<RuleBook>>map(Outcome::accepted).orElseGet(() -> Outcome.refused(UNKNOWN)));
    }

    private Known known(FraudRulesCommand.News news, Known before, Instant at) {
        var rules = news.all().map(all -> new RuleBook(news.version(), all, node.persons()::lookup, reviewFor)).orElseGet(() -> before == null
                ? new RuleBook(news.version(), List.of(), node.persons()::lookup, reviewFor) : before.rules());
        return new Known(news.version(), rules, at, at.plus(FRESH));
    }
}
