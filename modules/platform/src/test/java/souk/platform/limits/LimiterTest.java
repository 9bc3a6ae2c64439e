package souk.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.platform.limits.Town.Told;

/** All nodes together let through what a single bucket would, give or take a twentieth, whoever asks where and whatever happens to nodes. */
class LimiterTest {
    private static Map<Budget, Limit> limits(Limit guests) {
        var all = new EnumMap<Budget, Limit>(Budget.class);
        for (Budget each : Budget.named()) all.put(each, new Limit(1_000_000, 1_000_000));
        all.put(Budget.GUEST, guests);
        all.put(Budget.LOGIN, new Limit(20 / 60.0, 20));
        return all;
    }

    private static long granted(List<Told> told, long from, long until) {
        return told.stream().filter(each -> each.verdict().granted() && each.at() >= from && each.at() < until).count();
    }

    /** In no time that begins or ends anywhere, more than a bucket lets through that holds a twentieth and one token more. */
    private static void within(Limit limit, List<Told> told) {
        double most = limit.burst() * 1.05 + 1;
        double level = most;
        long at = 0;
        for (Told each : told) {
            level = Math.min(most, level + (each.at() - at) / 1e9 * limit.perSecond());
            at = each.at();
            if (each.verdict().granted()) level--;
            assertThat(level).as("left at %d ms", at / Town.MS).isGreaterThan(-1e-3);
        }
    }

    /** So many requests a second for a time, each at a node that is chosen then. */
    private static void demand(Town town, double perSecond, long time, Supplier<Town.Node> where, List<Told> told) {
        long end = town.now + time;
        town.in(0, new Runnable() {
            @Override
            public void run() {
                if (town.now >= end) return;
                town.request(where.get(), Budget.GUEST, "ann", told);
                town.in((long) (town.random.nextDouble() * 2 / perSecond * 1e9), this);
            }
        });
    }

    @Property(tries = 100, seed = "4525891950327722296")
    void neverMoreThanTheLimitWhateverHappens(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int rate, @ForAll @IntRange(min = 1, max = 400) int burst, @ForAll @IntRange(min = 1, max = 5) int nodes) {
        var limit = new Limit(rate, burst);
        var town = new Town(seed, nodes, limits(limit));
        var told = new ArrayList<Told>();
        for (int i = 0; i < 8; i++) {
            var here = town.alive().get(town.random.nextInt(town.alive().size()));
            boolean everywhere = town.random.nextBoolean();
            double demand = rate * 4 * town.random.nextDouble() + 1;
            demand(town, demand, 4 * Town.SECOND, () -> everywhere || here.dead ? town.alive().get(town.random.nextInt(town.alive().size())) : here, told);
            if (town.random.nextInt(3) == 0) town.join();
            if (town.random.nextInt(3) == 0 && town.alive().size() > 1) town.kill(town.alive().get(town.random.nextInt(town.alive().size())));
            if (town.random.nextInt(4) == 0 && town.alive().size() > 2) town.cut(town.alive().get(town.random.nextInt(town.alive().size())), 3 * Town.SECOND + (long) (town.random.nextDouble() * 6 * Town.SECOND));
            town.run((long) (town.random.nextDouble() * 6 * Town.SECOND));
        }
        town.run(5 * Town.SECOND);
        within(limit, told);
    }

    @Property(tries = 20)
    void closeToTheLimitWhereverTheClientIs(@ForAll long seed) {
        var limit = new Limit(100, 100);
        var town = new Town(seed, 3, limits(limit));
        var nodes = town.alive();
        Map<String, Supplier<Town.Node>> clients = Map.of(
                "one node", () -> nodes.get(0),
                "every node", () -> nodes.get(town.random.nextInt(3)),
                "another node each half second", () -> nodes.get((int) (town.now / (500 * Town.MS) % 3)));
        clients.forEach((name, where) -> {
            var told = new ArrayList<Told>();
            demand(town, 300, 12 * Town.SECOND, where, told);
            town.run(13 * Town.SECOND);
            within(limit, told);
            // Without the burst at the beginning.
            long end = told.get(told.size() - 1).at();
            assertThat(granted(told, end - 10 * Town.SECOND, end)).as("in ten seconds, at " + name).isBetween(920L, 1050L);
        });
    }

    @Property(tries = 20)
    void whoStaysBelowTheLimitIsNeverRefused(@ForAll long seed, @ForAll @IntRange(min = 1, max = 90) int demand) {
        var town = new Town(seed, 3, limits(new Limit(100, 100)));
        var told = new ArrayList<Told>();
        demand(town, demand, 10 * Town.SECOND, () -> town.alive().get(town.random.nextInt(3)), told);
        town.run(12 * Town.SECOND);
        assertThat(told).isNotEmpty().allMatch(each -> each.verdict().granted());
    }

