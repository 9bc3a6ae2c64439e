package souk.platform.partition;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;

/** A toy process for tests, in two steps: books a number on two tallies side by side, then asks the bank. */
public record Transfer(Status status, String id, String from, String to, long number) {
    /** How far it is. */
    public enum Status { NEW, BEGUN, BOOKED, DONE, REFUSED }

    static final Transfer EMPTY = new Transfer(Status.NEW, null, null, null, 0);

    public sealed interface Say<R> extends Command<R> {}

    /** Begin; who asks waits for the end. */
    public record Begin(String id, String from, String to, long number) implements Say<Slip> {}

    /** The first step's result. */
    public record Booked(boolean done) implements Say<Done> {}

    /** The second step's result. */
    public record Paid(boolean done) implements Say<Done> {}

    /** How far is it. */
    public record Look() implements Say<Slip> {}

    public record Slip(Status status) {}

    /** What the bank is asked. */
    public record Pay(String id, long number) {}

    public sealed interface Said extends Event {}

    public record WasBegun(String id, String from, String to, long number) implements Said {}

    public record WasBooked() implements Said {}

    public record WasPaid() implements Said {}

    public record WasRefused() implements Said {}

    public static final Blueprint<Transfer, Said> BLUEPRINT = Blueprint.of("toy.transfer", EMPTY, Say.class, Said.class)
            .await("begin", Begin.class, Slip.class, Transfer::begin, Transfer::outcome, transfer -> new Slip(transfer.status))
            .decide("booked", Booked.class, Done.class, (transfer, command, now) -> transfer.status != Status.BEGUN
                    ? Decision.accept(t -> Done.DONE) : Decision.accept(t -> Done.DONE, command.done() ? new WasBooked() : new WasRefused()))
            .decide("paid", Paid.class, Done.class, (transfer, command, now) -> transfer.status != Status.BOOKED
                    ? Decision.accept(t -> Done.DONE) : Decision.accept(t -> Done.DONE, command.done() ? new WasPaid() : new WasRefused()))
            .answer("look", Look.class, Slip.class, (transfer, question, now) -> Outcome.accepted(new Slip(transfer.status)))
            .apply(WasBegun.class, "toy.transfer-begun", (t, e) -> new Transfer(Status.BEGUN, e.id(), e.from(), e.to(), e.number()))
            .apply(WasBooked.class, "toy.transfer-booked", (t, e) -> t.with(Status.BOOKED))
            .apply(WasPaid.class, "toy.transfer-paid", (t, e) -> t.with(Status.DONE))
            .apply(WasRefused.class, "toy.transfer-refused", (t, e) -> t.with(Status.REFUSED))
            .process((transfer, now) -> transfer.next())
            .build();

    public static Address<Say<?>> at(String id) {
        return new Address<>("toy.transfer", id);
    }

    /** The op under which a transfer is booked on each of its tallies. */
    static String op(String id) {
        return "transfer-" + id;
    }

    private Transfer with(Status newStatus) {
        return new Transfer(newStatus, id, from, to, number);
    }

    private Decision<Transfer, Said, Slip> begin(Begin command, Instant now) {
        if (status != Status.NEW) return Decision.accept(t -> new Slip(t.status));
        return Decision.accept(t -> new Slip(t.status), new WasBegun(command.id(), command.from(), command.to(), command.number()));
    }

    private Optional<Outcome<Slip>> outcome() {
        return switch (status) {
            case DONE -> Optional.of(Outcome.accepted(new Slip(status)));
            case REFUSED -> Optional.of(Outcome.refused(Rejection.Kind.CONFLICT, "transfer-refused", "It could not be booked."));
            default -> Optional.empty();
        };
    }

    private Optional<Step> next() {
        return switch (status) {
            case BEGUN -> Optional.of(Step.of("book", List.of(Step.together(List.of(Step.send(Tally.at(from), new Tally.Add(op(id), number)), Step.send(Tally.at(to), new Tally.Add(op(id), number))))),
                    outcomes -> new Booked(Step.refusal(outcomes).isEmpty())));
            case BOOKED -> Optional.of(Step.of("pay", List.of(Step.ask("bank", new Pay(id, number))), outcomes -> new Paid(Step.refusal(outcomes).isEmpty())));
            default -> Optional.empty();
        };
    }

    boolean ended() {
        return status == Status.DONE || status == Status.REFUSED;
    }
}
