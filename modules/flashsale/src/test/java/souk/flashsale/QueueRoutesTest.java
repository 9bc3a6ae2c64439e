package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.platform.http.Tickets;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.HttpSpecServer;

/** The waiting room over the real HTTP edge, with the real aggregates and processes in memory; time is their own. */
class QueueRoutesTest {
    @RegisterExtension
    private static final BazaarFront front = new BazaarFront();
    private static int skus;

    private final String sku = "SKU-" + ++skus;
    private final HttpSpec staff = front.staff("admin");
    private final HttpSpec anna = front.guest("anna");
    private final HttpSpec bert = front.guest("bert");
    private final HttpSpec carl = front.guest("carl");

    private HttpSpecAnswer planned(int quantity, Instant startsAt, String room) {
        return planned(staff, quantity, startsAt, room);
    }

    private HttpSpecAnswer planned(HttpSpec who, int quantity, Instant startsAt, String room) {
        front.sells(sku, quantity);
        return who.post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':500,'currency':'GBP'},'quantity':" + quantity + ",'perCustomer':2,'startsAt':'" + startsAt + "','endsAt':'"
                + startsAt.plusSeconds(3_600) + "','claimTtlSeconds':60" + room + "}");
    }

    private String live(int quantity, int capacity) {
        return planned(quantity, front.now(), ",'waitingRoom':{'capacity':" + capacity + ",'turnSeconds':30}").answers(201).has("state", "live").has("waitingRoom", "true").text("id");
    }

    private static HttpSpecAnswer joins(HttpSpec who, String sale) {
        return who.post("/v1/flash-sales/" + sale + "/queue").answers(200);
    }

    private static HttpSpecAnswer joins(HttpSpec who, String sale, String ticket) {
        return who.post("/v1/flash-sales/" + sale + "/queue", "{'ticket':'" + ticket + "'}");
    }

    private static HttpSpecAnswer claims(HttpSpec who, String sale, String key, String ticket) {
        return who.withKey(key).post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1,'ticket':'" + ticket + "'}");
    }

    private static HttpSpecAnswer queue(String sale) {
        return front.nobody().get("/v1/flash-sales/" + sale + "/queue").answers(200);
    }

    /** The bazaar's time goes on at once; what a node remembers is forgotten by the real clock. */
    private static void sees(HttpSpec who, String sale, String state, int position) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> joins(who, sale).has("state", state).has("position", position));
    }

    @Test
    void peopleAreLetInInTheOrderInWhichTheyCame() {
        String sale = live(10, 1);
        String first = joins(anna, sale).has("number", 1).has("state", "waiting").has("position", 1).text("ticket");
        String second = joins(bert, sale).has("number", 2).text("ticket");
        String third = joins(carl, sale).has("number", 3).text("ticket");
        front.later(Duration.ofSeconds(3));
        sees(anna, sale, "admitted", 0);
        sees(bert, sale, "waiting", 1);
        queue(sale).has("state", "live").has("admitted", 1).has("waiting", 2).has("inside", 1).has("capacity", 1).has("turnSeconds", 30);
        claims(bert, sale, "k", second).refuses(409, "not-admitted");
        claims(carl, sale, "k", third).refuses(409, "not-admitted");
        String claim = claims(anna, sale, "k", first).answers(201).text("claimId");
        front.later(Duration.ofSeconds(3));
        claims(bert, sale, "k", second).refuses(409, "not-admitted");
        anna.delete("/v1/flash-sales/" + sale + "/claims/" + claim).answers(204);
        front.later(Duration.ofSeconds(3));
        claims(bert, sale, "k", second).answers(201);
        sees(carl, sale, "waiting", 1);
        front.later(Duration.ofSeconds(70));
        claims(carl, sale, "k", third).answers(201);
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("waitingRoom", "true").has("claimed", 1);
    }

    @Test
    void whoComesTwiceHasOnePlaceWithAndWithoutATicket() {
        String sale = live(10, 1);
        String ticket = joins(anna, sale).text("ticket");
        joins(bert, sale).has("number", 2);
        for (var again : List.of(joins(anna, sale), joins(anna, sale, ticket), anna.post("/v1/flash-sales/" + sale + "/queue", "{}"))) again.answers(200).has("number", 1).has("ticket", ticket);
        joins(carl, sale).has("number", 3);
    }

    @Test
    void aForgedOrSharedTicketIsRefused() {
        String sale = live(10, 5);
        String other = planned(10, front.now().plusSeconds(4_000), ",'waitingRoom':{'capacity':1}").answers(201).text("id");
        String annas = joins(anna, sale).text("ticket");
        String berts = joins(bert, sale).text("ticket");
        front.later(Duration.ofSeconds(3));
        var forged = new ArrayList<>(List.of("made-up", "a.b.c", annas + "x", annas.substring(0, annas.length() - 4) + "AAAA", "eyJhbGciOiJub25lIn0." + berts.split("\\.")[1] + ".", berts, joins(bert, other).text("ticket")));
        // Signed by us, for something else.
        forged.add(Tickets.of(HttpSpecServer.config(), "another-sort").issue("bert", "1 " + sale));
        for (String ticket : forged) {
            var who = ticket.equals(berts) ? carl : bert;
            claims(who, sale, "k", ticket).refuses(403, "bad-ticket");
            joins(who, sale, ticket).refuses(403, "bad-ticket");
        }
        anna.withKey("k").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").refuses(409, "ticket-required");
        claims(bert, sale, "k", annas).refuses(403, "bad-ticket");
        claims(anna, sale, "k", annas).answers(201);
        front.nobody().withToken(annas).post("/v1/flash-sales/" + sale + "/queue").refuses(401, "unauthenticated");
    }

    @Test
    void whoDoesNothingLosesTheirTurnAndGoesToTheEnd() {
        String sale = live(10, 1);
        String annas = joins(anna, sale).text("ticket");
        String berts = joins(bert, sale).text("ticket");
        front.later(Duration.ofSeconds(3));
        sees(anna, sale, "admitted", 0);
        front.later(Duration.ofSeconds(35));
        claims(anna, sale, "late", annas).refuses(410, "turn-over");
        claims(bert, sale, "k", berts).answers(201);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> joins(anna, sale, annas).answers(200).has("state", "waiting").has("number", 3));
        joins(anna, sale, annas).answers(200).has("number", 3);
        joins(anna, sale).has("number", 3);
    }

    @Test
    void aKeyKeepsItsAnswerWhenTheTurnIsOver() {
        String sale = live(10, 1);
        String ticket = joins(anna, sale).text("ticket");
        front.later(Duration.ofSeconds(3));
        var claim = claims(anna, sale, "k", ticket).answers(201);
        front.later(Duration.ofSeconds(40));
        assertThat(claims(anna, sale, "k", ticket).answers(201).body()).isEqualTo(claim.body());
        claims(anna, sale, "another", ticket).refuses(410, "turn-over");
    }

    @Test
    void peopleMayComeBeforeASaleStartsAndNobodyAfterItsEnd() {
        String sale = planned(5, front.now().plusSeconds(100), ",'waitingRoom':{'capacity':3}").answers(201).has("state", "scheduled").text("id");
        String ticket = joins(anna, sale).has("state", "waiting").has("number", 1).text("ticket");
        queue(sale).has("state", "scheduled").has("waiting", 1).has("inside", 0).has("turnSeconds", 60);
        front.later(Duration.ofSeconds(60));
        claims(anna, sale, "k", ticket).refuses(409, "not-live");
        front.later(Duration.ofSeconds(60));
        sees(anna, sale, "admitted", 0);
        claims(anna, sale, "k", ticket).answers(201);
        joins(bert, sale);
        staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200);
        front.later(Duration.ofSeconds(5));
        queue(sale).has("state", "ended").has("inside", 0);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> bert.post("/v1/flash-sales/" + sale + "/queue").refuses(409, "not-live"));
        claims(bert, sale, "k", ticket).refuses(403, "bad-ticket");
        claims(anna, sale, "l", ticket).refuses(409, "not-live");
    }

    @Test
    void withoutAWaitingRoomEverythingIsAsItWas() {
        String sale = planned(5, front.now(), "").answers(201).has("waitingRoom", "false").text("id");
        front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("waitingRoom", "false");
        anna.post("/v1/flash-sales/" + sale + "/queue").refuses(409, "no-waiting-room");
        front.nobody().get("/v1/flash-sales/" + sale + "/queue").refuses(409, "no-waiting-room");
        claims(anna, sale, "k", "whatever").answers(201);
        anna.withKey("l").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").answers(201);
        for (var who : List.of(anna, front.nobody())) who.get("/v1/flash-sales/none/queue").refuses(404, "not-found");
        anna.post("/v1/flash-sales/none/queue").refuses(404, "not-found");
        front.nobody().post("/v1/flash-sales/" + sale + "/queue").refuses(401, "unauthenticated");
    }

    @Test
    void aKeyThatComesAgainBringsNoOtherRoom() {
        var now = front.now();
        var keyed = staff.withKey("plan-" + sku);
        String sale = planned(keyed, 5, now, "").answers(201).has("waitingRoom", "false").text("id");
        planned(keyed, 5, now, ",'waitingRoom':{'capacity':1}").refuses(422, "idempotency-key-reused");
        anna.post("/v1/flash-sales/" + sale + "/queue").refuses(409, "no-waiting-room");
        anna.withKey("k").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").answers(201);
        var with = staff.withKey("with-" + sku);
        String room = ",'waitingRoom':{'capacity':1}";
        String other = planned(with, 5, now.plusSeconds(7_200), room).answers(201).has("waitingRoom", "true").text("id");
        assertThat(planned(with, 5, now.plusSeconds(7_200), room).answers(201).text("id")).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'capacity':0                    | waitingRoom.capacity    | out-of-range
            'capacity':10001                | waitingRoom.capacity    | out-of-range
            'turnSeconds':60                | waitingRoom.capacity    | missing
            'capacity':1,'turnSeconds':4    | waitingRoom.turnSeconds | out-of-range
            'capacity':1,'turnSeconds':601  | waitingRoom.turnSeconds | out-of-range
            'capacity':1,'places':2         | waitingRoom.places      | unknown-field
            """)
    void aRoomThatMakesNoSenseIsNotPlanned(String room, String field, String code) {
        planned(5, front.now(), ",'waitingRoom':{" + room + "}").refuses(400, "bad-request").becauseOf(field, code);
    }

    @Test
    void aTicketIsAText() {
        String sale = live(5, 1);
        for (String body : List.of("{'ticket':7}", "{'ticket':''}", "{'ticket':'" + "x".repeat(1_025) + "'}", "{'other':1}", "[]")) anna.post("/v1/flash-sales/" + sale + "/queue", body).refuses(400, "bad-request");
        anna.post("/v1/flash-sales/" + sale + "/queue", "{").refuses(400, "bad-json");
    }
}
