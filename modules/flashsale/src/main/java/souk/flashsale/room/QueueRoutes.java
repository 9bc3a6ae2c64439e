package souk.flashsale.room;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.flashsale.api.SaleCommand;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Text;
import souk.platform.live.Topic;

/** The waiting room of a flash sale over HTTP and live. */
public final class QueueRoutes {
    /** The ticket that one has; whoever has none is found by their session. */
    record QueueForm(Optional<@Text(max = 1_024) String> ticket) {}

    /**
     * Where somebody stands.
     *
     * @param ticket              to be sent with a claim; good for this shopper and this sale only
     * @param number              theirs; it is their turn when {@code admitted} of the queue has come to it
     * @param position            how many turns there are until theirs, 0 when it is
     * @param state               {@code waiting} or {@code admitted}
     * @param expectedWaitSeconds by how fast people left of late
     * @param turnSecondsLeft     how long they can claim, at least
     */
    record Ticket(String ticket, long number, long position, String state, Optional<Long> expectedWaitSeconds, Optional<Long> turnSecondsLeft) {
        private static Ticket of(WaitingRoom.Standing standing) {
            long position = standing.turn().isPresent() ? 0 : Math.max(1, standing.number() - standing.room().admitted());
            return new Ticket(standing.ticket(), standing.number(), position, position == 0 ? "admitted" : "waiting",
                    Optional.of(standing.room().perMinute()).filter(rate -> position > 0 && rate >= 0.1).map(rate -> (long) Math.ceil(position * 60 / rate)), standing.turn().map(left -> Math.max(0, left.toSeconds())));
        }
    }

    /**
     * A waiting room as everybody sees it. It changes about once a second.
     *
     * @param state       {@code scheduled}, {@code live} or {@code ended}, as the sale
     * @param admitted    the last number that was let in: each number up to it has had its turn, or has it
     * @param waiting     how many wait
     * @param inside      who was let in and has not claimed yet, or has a claim that is not paid
     * @param capacity    how many may be inside
     * @param turnSeconds how long somebody who was let in may claim
     * @param perMinute   how many leave in a minute, with what they came for or without, by what was seen of late
     */
    record Queue(String id, String state, long admitted, long waiting, int inside, int capacity, long turnSeconds, long perMinute) {
        private static Queue of(WaitingRoom.Seen seen) {
            var room = seen.room();
            return new Queue(seen.sale().id(), seen.isOver() ? "ended" : seen.sale().status().before() ? "scheduled" : "live", room.admitted(), seen.sale().status().before() ? room.joined() : room.waiting(),
                    room.inside(), room.terms().capacity(), room.terms().turn().toSeconds(), Math.round(room.perMinute()));
        }
    }

    private final WaitingRoom rooms;

    private QueueRoutes(Node node) {
        this.rooms = new WaitingRoom(node);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new QueueRoutes(node);
        return List.of(
                Endpoint.post("/v1/flash-sales/{id}/queue").summary("Join the waiting room of a flash sale, or see where one stands").roles(Access.ANYONE_WITH_A_TOKEN).optionalBody(QueueForm.class)
                        .answers(200, Ticket.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, "bad-ticket").refuses(Kind.CONFLICT, "no-waiting-room", "not-live", "not-admitted").refuses(Kind.GONE, "turn-over").handle(routes::join),
                Endpoint.get("/v1/flash-sales/{id}/queue").summary("How far the waiting room of a flash sale is").roles(Access.ANYONE).answers(200, Queue.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "no-waiting-room")
                        .handle(call -> call.reply(routes.rooms.look(call.path("id"), call.asking()), seen -> Answer.ok(Queue.of(seen)))));
    }

    /** One message for all who wait: each knows their own number. */
    public static Topic topic(Node node) {
        var rooms = new WaitingRoom(node);
        return Topic.forAll(id -> rooms.look(id, Topic.ASKING).thenApply(found -> found.map(seen -> shown(id, Queue.of(seen)))));
    }

    private static Topic.Shown shown(String id, Queue queue) {
        String version = String.format(Locale.ROOT, "%s.%d.%d.%d.%d", queue.state, queue.admitted, queue.waiting, queue.inside, queue.perMinute);
        return new Topic.Shown(version, queue, List.of(RoomCommand.at(id), SaleCommand.at(id)));
    }

    private CompletionStage<Answer> join(Call<QueueForm> call) {
        var ticket = call.body() == null ? Optional.<String>empty() : call.body().ticket();
        return call.reply(rooms.join(call.path("id"), call.principal(), ticket, call.asking()), standing -> Answer.ok(Ticket.of(standing)));
    }
}
