package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.flashsale.room.RoomCommand;
import souk.flashsale.room.RoomView;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.testkit.LiveSpec;
import souk.testkit.TestShop;

/** Many people in the waiting room of one sale. Fifty thousand with {@code -Psoak}. */
@AloneInOpenShop
class WaitingRoomTest {
    private static final boolean SOAK = Boolean.getBoolean("souk.soak");
    private static final int CLIENTS = SOAK ? 50_000 : 1_500;
    private static final int CAPACITY = SOAK ? 1_000 : 400;
    private static final int AT_A_TIME = SOAK ? 400 : 64;
    private static final Duration LONG = Duration.ofMinutes(SOAK ? 10 : 2);

    private final TestShop shop;
    private final Market market;
    private final Tokens tokens = Tokens.of(ConfigFactory.parseString(OpenShop.TOKEN_KEY), Clock.systemUTC());
    private final String[] all = new String[CLIENTS];

    WaitingRoomTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    /** A customer's token, as if of a session: fifty thousand need not stand at that door. */
    private String token(int who) {
        if (all[who] == null) all[who] = tokens.issue(new Principal("waiting-" + who, Principal.Kind.GUEST), Duration.ofHours(1)).token();
        return all[who];
    }

    @Test
    void asManyAsComeAreLetInInTheOrderInWhichTheyCame() throws Exception {
        String sku = market.sells(5_000, CLIENTS);
        var now = Instant.now();
        String sale = market.staff.post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'},'quantity':" + CLIENTS + ",'perCustomer':1,'startsAt':'" + now + "','endsAt':'"
                + now.plusSeconds(3_600) + "','claimTtlSeconds':30,'waitingRoom':{'capacity':" + CAPACITY + ",'turnSeconds':600}}").answers(201).has("state", "live").has("waitingRoom", "true").text("id");
        var turns = new Turns(shop.url(), sale, this::token);
        String topic = "queue:" + sale;
        try (var nobody = LiveSpec.at(shop.url())) {
            nobody.watches(topic);
            long began = System.nanoTime();
            var places = Together.each(CLIENTS, AT_A_TIME, turns::joins);
            long joined = System.nanoTime() - began;
            long window = Turns.inOrder(places);
            var inOrder = places.stream().sorted(Comparator.comparingLong(Turns.Place::number)).toList();
            assertThat(inOrder.get(CLIENTS - 1).number()).as("no number is lost").isEqualTo(CLIENTS);

            nobody.sees(topic, queue -> queue.path("admitted").asLong() == CAPACITY && queue.path("waiting").asLong() == CLIENTS - CAPACITY && queue.path("inside").asInt() == CAPACITY);
            notWithoutATicketOfTheirOwn(turns, inOrder);

            began = System.nanoTime();
            int next = 0;
            while (next < CLIENTS) {
                int from = next;
                await("more are let in").atMost(LONG).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> nobody.isAt(topic, queue -> queue.path("admitted").asLong() > from));
                int to = (int) nobody.sees(topic, queue -> true).path("admitted").asLong();
                // Whoever it says is let in is let in, and gives back what they got, so that the next may come.
                Together.each(to - from, AT_A_TIME, i -> {
                    var place = inOrder.get(from + i);
                    var claim = turns.claims(place.who(), place.ticket());
                    assertThat(claim.statusCode()).as("the claim of number %d: %s", place.number(), claim.body()).isEqualTo(201);
                    turns.givesBack(place.who(), claim);
                    return claim;
                });
                next = to;
            }
            long served = System.nanoTime() - began;
            var told = nobody.states(topic).stream().map(state -> state.path("data")).toList();
            assertThat(told.stream().map(queue -> queue.path("admitted").asLong()).toList()).as("the last number let in").isSorted();
            assertThat(told).as("who is inside").allSatisfy(queue -> assertThat(queue.path("inside").asInt()).isLessThanOrEqualTo(CAPACITY));
            System.out.printf("%,d people joined in %s (%,.0f/s), in the order in which they came but for those within %d ms; they were let in in that order, %,d at a time, in %s, told in %,d messages%n", CLIENTS, Pulse.seconds(joined),
                    CLIENTS * 1e9 / joined, window / 1_000_000, CAPACITY, Pulse.seconds(served), told.size());

            market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200);
            nobody.sees(topic, queue -> queue.path("state").asText().equals("ended"));
        }
        // The usher goes home, so that it is quiet for others.
        await().atMost(Duration.ofSeconds(60)).until(() -> shop.node().partitions().ask(RoomCommand.at(sale), new RoomCommand.Look()).join().fold(RoomView::closed, refused -> false));
    }

    /** What is not signed by us, or not for them, is refused; and nobody comes before their turn. */
    private static void notWithoutATicketOfTheirOwn(Turns turns, List<Turns.Place> inOrder) throws InterruptedException {
        int many = Math.min(1_000, CLIENTS / 4);
        var statuses = Together.each(many, AT_A_TIME, i -> {
            var own = inOrder.get(CLIENTS - 1 - i);
            String letIn = inOrder.get(i % CAPACITY).ticket();
            String forged = letIn.substring(0, letIn.lastIndexOf('.')) + own.ticket().substring(own.ticket().lastIndexOf('.'));
            return List.of(turns.claims(own.who(), letIn), turns.claims(own.who(), forged), turns.claims(own.who(), own.ticket()));
        });
        assertThat(statuses).allSatisfy(answers -> {
            assertThat(answers.get(0).statusCode() + answers.get(0).body()).as("with another's ticket").startsWith("403").contains("\"bad-ticket\"");
            assertThat(answers.get(1).statusCode() + answers.get(1).body()).as("with a forged one").startsWith("403").contains("\"bad-ticket\"");
            assertThat(answers.get(2).statusCode() + answers.get(2).body()).as("before their turn").startsWith("409").contains("\"not-admitted\"");
        });
        System.out.printf("%,d forged tickets, %,d of other people and %,d claims before their turn were refused%n", many, many, many);
    }
}
