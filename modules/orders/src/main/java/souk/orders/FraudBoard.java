package souk.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.fraud.FraudRulesCommand;
import souk.orders.fraud.RuleBook;
import souk.platform.Entities.Asking;
import souk.platform.Follower;
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
    private final Follower<FraudRulesCommand.News> book = new Book();
    private volatile Known known;

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
        return book.look().thenApply(answered -> answered || keptOn(present) ? Outcome.accepted(known.rules()) : Outcome.refused(UNKNOWN));
    }

    /** Nobody answered who had to say what has changed since these: whether they, or some that came to be known meanwhile, are good all the same. */
    private synchronized boolean keptOn(Known before) {
        if (known != before) return true;
        var now = node.clock().instant();
        if (before == null || !now.isBefore(before.asOf().plus(GOOD))) return false;
        known = new Known(before.version(), before.rules(), before.asOf(), now.plus(PATIENCE));
        return true;
    }

    private synchronized void take(FraudRulesCommand.News news, Instant at) {
        var before = known;
        var rules = news.all().map(all -> new RuleBook(news.version(), all, node.persons()::lookup, reviewFor)).orElseGet(() -> before == null
                ? new RuleBook(news.version(), List.of(), node.persons()::lookup, reviewFor) : before.rules());
        known = new Known(news.version(), rules, at, at.plus(FRESH));
    }

    /** Asks the rules. */
    private final class Book extends Follower<FraudRulesCommand.News> {
        private Instant at;

        @Override
        protected CompletionStage<Outcome<FraudRulesCommand.News>> ask() {
            at = node.clock().instant();
            return node.entities().ask(FraudRulesCommand.THE_RULES, new FraudRulesCommand.Since(known == null ? -1 : known.version()), Asking.DEFAULT.within(PATIENCE));
        }

        @Override
        protected boolean take(FraudRulesCommand.News news) {
            FraudBoard.this.take(news, at);
            return true;
        }
    }
}