    @Example
    void whoIsFarBelowTheLimitCostsNobodyElseAnything() {
        var town = new Town(1, 3, limits(new Limit(1000, 1000)));
        var told = new ArrayList<Told>();
        demand(town, 8, 60 * Town.SECOND, () -> town.alive().get(town.random.nextInt(3)), told);
        town.run(61 * Town.SECOND);
        assertThat(told).hasSizeGreaterThan(300).allMatch(each -> each.verdict().granted());
        assertThat(town.asked).as("questions to the owner").isZero();
    }

    @Example
    void aHotKeyAsksItsOwnerSeldom() {
        var town = new Town(1, 3, limits(new Limit(100, 100)));
        var told = new ArrayList<Told>();
        demand(town, 5000, 10 * Town.SECOND, () -> town.alive().get(town.random.nextInt(3)), told);
        town.run(11 * Town.SECOND);
        within(new Limit(100, 100), told);
        assertThat(told).hasSizeGreaterThan(40_000);
        assertThat(town.asked).as("questions in ten seconds from three nodes").isLessThan(1000);
        var refused = told.get(told.size() - 1).verdict();
        assertThat(refused.retry()).isEqualTo(1);
    }

    @Example
    void manyAtOnceGetTheWholeBurst() {
        var town = new Town(1, 3, limits(new Limit(1, 10)));
        town.run(20 * Town.SECOND);
        var told = new ArrayList<Told>();
        for (int i = 0; i < 30; i++) town.request(town.alive().get(0), Budget.GUEST, "ann", told);
        town.run(Town.SECOND / 2);
        assertThat(told).hasSize(30);
        assertThat(granted(told, 0, town.now)).isEqualTo(10);
        assertThat(told.stream().filter(each -> each.verdict().granted()).reduce((a, b) -> b).orElseThrow().verdict().remaining()).isZero();
        var refused = told.stream().filter(each -> !each.verdict().granted()).findFirst().orElseThrow().verdict();
        assertThat(refused.retry()).isEqualTo(1);
        assertThat(refused.reset()).isBetween(9, 10);
    }

    @Example
    void aNodeThatDiesIsReplacedAfterAMoment() {
        var limit = new Limit(100, 100);
        var town = new Town(7, 3, limits(limit));
        var owner = town.nodes.get(town.alive().get(0).limiter.circle().owner("ann"));
        var told = new ArrayList<Told>();
        demand(town, 300, 30 * Town.SECOND, () -> town.alive().stream().filter(each -> each != owner).findFirst().orElseThrow(), told);
        town.run(5 * Town.SECOND);
        town.kill(owner);
        town.run(26 * Town.SECOND);
        within(limit, told);
        long end = told.get(told.size() - 1).at();
        assertThat(granted(told, end - 10 * Town.SECOND, end)).isGreaterThan(900);
        assertThat(granted(told, end - 25 * Town.SECOND, end)).as("with the dark time").isGreaterThan(1500);
    }

    @Example
    void whoCanLogInIsNotKeptOutBecauseANodeIsLost() {
        var town = new Town(3, 3, limits(new Limit(100, 100)));
        var owner = town.nodes.get(town.alive().get(0).limiter.circle().owner("mailbox"));
        var other = town.alive().stream().filter(each -> each != owner).findFirst().orElseThrow();
        var told = new ArrayList<Told>();
        for (int i = 0; i < 30; i++) town.request(other, Budget.LOGIN, "mailbox", told);
        town.run(Town.SECOND);
        assertThat(granted(told, 0, town.now)).isEqualTo(20);
        town.kill(owner);
        var then = new ArrayList<Told>();
        for (int i = 0; i < 20; i++) town.in(i * Town.SECOND, () -> town.request(other, Budget.LOGIN, "mailbox", then));
        town.run(25 * Town.SECOND);
        assertThat(then.stream().skip(3)).hasSize(17).allMatch(each -> each.verdict().granted());
    }

    @Example
    void whatWasTakenForNothingIsGivenBack() {
        var town = new Town(3, 3, limits(new Limit(100, 100)));
        var told = new ArrayList<Told>();
        for (int i = 0; i < 300; i++) {
            var node = town.alive().get(i / 100);
            town.request(node, Budget.LOGIN, "mailbox", told);
            town.run(50 * Town.MS);
            node.limiter.giveBack(Budget.LOGIN, "mailbox");
        }
        town.run(Town.SECOND);
        assertThat(told).hasSize(300).allMatch(each -> each.verdict().granted());
    }

    @Example
    void whatNobodyAsksForIsForgotten() {
        var town = new Town(3, 2, limits(new Limit(100, 100)));
        for (int i = 0; i < 5000; i++) town.request(town.alive().get(i % 2), Budget.LOGIN, "mailbox-" + i, new ArrayList<>());
        town.run(Town.SECOND);
        assertThat(town.alive()).allMatch(each -> each.lender.size() <= 1000);
        town.run(70 * Town.SECOND);
        assertThat(town.alive()).allMatch(each -> each.lender.size() == 0);
        town.run(700 * Town.SECOND);
        assertThat(town.alive()).allMatch(each -> each.limiter.size() == 0);
    }
}
