package souk.customers.rules;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

/**
 * What can be asked of the shop's rules for visitors.
 *
 * @param <R> the reply
 */
public sealed interface RulesCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "customers.rules";
    /** There is one. */
    Address<RulesCommand<?>> THE_RULES = new Address<>(TYPE, "shop");

    /**
     * This limit holds from now on.
     *
     * @param budget whose, as {@code Budget} calls it
     */
    record SetLimit(String budget, double perSecond, long burst, String by) implements RulesCommand<Done> {}

    /** The limit of the configuration holds again. */
    record ResetLimit(String budget, String by) implements RulesCommand<Done> {}

    /**
     * These addresses are not served any more. Refused as {@code too-many-blocks} when there are {@value VisitorRules#MOST}.
     *
     * @param range in its canonical form
     * @param until empty: for ever
     */
    record Block(String range, Optional<Instant> until, Optional<String> reason, String by) implements RulesCommand<BlockSet> {}

    /** They are served again. Not found, if they were not blocked in this form. */
    record Unblock(String range, String by) implements RulesCommand<Done> {}

    /** One block. */
    record OneBlock(String range) implements RulesCommand<BlockSet> {}

    /** Blocks in order. @param after the last of the page before; empty: from the beginning */
    record Blocks(String after, int most) implements RulesCommand<BlockList> {}

    /** What nodes have to know, unless it is this version that they know already. */
    record Since(long version) implements RulesCommand<News> {}

    /** @param isNew whether nothing was blocked in this form before */
    record BlockSet(BlockInfo block, boolean isNew) {}

    record BlockInfo(String range, Optional<Instant> until, Optional<String> reason, Instant since, String by) {}

    record BlockList(List<BlockInfo> blocks, boolean more) {}

    record LimitSet(String budget, double perSecond, long burst) {}

    record Blocked(String range, Optional<Instant> until) {}

    /** @param all empty: nothing new */
    record News(long version, Optional<Known> all) {}

    record Known(List<LimitSet> limits, List<Blocked> blocked) {}
}
