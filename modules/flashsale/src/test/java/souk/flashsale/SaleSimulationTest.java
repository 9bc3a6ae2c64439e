package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import souk.flashsale.api.SaleStatus;
import souk.testkit.Simulation.Trouble;

/** Whole sales at a place where everything fails that can fail: in the end what was counted is in the stock or sold, to the unit. */
class SaleSimulationTest {
    private static long sales;
    private static long ended;
    private static long sold;
    private static long changed;
    private static long deaths;

    private static Duration seconds(Random random, int least, int most) {
        return Duration.ofSeconds(least + random.nextInt(most - least));
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void whateverFailsNoUnitIsLostAndNoneIsSoldTwice(@ForAll long seed) {
        var random = new Random(seed);
        var traders = new BazaarTraders(random, random.nextInt(3) == 0 ? Bazaar.MUCH : Bazaar.SOME);
        traders.counts("bath", random.nextInt(12));
        traders.counts("london", random.nextInt(12));
        var bazaar = traders.bazaar();
        int planned = 1 + random.nextInt(3);
        for (int i = 0; i < planned; i++) {
            int buckets = 1 + random.nextInt(2);
            var sale = traders.plans(1 + random.nextInt(25), 1 + random.nextInt(3), seconds(random, -5, 40), seconds(random, 30, 240), seconds(random, 5, 120), buckets * (1 + random.nextInt(3)), buckets);
            for (int c = random.nextInt(15); c > 0; c--) {
                String name = "c" + i + "x" + c;
                int quantity = 1 + random.nextInt(2);
                bazaar.after(seconds(random, 0, 150), () -> traders.customer(sale, name, quantity));
            }
            if (random.nextInt(4) == 0) bazaar.after(seconds(random, 0, 300), () -> traders.callsOff(sale));
            for (int c = random.nextInt(3); c > 0; c--) {
                String name = "change" + i + "x" + c;
                var in = seconds(random, -5, 60);
                var lasting = seconds(random, 30, 240);
                int units = 1 + random.nextInt(25);
                bazaar.after(seconds(random, 0, 40), () -> traders.changes(sale, name, in, lasting, units));
            }
            int transfers = random.nextInt(5);
            for (int t = 0; t < transfers; t++) {
                String name = "t" + i + "x" + t;
                bazaar.after(seconds(random, 0, 250), () -> traders.rebalances(sale, name));
            }
        }
        int rivals = random.nextInt(6);
        for (int i = 0; i < rivals; i++) {
            String name = "rival" + i;
            int quantity = 1 + random.nextInt(8);
            bazaar.after(seconds(random, 0, 120), () -> traders.rival(name, quantity));
        }
        for (int i = 0; i < 72; i++) {
            bazaar.run(Duration.ofSeconds(5));
            traders.agree();
        }
        traders.settleDown();
        traders.audit();
        count(traders);
    }

    /** The same sale again and again, all dying at once after the first, the second, the third ... thing that happens, until there is none. */
    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void whoeverDiesWheneverNoUnitIsLost(@ForAll boolean changed, @ForAll boolean ghosts, @ForAll boolean calledOff, @ForAll boolean scarce) {
        long things = 1;
        for (long death = 0; death < things; death++) {
            var traders = new BazaarTraders(new Random(death), ghosts ? Bazaar.GHOSTS : Trouble.NONE);
            traders.counts("bath", scarce ? 2 : 6);
            traders.counts("london", scarce ? 3 : 6);
            var bazaar = traders.bazaar();
            bazaar.dieAfter(death);
            var sale = traders.plans(9, 2, Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(30), 2, 1);
            if (changed) {
                bazaar.after(Duration.ofMillis(500), () -> traders.changes(sale, "sooner", Duration.ofSeconds(1), Duration.ofSeconds(70), 7));
                bazaar.after(Duration.ofSeconds(3), () -> traders.plans(2, 2, Duration.ofSeconds(80), Duration.ofSeconds(10), Duration.ofSeconds(5), 1, 1));
                bazaar.after(Duration.ofMillis(600), () -> traders.changes(sale, "again", Duration.ofSeconds(2), Duration.ofSeconds(60), 8));
            }
            for (int c = 0; c < 5; c++) {
                String name = "c" + c;
                bazaar.after(Duration.ofSeconds(20 + 3L * c), () -> traders.customer(sale, name, 1));
            }
            bazaar.after(Duration.ofSeconds(25), () -> traders.rebalances(sale, "t"));
            if (calledOff) for (int again = 0; again < 3; again++) bazaar.after(Duration.ofSeconds(35 + 10L * again), () -> traders.callsOff(sale));
            for (int i = 0; i < 60; i++) {
                bazaar.run(Duration.ofSeconds(3));
                traders.agree();
            }
            things = bazaar.things();
            traders.settleDown();
            traders.audit();
            count(traders);
        }
        assertThat(things).isGreaterThan(50);
    }

    private static void count(BazaarTraders traders) {
        traders.bazaar().states(Sale.BLUEPRINT).forEach(sale -> {
            sales++;
            if (sale.status() == SaleStatus.ENDED) ended++;
        });
        sold += traders.sold();
        changed += traders.changed();
        deaths += traders.bazaar().deaths();
    }

    @AfterContainer
    static void tell() {
        System.out.printf("Simulated: %,d sales (%,d came about, %,d changes before), %,d units sold, %,d deaths%n", sales, ended, changed, sold, deaths);
    }
}
