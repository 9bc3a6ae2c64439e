package souk.flashsale.room;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/**
 * A waiting room: numbers in the order of arrival, and two marks that go up over them, up to which people were let in and up to which their turns are over. Who has which number, {@link Place} knows.
 *
 * <p><b>Bounded memory.</b> However many wait, they are one number. Of those who are in, it remembers one by one who has not claimed yet, at most {@link RoomTerms#capacity}; and for each
 * round in which somebody was let in, until when, as long as turns last.
 *
 * <p><b>Who is in.</b> Those who are deciding, here, and those with a claim that is not paid, as the counters say. Who claims is told here after the claim is granted, so until then is counted
 * twice. Who has claimed since before the counters were asked is counted twice too ({@code claimed} of {@link RoomCommand.LetIn}). So never too few are counted.
 *
 * @param joined    the last number that was handed out
 * @param admitted  up to this number people were let in
 * @param over      up to this number turns are over
 * @param turns     who was let in together, and until when, the oldest first
 * @param deciding  who is in and has not claimed
 * @param claimed   how many have claimed at least once
 * @param inside    who was in when it was last looked
 * @param waiting   who waited then
 * @param gone      how many had left then, in all
 * @param perMinute how many leave in a minute, smoothed
 * @param open      for how long it has been open: time in which somebody lets people in
 * @param round     the last one
 * @param stamp     when that was
 */
