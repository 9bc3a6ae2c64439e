package souk.customers;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.customers.rules.RulesCommand;
import souk.kernel.Outcome;
import souk.platform.Entities;
import souk.platform.Entities.Asking;
import souk.platform.Follower;
import souk.platform.Node;
import souk.platform.limits.Budget;
import souk.platform.limits.Limit;
import souk.platform.limits.Ranges;
import souk.platform.limits.Rules;
import souk.platform.limits.RulesWatch;

/** The rules for visitors as this node knows them. One that cannot ask goes on with those it knows; one that never could is not ready. */
final class RulesBoard implements RulesWatch {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Entities entities;
    private final InstantSource clock;
    private final Reader reader = new Reader();
    private Map<Budget, Limit> limits = Map.of();
    private List<RulesCommand.Blocked> blocks = List.of();
    /** When the next of the blocks ends. */
    private Instant next = Instant.MAX;
    private volatile Rules rules = Rules.NONE;

    private RulesBoard(Node node) {
        entities = node.entities();
        clock = node.clock();
    }

    static RulesBoard of(Node node) {
        return new RulesBoard(node);
    }

    @Override
    public Rules rules() {
        return rules;
    }

    @Override
    public Optional<String> trouble() {
        return reader.isKnown() ? Optional.empty() : Optional.of("It does not know yet which limits and blocks there are.");
    }

    @Override
    public void look() {
        endBlocks();
        reader.look();
    }

    private synchronized void endBlocks() {
        if (!clock.instant().isBefore(next)) renew();
    }

    private synchronized void take(RulesCommand.Known all) {
        var set = new EnumMap<Budget, Limit>(Budget.class);
        // What a newer node can limit and this one cannot is not for this one.
        all.limits().forEach(each -> Budget.of(each.budget()).ifPresent(of -> set.put(of, new Limit(each.perSecond(), each.burst()))));
        limits = set;
        blocks = all.blocked();
        renew();
    }

    private void renew() {
        Instant now = clock.instant();
        var standing = blocks.stream().filter(each -> each.until().map(now::isBefore).orElse(true)).toList();
        next = standing.stream().flatMap(each -> each.until().stream()).min(Instant::compareTo).orElse(Instant.MAX);
        rules = new Rules(limits, Ranges.of(standing.stream().map(RulesCommand.Blocked::range).toList()));
    }

    private final class Reader extends Follower<RulesCommand.News> {
        private long version = -1;

        @Override
        protected CompletionStage<Outcome<RulesCommand.News>> ask() {
            return entities.ask(RulesCommand.THE_RULES, new RulesCommand.Since(version), Asking.DEFAULT.within(PATIENCE));
        }

        @Override
        protected boolean take(RulesCommand.News news) {
            news.all().ifPresent(RulesBoard.this::take);
            version = news.version();
            return true;
        }
    }
}
