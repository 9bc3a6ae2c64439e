package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/**
 * A sale with a waiting room on three nodes, one of which is killed, and later started again: people are let in as fast as others have paid, before, meanwhile and afterwards, in the order of their numbers, and
 * everybody who waits has their turn.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class WaitingRoomKillsTest {
    private static final int NODES = 3;
    private static final int CAPACITY = 30;
    /** At a time, one after the other all the while: so many wait as there are more than may be inside. */
    private static final int SHOPPERS = 80;
    private static final Duration PHASE = Duration.ofSeconds(Integer.getInteger("souk.phase", 30));

    private final ConcurrentLinkedQueue<HttpSpecAnswer> bought = new ConcurrentLinkedQueue<>();
    private final ConcurrentSkipListMap<Long, Long> numbers = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicReference<JsonNode> last = new AtomicReference<>();
    private final AtomicInteger again = new AtomicInteger();
    private volatile boolean stop;

    @Test
    void peopleAreLetInAsFastAsOthersPay(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), NODES, "-Dsouk.partitions.default=" + NODES)) {
            var market = shop.market(0).patient(Doors.PATIENCE);
            market.sells("THING", 5_000, 100_000);
            String sale = Rush.insist(() -> market.staff.withKey("sale").post("/v1/admin/flash-sales", "{'sku':'THING','price':{'amount':100,'currency':'GBP'},'quantity':100000,'perCustomer':1,"
                    + "'startsAt':'2026-01-01T00:00:00Z','endsAt':'2099-01-01T00:00:00Z','claimTtlSeconds':120,'waitingRoom':{'capacity':" + CAPACITY + ",'turnSeconds':120}}")).answers(201).text("id");
            var doors = new Doors(shop.urls());
            var people = Executors.newCachedThreadPool();
            try {
                people.submit(() -> watch(shop, sale));
                for (int i = 0; i < SHOPPERS; i++) {
                    int number = i;
                    people.submit(() -> comesAgainAndAgain(doors, sale, number));
                }
                await("people buy").atMost(Duration.ofMinutes(2)).until(() -> bought.size() >= 2 * SHOPPERS || !failures.isEmpty());
                phase("with three nodes", PHASE);
                shop.nodes.get(1).kill();
                phase("in the 15 s after one was killed", Duration.ofSeconds(15));
                phase("with two nodes", PHASE);
                shop.nodes.get(1).start();
                shop.nodes.get(1).awaitReady();
                phase("with three nodes again", PHASE);
                stop = true;
                people.shutdown();
                assertThat(people.awaitTermination(4, TimeUnit.MINUTES)).as("everybody has had their turn").isTrue();
                assertThat(failures).isEmpty();
                // What nobody has bought returns to the stock, where the audit counts it.
                Rush.insist(() -> market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel")).answers(200).has("claimed", 0).has("sold", bought.size());
                try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                    String sums = audit.everythingAddsUp(shop.market(0), Map.of("THING", 100_000), new ArrayList<>(bought));
                    System.out.println(numbers.size() + " people had their turn, " + again + " of them a second time after theirs was over: " + doors + "; " + sums + "; " + audit.salesAddUp());
                }
            } finally {
                stop = true;
                people.shutdownNow();
            }
        }
    }

    /** How many were let in and how many paid meanwhile. */
    private void phase(String what, Duration lasting) {
        long began = System.nanoTime();
        long letIn = admitted.get();
        int paid = bought.size();
        await().atMost(lasting.plusSeconds(10)).pollInterval(Duration.ofMillis(100)).until(() -> System.nanoTime() - began >= lasting.toNanos() || !failures.isEmpty());
        assertThat(failures).isEmpty();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("%s: %.1f people a second let in, %.1f paid a second; %s%n", what, (admitted.get() - letIn) / seconds, (bought.size() - paid) / seconds, last.get());
        assertThat(admitted.get() - letIn).as("let in, %s, as others paid", what).isBetween((long) bought.size() - paid - 2 * CAPACITY, (long) bought.size() - paid + 2 * CAPACITY);
    }

    /** What the room says, asked at any node that is there. */
    private void watch(RealShop shop, String sale) {
        for (int node = 0; !stop; node++) {
            try {
                var queue = HttpSpec.at(shop.nodes.get(node % NODES).url().toString()).patient(Duration.ofSeconds(3)).get("/v1/flash-sales/" + sale + "/queue");
                if (queue.status() == 200) {
                    last.set(queue.json());
                    long now = queue.number("admitted");
                    admitted.accumulateAndGet(now, Math::max);
                    assertThat(queue.number("inside")).as("inside").isLessThanOrEqualTo(CAPACITY);
                }
            } catch (UncheckedIOException notThere) {
                // Another one is.
            } catch (Throwable failure) {
                failures.add(failure);
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private void comesAgainAndAgain(Doors doors, String sale, int first) {
        try {
            for (int i = 0; !stop; i++) shops(doors, sale, first + i);
        } catch (Throwable failure) {
            failures.add(failure);
        }
    }

    /** Somebody who waits for their turn, claims and pays. */
    private void shops(Doors doors, String sale, int door) {
        var visitor = doors.visitor(door);
        String path = "/v1/flash-sales/" + sale;
        var place = visitor.insist(who -> who, path + "/queue", "{}").answers(200);
        long number = place.number("number");
        while (place.text("state").equals("waiting")) {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            place = visitor.insist(who -> who, path + "/queue", "{'ticket':'" + place.text("ticket") + "'}").answers(200);
            if (place.number("number") != number) again.incrementAndGet();
            number = place.number("number");
        }
        assertThat(numbers.put(number, System.nanoTime())).as("who else has number %d", number).isNull();
        String body = "{'quantity':1,'ticket':'" + place.text("ticket") + "'}";
        String claim = visitor.insist(who -> who.withKey("claim"), path + "/claims", body).answers(201).text("claimId");
        String cart = visitor.insist(who -> who.withKey("cart"), "/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        visitor.insist(who -> who.withKey("line"), "/v1/carts/" + cart + "/lines", "{'claimId':'" + claim + "'}").answers(200);
        HttpSpecAnswer answer;
        do answer = visitor.insist(who -> who.withKey("buy"), "/v1/carts/" + cart + "/checkout", Market.buying("approve")); while (answer.status() == 202);
        bought.add(answer.answers(201));
    }
}
