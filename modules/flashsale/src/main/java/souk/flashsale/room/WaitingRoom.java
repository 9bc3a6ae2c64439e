package souk.flashsale.room;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleView;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Entities.Asking;
import souk.platform.Fresh;
import souk.platform.Node;
import souk.platform.http.Ids;
import souk.platform.http.Principal;
import souk.platform.http.Tickets;

/** The waiting rooms of sales, as a node asks them and its usher, places and tickets. */
public final class WaitingRoom {
    /** How old a look at a room may be by which those who wait are told their position. */
    private static final Duration SEEN = Duration.ofMillis(250);
    private static final long ROOM = 10_000_000;

    /** A sale and its room. */
    record Seen(SaleView sale, RoomView room) {
        boolean isOver() {
            return room.closed() || !sale.status().before() && (sale.status() != SaleStatus.LIVE || !sale.now().isBefore(sale.terms().endsAt()));
        }
    }

    /**
     * Where somebody stands.
     *
     * @param turn what is left of their turn; empty while they wait
     */
    record Standing(String ticket, long number, Optional<Duration> turn, RoomView room) {}

    private final Node node;
    private final Tickets tickets;
    private final Numbers numbers;
    private final Fresh<String, Outcome<Seen>> seen = Fresh.of("waiting-rooms", SEEN, ROOM, known -> 500);

    public WaitingRoom(Node node) {
        this.node = node;
        this.tickets = Tickets.of(node.config(), "flash-sale-queue");
        this.numbers = new Numbers(node.entities());
    }

    /**
     * Opens the room of a sale that is about to be planned, and posts its usher; the same again: nothing happens. Before the sale, so that nobody sees the sale without its room. A sale that is there
     * already keeps what it was planned with: another body under the same key, which is refused, brings it no room.
     */
    public CompletionStage<Outcome<Done>> open(String saleId, RoomTerms terms, Asking how) {
        return node.entities().ask(SaleCommand.at(saleId), new SaleCommand.Look(), how).thenCompose(found -> found.<CompletionStage<Outcome<Done>>>fold(
                planned -> CompletableFuture.completedFuture(Outcome.accepted(Done.DONE)),
                refused -> refused.kind() != Kind.NOT_FOUND ? refused(refused) : then(node.entities().ask(RoomCommand.at(saleId), new RoomCommand.Open(terms), how),
                        opened -> node.entities().ask(UsherCommand.at(saleId), new UsherCommand.Begin(saleId), how))));
    }

    /** Whether this sale has a waiting room: that never changes. */
    public static CompletionStage<Outcome<Boolean>> exists(Node node, String saleId, Asking how) {
        return node.entities().ask(RoomCommand.at(saleId), new RoomCommand.Look(), how).thenApply(found -> found.fold(room -> Outcome.accepted(true),
                refused -> refused.kind() == Kind.NOT_FOUND ? Outcome.accepted(false) : Outcome.refused(refused)));
    }

    /**
     * Makes a claim of somebody whose turn it is. Their ticket is looked at here; whether it is their turn, the room says.
     *
     * @param claim makes it
     * @param known only tells what the claim was answered before, if it was: so its Idempotency-Key keeps its answer when the turn is over
     */
    public CompletionStage<Outcome<ClaimView>> claim(String saleId, String customer, Optional<String> ticket, Asking how, Supplier<CompletionStage<Outcome<ClaimView>>> claim,
            Supplier<CompletionStage<Outcome<ClaimView>>> known) {
        if (ticket.isEmpty()) return refused(new Rejection(Kind.CONFLICT, "ticket-required", "This sale has a waiting room: POST /v1/flash-sales/" + saleId + "/queue gives a ticket."));
        var number = number(saleId, customer, ticket.get());
        if (number.isEmpty()) return refused(badTicket());
        return node.entities().ask(RoomCommand.at(saleId), new RoomCommand.LookAtTurn(number.get()), how).thenCompose(turn -> turn.fold(
                theirs -> then(claim.get(), granted -> node.entities().ask(RoomCommand.at(saleId), new RoomCommand.Claimed(number.get()), how).thenApply(told -> Outcome.accepted(granted))),
                notTheirs -> notTheirs.code().equals("turn-over") ? known.get().thenApply(before -> before instanceof Outcome.Accepted ? before : Outcome.<ClaimView>refused(notTheirs)) : refused(notTheirs)));
    }

    /** The room as it is, of a sale that has one. Refused: {@code not-found}, {@code no-waiting-room} (CONFLICT). */
    CompletionStage<Outcome<Seen>> look(String saleId, Asking how) {
        return then(node.entities().ask(SaleCommand.at(saleId), new SaleCommand.Look(), how), sale -> node.entities().ask(RoomCommand.at(saleId), new RoomCommand.Look(), how)
                .thenApply(room -> room.fold(found -> Outcome.accepted(new Seen(sale, found)), refused -> Outcome.<Seen>refused(refused.kind() == Kind.NOT_FOUND ? noRoom() : refused))));
    }