public record Room(Optional<RoomTerms> terms, boolean closed, long joined, long admitted, long over, List<Turns> turns, PersistentMap<Long, Boolean> deciding, long claimed, int inside, long waiting,
        long gone, double perMinute, Duration open, long round, Instant stamp) {
    /**
     * @param last  the last number that was let in with them
     * @param until by the room's own time
     */
    public record Turns(long last, Duration until) {}

    /** Beyond what the usher has planned: its own way and that of its words. */
    static final Duration ON_THE_WAY = Duration.ofSeconds(1);
    private static final Duration SMOOTHED = Duration.ofSeconds(30);

    static final Room NONE = new Room(Optional.empty(), false, 0, 0, 0, List.of(), PersistentMap.empty(), 0, 0, 0, 0, 0, Duration.ZERO, 0, Instant.EPOCH);

    /** The table of its commands and events. */
    public static final Blueprint<Room, RoomEvent> BLUEPRINT = Blueprint.of(RoomCommand.TYPE, NONE, RoomCommand.class, RoomEvent.class)
            .decide("open", RoomCommand.Open.class, Done.class, Room::open)
            .decide("take", RoomCommand.Take.class, RoomCommand.Taken.class, Room::take)
            .answer("look-at-turn", RoomCommand.LookAtTurn.class, RoomCommand.Turn.class, Room::lookAtTurn)
            .decide("claimed", RoomCommand.Claimed.class, Done.class, Room::claimed)
            .decide("let-in", RoomCommand.LetIn.class, RoomView.class, Room::letIn)
            .decide("close", RoomCommand.Close.class, Done.class, (room, close, now) -> room.closed || room.terms.isEmpty() ? done() : done(new RoomEvent.Closed()))
            .answer("look", RoomCommand.Look.class, RoomView.class, (room, look, now) -> room.terms.isEmpty() ? Outcome.refused(noRoom()) : Outcome.accepted(room.view()))
            .apply(RoomEvent.Opened.class, "flashsale.room-opened", (room, event) -> room.openedOn(event.terms()))
            .apply(RoomEvent.Joined.class, "flashsale.room-joined", (room, event) -> room.joinedBy(event.count()))
            .apply(RoomEvent.Claimed.class, "flashsale.turn-used", (room, event) -> room.without(event.number()))
            .apply(RoomEvent.LetIn.class, "flashsale.people-let-in", Room::with)
            .apply(RoomEvent.Closed.class, "flashsale.room-closed", (room, event) -> room.shut())
            .build();

    public Room {
        if (terms == null) terms = Optional.empty();
        turns = turns == null ? List.of() : List.copyOf(turns);
        if (deciding == null) deciding = PersistentMap.empty();
    }

    private Decision<Room, RoomEvent, Done> open(RoomCommand.Open open, Instant now) {
        return terms.isPresent() ? done() : done(new RoomEvent.Opened(open.terms()));
    }

    private Decision<Room, RoomEvent, RoomCommand.Taken> take(RoomCommand.Take take, Instant now) {
        if (terms.isEmpty()) return reject(noRoom());
        if (closed) return reject(ended());
        return accept(room -> new RoomCommand.Taken(room.joined - take.count() + 1), new RoomEvent.Joined(take.count()));
    }

    private Outcome<RoomCommand.Turn> lookAtTurn(RoomCommand.LookAtTurn look, Instant now) {
        if (terms.isEmpty() || look.number() < 1 || look.number() > joined) return Outcome.refused(noRoom());
        if (closed) return Outcome.refused(ended());
        if (look.number() > admitted) return Outcome.refused(CONFLICT, "not-admitted", "Not yet: " + (look.number() - admitted - 1) + " are before you. Watch queue:<sale> until admitted is your number.");
        if (look.number() <= over) return Outcome.refused(GONE, "turn-over", "The time in which this ticket could claim is over: join the queue again.");
        var turn = turns.stream().filter(each -> each.last() >= look.number()).findFirst().orElseThrow();
        return Outcome.accepted(new RoomCommand.Turn(turn.until().minus(open)));
    }

    private Decision<Room, RoomEvent, Done> claimed(RoomCommand.Claimed said, Instant now) {
        return deciding.containsKey(said.number()) ? done(new RoomEvent.Claimed(said.number())) : done();
    }

    /** As many as there is room for, and no more than can find something: who is let in to empty shelves has waited for nothing. */
    private Decision<Room, RoomEvent, RoomView> letIn(RoomCommand.LetIn seen, Instant now) {
        if (terms.isEmpty()) return reject(noRoom());
        if (closed || seen.round() <= round) return accept(Room::view);
        var passed = passed(now, seen.since());
        var openAfter = open.plus(passed);
        long overAfter = turns.stream().filter(turn -> turn.until().compareTo(openAfter) <= 0).mapToLong(Turns::last).max().orElse(over);
        long stillDeciding = deciding.keySet().stream().filter(number -> number > overAfter).count();
        long busy = stillDeciding + seen.customers() + Math.max(0, claimed - seen.claimed());
        long space = Math.min(terms.get().capacity() - busy, seen.left() - stillDeciding);
        int count = (int) Math.max(0, Math.min(joined - admitted, space));
        long goneAfter = Math.max(gone, admitted - busy);
        return accept(Room::view, new RoomEvent.LetIn(seen.round(), count, overAfter, openAfter, seen.customers(), goneAfter, smoothed(goneAfter - gone, passed), now));
    }

    /** The time since the last round, but not that in which nobody could let people in. */
    private Duration passed(Instant now, Duration planned) {
        if (round == 0 || now.isBefore(stamp)) return Duration.ZERO;
        var since = Duration.between(stamp, now);
        var most = planned.plus(ON_THE_WAY);
        return since.compareTo(most) > 0 ? most : since;
    }

    private double smoothed(long left, Duration passed) {
        if (passed.isZero()) return perMinute;
        double weight = Math.min(1, (double) passed.toMillis() / SMOOTHED.toMillis());
        return perMinute + (left * 60_000.0 / Math.max(1, passed.toMillis()) - perMinute) * weight;
    }

    private RoomView view() {
        return new RoomView(terms.orElseThrow(), closed, joined, admitted, claimed, inside, waiting, perMinute);
    }

    private static Rejection noRoom() {
        return Rejection.notFound("place in a waiting room");
    }

    private static Rejection ended() {
        return new Rejection(CONFLICT, "not-live", "This sale is over.");
    }

    private static Decision<Room, RoomEvent, Done> done(RoomEvent... events) {
        return accept(room -> Done.DONE, events);
    }

    // ---- how events change it

    private Room openedOn(RoomTerms agreed) {
        return new Room(Optional.of(agreed), closed, joined, admitted, over, turns, deciding, claimed, inside, waiting, gone, perMinute, open, round, stamp);
    }

    private Room joinedBy(int count) {
        return new Room(terms, closed, joined + count, admitted, over, turns, deciding, claimed, inside, waiting, gone, perMinute, open, round, stamp);
    }

    private Room without(long number) {
        return new Room(terms, closed, joined, admitted, over, turns, deciding.without(number), claimed + 1, inside, waiting, gone, perMinute, open, round, stamp);
    }

    private Room with(RoomEvent.LetIn event) {
        var still = deciding;
        while (still.first().filter(first -> first.getKey() <= event.over()).isPresent()) still = still.without(still.first().get().getKey());
        for (long number = admitted + 1; number <= admitted + event.count(); number++) still = still.with(number, true);
        var until = new ArrayList<>(turns.stream().filter(turn -> turn.last() > event.over()).toList());
        long last = admitted + event.count();
        if (event.count() > 0) until.add(new Turns(last, event.open().plus(terms.orElseThrow().turn())));
        return new Room(terms, closed, joined, last, event.over(), until, still, claimed, still.size() + event.customers(), joined - last, event.gone(), event.perMinute(), event.open(), event.round(), event.at());
    }

    private Room shut() {
        return new Room(terms, true, joined, admitted, admitted, List.of(), PersistentMap.empty(), claimed, 0, joined - admitted, gone, 0, open, round, stamp);
    }
}
