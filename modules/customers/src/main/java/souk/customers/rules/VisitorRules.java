package souk.customers.rules;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import souk.customers.rules.RulesCommand.BlockInfo;
import souk.customers.rules.RulesCommand.BlockList;
import souk.customers.rules.RulesCommand.BlockSet;
import souk.customers.rules.RulesCommand.Blocked;
import souk.customers.rules.RulesCommand.Known;
import souk.customers.rules.RulesCommand.LimitSet;
import souk.customers.rules.RulesCommand.News;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;

/**
 * How often visitors may come, and which addresses may not: what staff have set, in one place, which every node asks a few times a second whether
 * there is anything new.
 *
 * @param version grows with every change
 * @param limits  by budget; what is not there is as it is configured
 * @param blocks  by range; those whose time is over go with the next change
 */
public record VisitorRules(long version, PersistentMap<String, LimitSet> limits, PersistentMap<String, BlockInfo> blocks) {
    /** The most blocks there may be: all of them go to every node in one message. */
    static final int MOST = 1000;
    static final VisitorRules NONE = new VisitorRules(0, PersistentMap.empty(), PersistentMap.empty());

    /** The table of its commands and events. */
    public static final Blueprint<VisitorRules, RulesEvent> BLUEPRINT = Blueprint.of(RulesCommand.TYPE, NONE, RulesCommand.class, RulesEvent.class)
            .decide("set-limit", RulesCommand.SetLimit.class, Done.class, VisitorRules::setLimit)
            .decide("reset-limit", RulesCommand.ResetLimit.class, Done.class, (rules, reset, now) -> rules.limits.containsKey(reset.budget())
                    ? accept(after -> Done.DONE, new RulesEvent.LimitReset(reset.budget(), reset.by(), now)) : accept(after -> Done.DONE))
            .decide("block", RulesCommand.Block.class, BlockSet.class, VisitorRules::block)
            .decide("unblock", RulesCommand.Unblock.class, Done.class, (rules, unblock, now) -> rules.find(unblock.range(), now).isEmpty()
                    ? reject(Rejection.notFound("block")) : accept(after -> Done.DONE, new RulesEvent.Unblocked(unblock.range(), unblock.by(), now)))
            .answer("one-block", RulesCommand.OneBlock.class, BlockSet.class, (rules, ask, now) -> rules.find(ask.range(), now)
                    .map(found -> Outcome.accepted(new BlockSet(found, false))).orElseGet(() -> Outcome.refused(Rejection.notFound("block"))))
            .answer("blocks", RulesCommand.Blocks.class, BlockList.class, (rules, ask, now) -> Outcome.accepted(rules.list(ask, now)))
            .answer("since", RulesCommand.Since.class, News.class, (rules, ask, now) -> Outcome.accepted(rules.since(ask.version())))
            .apply(RulesEvent.LimitSet.class, "customers.limit-set", (rules, event) -> rules.with(rules.limits.with(event.budget(), new LimitSet(event.budget(), event.perSecond(), event.burst()))))
            .apply(RulesEvent.LimitReset.class, "customers.limit-reset", (rules, event) -> rules.with(rules.limits.without(event.budget())))
            .apply(RulesEvent.Blocked.class, "customers.address-blocked", (rules, event) -> rules.with(event.at(),
                    rules.blocks.with(event.range(), new BlockInfo(event.range(), event.until(), event.reason(), event.at(), event.by()))))
            .apply(RulesEvent.Unblocked.class, "customers.address-unblocked", (rules, event) -> rules.with(event.at(), rules.blocks.without(event.range())))
            .build();

    private Decision<VisitorRules, RulesEvent, Done> setLimit(RulesCommand.SetLimit set, Instant now) {
        if (new LimitSet(set.budget(), set.perSecond(), set.burst()).equals(limits.get(set.budget()))) return accept(after -> Done.DONE);
        return accept(after -> Done.DONE, new RulesEvent.LimitSet(set.budget(), set.perSecond(), set.burst(), set.by(), now));
    }

    private Decision<VisitorRules, RulesEvent, BlockSet> block(RulesCommand.Block block, Instant now) {
        if (block.until().filter(until -> !now.isBefore(until)).isPresent()) return reject(Kind.UNPROCESSABLE, "already-over", "This block would be over already: expiresAt is a time to come, or left out.");
        var before = find(block.range(), now);
        if (before.filter(known -> known.until().equals(block.until()) && known.reason().equals(block.reason())).isPresent()) return accept(after -> new BlockSet(before.get(), false));
        if (before.isEmpty() && blocks.values().stream().filter(each -> stands(each, now)).count() >= MOST) {
            return reject(Kind.UNPROCESSABLE, "too-many-blocks", "There are " + MOST + " blocks already: block a range instead of single addresses, or take some back.");
        }
        return accept(after -> new BlockSet(after.blocks.get(block.range()), before.isEmpty()), new RulesEvent.Blocked(block.range(), block.until(), block.reason(), block.by(), now));
    }

    private static boolean stands(BlockInfo block, Instant now) {
        return block.until().isEmpty() || now.isBefore(block.until().get());
    }

    private Optional<BlockInfo> find(String range, Instant now) {
        return blocks.find(range).filter(block -> stands(block, now));
    }

    private BlockList list(RulesCommand.Blocks ask, Instant now) {
        var standing = blocks.after(ask.after(), blocks.size()).stream().map(Map.Entry::getValue).filter(block -> stands(block, now)).limit(ask.most() + 1L).toList();
        boolean more = standing.size() > ask.most();
        return new BlockList(more ? standing.subList(0, ask.most()) : standing, more);
    }

    private News since(long known) {
        if (known == version) return new News(version, Optional.empty());
        return new News(version, Optional.of(new Known(limits.values().stream().toList(), blocks.values().stream().map(block -> new Blocked(block.range(), block.until())).toList())));
    }

    private VisitorRules with(PersistentMap<String, LimitSet> newLimits) {
        return new VisitorRules(version + 1, newLimits, blocks);
    }

    private VisitorRules with(Instant now, PersistentMap<String, BlockInfo> newBlocks) {
        var standing = newBlocks;
        for (var each : newBlocks.values()) if (!stands(each, now)) standing = standing.without(each.range());
        return new VisitorRules(version + 1, limits, standing);
    }
}