    /** The number that this shopper has, or had, in the waiting room of a sale; nothing if none. Changes nothing. */
    public CompletionStage<Outcome<Optional<Long>>> number(String saleId, Principal who, Asking how) {
        return node.entities().ask(PlaceCommand.at(place(saleId, who)), new PlaceCommand.Look(), how).thenApply(seat -> seat.map(found -> Optional.of(found.number()).filter(number -> number > 0)));
    }

    private static String place(String saleId, Principal who) {
        return Ids.derived(who, "flash-sale-queue", saleId);
    }

    /** Where this shopper stands, at the end if they were not there or their turn is over. */
    CompletionStage<Outcome<Standing>> join(String saleId, Principal who, Optional<String> ticket, Asking how) {
        var told = ticket.map(text -> number(saleId, who.id(), text));
        if (told.filter(Optional::isEmpty).isPresent()) return refused(badTicket());
        return then(seen.get(saleId, () -> look(saleId, how), known -> known instanceof Outcome.Accepted), room -> {
            if (room.isOver()) return refused(new Rejection(Kind.CONFLICT, "not-live", "This sale is over."));
            String place = place(saleId, who);
            CompletionStage<Outcome<Long>> number = told.isPresent() ? CompletableFuture.completedFuture(Outcome.accepted(told.get().get()))
                    : node.entities().ask(PlaceCommand.at(place), new PlaceCommand.Look(), how).thenApply(seat -> seat.map(PlaceCommand.Seat::number));
            return then(number, known -> standing(saleId, who, place, known, room.room(), how, 2));
        });
    }

    private CompletionStage<Outcome<Standing>> standing(String saleId, Principal who, String place, long number, RoomView room, Asking how, int tries) {
        if (number == 0) return then(sit(saleId, place, 0, how), seat -> standing(saleId, who, place, seat, room, how, tries));
        if (number > room.admitted()) return CompletableFuture.completedFuture(Outcome.accepted(new Standing(ticket(saleId, who, number), number, Optional.empty(), room)));
        return node.entities().ask(RoomCommand.at(saleId), new RoomCommand.LookAtTurn(number), how).thenCompose(turn -> turn.fold(
                theirs -> CompletableFuture.completedFuture(Outcome.accepted(new Standing(ticket(saleId, who, number), number, Optional.of(theirs.left()), room))),
                refused -> tries > 0 && refused.code().equals("turn-over") ? then(again(saleId, place, number, how), seat -> standing(saleId, who, place, seat, room, how, tries - 1)) : refused(refused)));
    }

    /** Whose turn is over has a later number by now, or gets one. */
    private CompletionStage<Outcome<Long>> again(String saleId, String place, long number, Asking how) {
        return then(node.entities().ask(PlaceCommand.at(place), new PlaceCommand.Look(), how),
                seat -> seat.number() > number ? CompletableFuture.completedFuture(Outcome.accepted(seat.number())) : sit(saleId, place, seat.number(), how));
    }

    /** A new number at the end, unless they have one by now. */
    private CompletionStage<Outcome<Long>> sit(String saleId, String place, long instead, Asking how) {
        return then(numbers.next(saleId, how), number -> node.entities().ask(PlaceCommand.at(place), new PlaceCommand.Sit(number, instead), how).thenApply(seat -> seat.map(PlaceCommand.Seat::number)));
    }

    private String ticket(String saleId, Principal who, long number) {
        return tickets.issue(who.id(), number + " " + saleId);
    }

    /** The number on a ticket of this shopper for this sale, if it is one. */
    private Optional<Long> number(String saleId, String owner, String ticket) {
        return tickets.read(ticket, owner).filter(text -> text.endsWith(" " + saleId)).map(text -> Long.parseLong(text, 0, text.length() - saleId.length() - 1, 10));
    }

    private static Rejection badTicket() {
        return new Rejection(Kind.DENIED, "bad-ticket", "This ticket is not one of ours, not yours, or not of this sale.");
    }

    private static Rejection noRoom() {
        return new Rejection(Kind.CONFLICT, "no-waiting-room", "This sale has no waiting room: claim.");
    }

    private static <R> CompletionStage<Outcome<R>> refused(Rejection why) {
        return CompletableFuture.completedFuture(Outcome.refused(why));
    }

    private static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<? super A, ? extends CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(done -> done.<CompletionStage<Outcome<B>>>fold(next, WaitingRoom::refused));
    }
}
