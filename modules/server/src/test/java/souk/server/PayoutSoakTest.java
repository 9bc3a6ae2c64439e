package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;

/**
 * kill -9 of a node in the middle of runs of payouts, again and again, while the bank answers late, fails or hangs up after it has paid, declines, and says everything twice; orders are placed and given back meanwhile, and commission
 * changes. Who has vendors paid asks again under the same key. In the end each line was paid once, to the penny, and ledger, bank, views and logs agree. {@code souk.soak.lines}, {@code souk.soak.crashes} and {@code souk.seed} say how
 * much of it: 10,000 and 100 are what is promised.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class PayoutSoakTest {
    private static final int LINES = Integer.getInteger("souk.soak.lines", 200);
    private static final int CRASHES = Integer.getInteger("souk.soak.crashes", 5);
    private static final int SEED = Integer.getInteger("souk.seed", new Random().nextInt(1_000_000));
    private static final String RUNS = "/v1/admin/payouts/runs";
    /** So long a run may take, with all its crashes. */
    private static final Duration A_RUN = Duration.ofMinutes(15);
    /** A client that is not answered, because there is no node, is answered when there is one again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int RUNS_AT_ONCE = 3;

    private final Random random = new Random(SEED);
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final ArrayDeque<Future<?>> busy = new ArrayDeque<>();
    private final Set<String> runs = new HashSet<>();
    private Market market;

    @Test
    void eachLineIsPaidOnceWhateverCrashes(@TempDir Path folder) throws Exception {
        System.out.println("Payouts: " + LINES + " lines, " + CRASHES + " crashes, seed " + SEED);
        long began = System.nanoTime();
        try (var bank = new Bank(SEED); var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 1, bank.settings())) {
            bank.knows(shop.node().url());
            market = shop.market(0).patient(PATIENCE);
            market.staff.put("/v1/admin/payout-settings", "{'holdDays':0}").answers(200);
            var sellers = new Sellers(market, Math.max(4, Math.min(12, LINES / 100)), random);
            System.out.println(sellers.all().size() + " vendors after " + Pulse.seconds(System.nanoTime() - began));
            for (int crash = 1; crash <= CRASHES; crash++) {
                sellers.sell((int) ((long) LINES * crash / CRASHES) - sellers.lines());
                if (crash % 3 == 0) sellers.changesARule();
                crash(crash, shop.node(), bank, sellers);
                PayoutBooks.balance(market);
                while (busy.size() > RUNS_AT_ONCE) busy.remove().get();
            }
            bank.calmsDown();
            for (var client : busy) client.get();
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                audit.awaitRest();
                paysTheRest(sellers);
                System.out.println("Killed the node " + CRASHES + " times (seed " + SEED + ") in " + runs.size() + " runs: " + new PayoutBooks(market, sellers, bank).addUp(audit) + "; " + sellers.rules() + " times a rule was written. The bank: " + bank
                        + ". " + Pulse.seconds(System.nanoTime() - began));
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** A run begins, or two, something is given back, and at some moment of that the node is no more: when the bank has just paid and not answered, or at any other. */
    private void crash(int number, RealNode node, Bank bank, Sellers sellers) throws Exception {
        var dead = new CountDownLatch(1);
        boolean whenPaid = random.nextInt(3) > 0;
        if (whenPaid) bank.beforeItAnswers(() -> {
            node.kill();
            dead.countDown();
        });
        long chance = random.nextLong();
        for (int i = 0; i <= random.nextInt(2); i++) busy.add(clients.submit(() -> isPaid(Market.unique("run"))));
        busy.add(clients.submit(() -> sellers.giveBack(2, new Random(chance))));
        boolean inTime = dead.await(whenPaid ? 5_000 : random.nextInt(1_000), TimeUnit.MILLISECONDS);
        if (!inTime) {
            bank.beforeItAnswers(null);
            if (node.isAlive()) node.kill();
        }
        long killed = System.nanoTime();
        node.start();
        node.awaitReady();
        System.out.println("Crash " + number + " of " + CRASHES + (inTime ? ": when the bank had paid and not answered" : ": at some moment") + ", " + sellers.lines() + " lines; ready again after " + Pulse.seconds(System.nanoTime() - killed));
    }

    /** Asks for a run under its key until it is over, as any client does who is not answered, and is told of the same run each time. */
    private void isPaid(String key) {
        var id = new AtomicReference<String>();
        long end = System.nanoTime() + A_RUN.toNanos();
        while (System.nanoTime() < end) {
            try {
                var answer = market.staff.withKey(key).post(RUNS, "{'currency':'GBP'}");
                if (answer.status() != 503) {
                    String run = answer.answers(201).text("id");
                    assertThat(id.accumulateAndGet(run, (known, now) -> known == null ? now : known)).as("the run of one key").isEqualTo(run);
                    synchronized (runs) {
                        runs.add(run);
                    }
                    if (!answer.text("state").equals("running")) return;
                }
            } catch (UncheckedIOException nobodyThere) {
                // Who is not answered asks again.
            }
            LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
        }
        throw new AssertionError("The run " + id + " of key " + key + " is not over after " + A_RUN);
    }

    /** Until nobody has anything that a run would pay: then what is left is owed by vendors, who gave back more than they have sold since. */
    private void paysTheRest(Sellers sellers) {
        await("nothing is payable").atMost(A_RUN).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            isPaid(Market.unique("rest"));
            for (var seller : sellers.all()) assertThat(sellers.as(seller).get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("pending", 0, "GBP").number("payable.amount")).as("payable to " + seller).isNotPositive();
        });
    }
}
