package souk.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.Samples.CUSTOMER;
import static souk.vendors.Samples.NOON;
import static souk.vendors.Samples.STAFF;
import static souk.vendors.Samples.apply;
import static souk.vendors.Samples.suspend;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.testkit.Spec;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorStatus;

/** Whatever staff says in whatever order, a vendor goes the ways of this table and no other, sells only while it is approved, and every refusal leaves it as it was. */
class VendorLifeTest {
    /** What can happen; the last is that its process comes to rest. */
    enum Move { REVIEW, APPROVE, REJECT, SUSPEND, REINSTATE, SETTLE }

    /** To where each move leads; the state itself: said again, nothing changes; absent: refused. */
    private static final Map<VendorStatus, Map<Move, VendorStatus>> WAYS = new EnumMap<>(Map.of(
            VendorStatus.PENDING, Map.of(Move.REVIEW, VendorStatus.UNDER_REVIEW, Move.APPROVE, VendorStatus.APPROVED, Move.REJECT, VendorStatus.REJECTED),
            VendorStatus.UNDER_REVIEW, Map.of(Move.REVIEW, VendorStatus.UNDER_REVIEW, Move.APPROVE, VendorStatus.APPROVED, Move.REJECT, VendorStatus.REJECTED),
            VendorStatus.APPROVED, Map.of(Move.APPROVE, VendorStatus.APPROVED, Move.SUSPEND, VendorStatus.SUSPENDED, Move.REINSTATE, VendorStatus.APPROVED),
            VendorStatus.REJECTED, Map.of(Move.REJECT, VendorStatus.REJECTED),
            VendorStatus.SUSPENDED, Map.of(Move.SUSPEND, VendorStatus.SUSPENDED, Move.REINSTATE, VendorStatus.APPROVED)));

    private static Command<?> command(Move move) {
        return switch (move) {
            case REVIEW -> new VendorCommand.StartReview(STAFF);
            case APPROVE -> new VendorCommand.Approve(STAFF);
            case REJECT -> new VendorCommand.Reject("No", STAFF);
            case SUSPEND -> suspend();
            case REINSTATE -> new VendorCommand.Reinstate(STAFF);
            default -> throw new IllegalArgumentException();
        };
    }

    @Property(tries = 200)
    void itGoesTheseWaysAndNoOther(@ForAll @Size(max = 40) List<Move> moves) {
        var vendor = Spec.of(Vendor.BLUEPRINT).at(NOON).when(apply(CUSTOMER));
        var expected = VendorStatus.PENDING;
        boolean approving = false;
        for (Move move : moves) {
            if (move == Move.SETTLE) {
                settle(vendor);
                if (approving) expected = VendorStatus.APPROVED;
                approving = false;
            } else {
                var before = vendor.state();
                var next = WAYS.get(expected).get(move);
                // While an approval is under way, what was said can be said again, and nothing else.
                if (approving && move != Move.APPROVE && next != expected) next = null;
                vendor.when(command(move));
                if (next == null) {
                    assertThat(vendor.outcome()).as(move + " while " + expected).isInstanceOf(Outcome.Refused.class);
                    assertThat(vendor.state()).isEqualTo(before);
                } else if (next == VendorStatus.APPROVED && expected.isOpen()) {
                    approving = true;
                } else {
                    if (next == expected) assertThat(vendor.state()).isEqualTo(before);
                    expected = next;
                }
            }
            assertThat(vendor.state().status()).as("after " + move + " of " + moves).isEqualTo(expected);
            var right = (VendorCommand.Right) ((Outcome.Accepted<?>) vendor.when(new VendorCommand.MaySell("account-1", "mailbox-1")).outcome()).reply();
            assertThat(right.granted()).isEqualTo(expected == VendorStatus.APPROVED);
            assertThat(vendor.state().view().version()).isEqualTo(vendor.state().version());
        }
    }

    /** Every call of its steps is answered well, until it rests. */
    private static void settle(Spec<Vendor, ?> vendor) {
        while (Vendor.BLUEPRINT.next(vendor.state(), NOON).isPresent()) {
            var step = Vendor.BLUEPRINT.next(vendor.state(), NOON).get();
            boolean seat = step.calls().get(step.calls().size() - 1) instanceof Step.ToAggregate;
            vendor.when(step.result().apply(List.of(seat ? VendorTest.seat("vendor-1") : Outcome.accepted(Done.DONE))));
        }
    }
}
