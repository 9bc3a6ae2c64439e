package souk.vendors.disputes;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Command;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderStatus;
import souk.testkit.Spec;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.disputes.DisputeCommand.Side;
import souk.vendors.disputes.DisputeView.Status;

class DisputeTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Personal<String> SAID = Personal.sealed("account-1", "A");
    private static final Side BUYER = new Side(Party.BUYER, "order-1");
    private static final Side VENDOR = new Side(Party.VENDOR, "ann");
    private static final DisputeEvent.Asked ASKED = new DisputeEvent.Asked("d", "digest", "order-1", "ann", "account-1", SAID, WEEK, WEEK.multipliedBy(2), NOON);
    private static final DisputeEvent.Opened OPENED = new DisputeEvent.Opened("order-1", "ann", NOON.plus(WEEK), NOON.plus(WEEK.multipliedBy(2)), NOON);
    private static final List<OrderCommand.Units> LEFT = List.of(new OrderCommand.Units("TEA", 2, Optional.of("ann")));
    private static final List<VendorOrderCommand.Units> BACK = List.of(new VendorOrderCommand.Units("TEA", 2, Money.of(500, "GBP")));

    private static DisputeCommand.Open open(OrderStatus status, boolean sells, String digest) {
        return new DisputeCommand.Open("d", digest, "order-1", "ann", status, sells, "account-1", SAID, WEEK, WEEK.multipliedBy(2));
    }

    private static DisputeCommand.AddEvidence says(String id, Side side) {
        return new DisputeCommand.AddEvidence(id, "digest", side, "somebody", SAID);
    }

    private static DisputeCommand.Decide decides(Party favoured) {
        return new DisputeCommand.Decide(favoured, "staff-1");
    }

    private static Spec<Dispute, DisputeEvent> opened() {
        return Spec.of(Dispute.BLUEPRINT).at(NOON).given(ASKED, OPENED);
    }

    /** What the next step sends, in order. */
    private static List<Command<?>> sends(Spec<Dispute, DisputeEvent> dispute) {
        return DisputeProcess.next(dispute.state()).stream().flatMap(step -> step.calls().stream()).<Command<?>>map(call -> ((Step.ToAggregate) call).command()).toList();
    }

    private static Optional<Rejection> no(Rejection.Kind kind, String code) {
        return Optional.of(new Rejection(kind, code, "No."));
    }

    @Test
    void itIsOpenOnceTheMoneyIsKeptBack() {
        var dispute = Spec.of(Dispute.BLUEPRINT).at(NOON).when(open(OrderStatus.CONFIRMED, true, "digest")).then(ASKED);
        assertThat(sends(dispute)).containsExactly(new VendorOrderCommand.Freeze("d"));
        dispute.when(new DisputeCommand.Look(BUYER)).thenRefused(NOT_FOUND, "not-found");
        dispute.when(new DisputeCommand.FreezeAnswered(no(NOT_FOUND, "not-found"))).then(new DisputeEvent.Delayed("not-found", 1, NOON.plusMillis(500), NOON));
        dispute.when(new DisputeCommand.FreezeAnswered(Optional.empty())).then(OPENED).when(new DisputeCommand.FreezeAnswered(Optional.empty())).thenNothing();
        dispute.when(open(OrderStatus.CANCELLED, false, "digest")).thenNothing().when(open(OrderStatus.CONFIRMED, true, "other")).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        assertThat(sends(dispute)).isEmpty();
        assertThat(dispute.state().view().status()).isEqualTo(Status.OPEN);
    }

    @Test
    void itIsOnlyAboutWhatIsSoldAndTheVendors() {
        var none = Spec.of(Dispute.BLUEPRINT).at(NOON);
        none.when(open(OrderStatus.CONFIRMED, false, "digest")).thenRefused(NOT_FOUND, "not-found");
        none.when(open(OrderStatus.PLACED, true, "digest")).thenRefused(CONFLICT, "order-in-progress");
        none.when(open(OrderStatus.REJECTED, true, "digest")).thenRefused(CONFLICT, "order-rejected");
        none.when(open(OrderStatus.CANCELLED, true, "digest")).thenRefused(CONFLICT, "order-cancelled");
        none.when(decides(Party.BUYER)).thenRefused(NOT_FOUND, "not-found").when(says("e", Side.STAFF)).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void oneThatIsNotOpenedSeesToItThatNothingIsKeptBackForIt() {
        var dispute = Spec.of(Dispute.BLUEPRINT).at(NOON).given(ASKED).when(new DisputeCommand.FreezeAnswered(no(CONFLICT, "dispute-open")));
        assertThat(sends(dispute)).containsExactly(new VendorOrderCommand.Thaw("d"));
        dispute.when(new DisputeCommand.ThawAnswered(Optional.empty())).then(new DisputeEvent.Closed(NOON));
        assertThat(sends(dispute)).isEmpty();
        for (Command<?> each : List.<Command<?>>of(new DisputeCommand.Look(Side.STAFF), decides(Party.VENDOR), says("e", BUYER))) dispute.when(each).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void eachSideSaysSomethingAFewTimesAndNobodyElseDoes() {
        var dispute = opened().when(says("e", VENDOR)).then(new DisputeEvent.EvidenceAdded("e", "digest", Party.VENDOR, "somebody", SAID, NOON)).when(says("e", VENDOR)).thenNothing();
        dispute.when(new DisputeCommand.AddEvidence("e", "another", VENDOR, "somebody", SAID)).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        dispute.when(says("x", new Side(Party.VENDOR, "bob"))).thenRefused(NOT_FOUND, "not-found").when(says("x", new Side(Party.BUYER, "order-2"))).thenRefused(NOT_FOUND, "not-found");
        for (int i = 1; i < DisputeCommand.MOST_EVIDENCE; i++) dispute.when(says("e" + i, VENDOR));
        dispute.when(says("one more", VENDOR)).thenRefused(UNPROCESSABLE, "too-much-evidence");
        dispute.when(says("b", BUYER)).when(says("s", Side.STAFF));
        assertThat(dispute.state().evidence()).hasSize(DisputeCommand.MOST_EVIDENCE + 2);
        dispute.at(NOON.plus(WEEK)).when(says("late", BUYER)).thenRefused(CONFLICT, "evidence-closed").when(says("b", BUYER)).thenNothing();
    }

    @Test
    void whatNobodyDecidesIsOverdueAndNothingElseHappens() {
        var dispute = opened();
        assertThat(Dispute.BLUEPRINT.wakeAt(dispute.state())).contains(NOON.plus(WEEK));
        dispute.when(new DisputeCommand.PassTime()).thenNothing();
        dispute.at(NOON.plus(WEEK)).when(new DisputeCommand.PassTime()).then(new DisputeEvent.EvidenceClosed(NOON.plus(WEEK))).when(new DisputeCommand.PassTime()).thenNothing();
        var end = NOON.plus(WEEK.multipliedBy(2));
        assertThat(Dispute.BLUEPRINT.wakeAt(dispute.state())).contains(end);
        dispute.at(end).when(new DisputeCommand.PassTime()).then(new DisputeEvent.FellOverdue(end)).when(new DisputeCommand.PassTime()).thenNothing();
        assertThat(Dispute.BLUEPRINT.wakeAt(dispute.state())).isEmpty();
        assertThat(dispute.state().view().status()).isEqualTo(Status.OVERDUE);
        assertThat(sends(dispute)).isEmpty();
        dispute.when(decides(Party.VENDOR)).then(new DisputeEvent.Decided(Party.VENDOR, "staff-1", end));
    }

    @Test
    void eachIsToldWhatItHasSaidItselfAlsoWhereNothingWasOpened() {
        var dispute = opened().when(new DisputeCommand.AddEvidence("e", "digest", VENDOR, "account-2", SAID));
        dispute.when(new DisputeCommand.LookAsAuthor("account-1")).thenReply(new DisputeWords("d", "order-1", "ann", List.of(new DisputeWords.Said(NOON, SAID))));
        dispute.when(new DisputeCommand.LookAsAuthor("account-2")).thenReply(new DisputeWords("d", "order-1", "ann", List.of(new DisputeWords.Said(NOON, SAID))));
        dispute.when(new DisputeCommand.LookAsAuthor("account-3")).thenRefused(NOT_FOUND, "not-found");
        Spec.of(Dispute.BLUEPRINT).at(NOON).given(ASKED).when(new DisputeCommand.LookAsAuthor("account-1")).thenReply(new DisputeWords("d", "order-1", "ann", List.of(new DisputeWords.Said(NOON, SAID))));
    }

    @Test
    void whatIsNotOpenedIsInNobodysListButItsAuthors() {
        var row = DisputeList.NOTHING;
        long version = 0;
        for (DisputeEvent event : List.<DisputeEvent>of(ASKED, new DisputeEvent.Refused(no(CONFLICT, "dispute-open").get(), NOON), new DisputeEvent.Closed(NOON))) row = listed(row, ++version, event);
        assertThat(row.dispute()).contains(new DisputeList.Entry("order-1", "ann", Status.OPENING, NOON, List.of("account-1")));
        row = listed(listed(listed(DisputeList.NOTHING, 1, ASKED), 2, OPENED), 3, new DisputeEvent.EvidenceAdded("e", "digest", Party.VENDOR, "account-2", SAID, NOON));
        assertThat(row.dispute()).contains(new DisputeList.Entry("order-1", "ann", Status.OPEN, NOON, List.of("account-1", "account-2")));
    }

    private static DisputeList listed(DisputeList row, long version, DisputeEvent event) {
        return DisputeList.VIEW.apply(row, new Recorded<>("d", version, "vendors-0", version, 0, NOON, "", event));
    }

    @Test
    void decidedForTheVendorItLetsGo() {
        var dispute = opened().when(decides(Party.VENDOR)).then(new DisputeEvent.Decided(Party.VENDOR, "staff-1", NOON)).when(decides(Party.VENDOR)).thenNothing();
        dispute.when(decides(Party.BUYER)).thenRefused(CONFLICT, "dispute-decided").when(says("e", BUYER)).thenRefused(CONFLICT, "evidence-closed").when(new DisputeCommand.PassTime()).thenNothing();
        assertThat(sends(dispute)).containsExactly(new VendorOrderCommand.Thaw("d"));
        dispute.when(new DisputeCommand.ThawAnswered(Optional.empty())).then(new DisputeEvent.Closed(NOON)).when(new DisputeCommand.ThawAnswered(Optional.empty())).thenNothing();
        assertThat(dispute.state().view().status()).isEqualTo(Status.DECIDED);
    }

    @Test
    void decidedForTheBuyerAllThatIsLeftGoesBackBeforeItLetsGo() {
        var dispute = opened().when(decides(Party.BUYER));
        assertThat(sends(dispute)).containsExactly(new VendorOrderCommand.Look(Optional.empty()));
        dispute.when(new DisputeCommand.LeftAnswered(Optional.empty(), LEFT)).then(new DisputeEvent.RefundPlanned(1, LEFT, NOON)).when(new DisputeCommand.LeftAnswered(Optional.empty(), LEFT)).thenNothing();
        assertThat(sends(dispute)).containsExactly(new OrderCommand.Refund("d-1", "d-1", LEFT, false, Optional.of("dispute")));
        dispute.when(new DisputeCommand.RefundAnswered("d-1", Optional.empty(), List.of())).then(new DisputeEvent.Delayed("refund-under-way", 1, NOON.plusMillis(500), NOON));
        dispute.when(new DisputeCommand.RefundAnswered("d-1", no(CONFLICT, "refund-too-large"), List.of())).then(new DisputeEvent.PlanDropped("refund-too-large", 2, NOON.plusSeconds(1), NOON));
        dispute.when(new DisputeCommand.LeftAnswered(Optional.empty(), LEFT)).then(new DisputeEvent.RefundPlanned(2, LEFT, NOON));
        dispute.when(new DisputeCommand.RefundAnswered("d-1", Optional.empty(), BACK)).thenNothing();
        dispute.when(new DisputeCommand.RefundAnswered("d-2", Optional.empty(), BACK)).then(new DisputeEvent.Refunded("d-2", BACK, NOON));
        assertThat(sends(dispute)).containsExactly(new VendorOrderCommand.GiveBack("d-2", BACK), new VendorOrderCommand.Thaw("d"));
        dispute.when(new DisputeCommand.ThawAnswered(Optional.empty())).then(new DisputeEvent.Closed(NOON));
        assertThat(dispute.state().view().refunded()).contains(NOON);
        assertThat(dispute.state().version()).isEqualTo(dispute.state().view().version()).isEqualTo(9);
    }

    @Test
    void whereNothingIsLeftNothingGoesBack() {
        var dispute = opened().when(decides(Party.BUYER)).when(new DisputeCommand.LeftAnswered(Optional.empty(), List.of())).then(new DisputeEvent.Refunded("", List.of(), NOON));
        assertThat(sends(dispute)).containsExactly(new VendorOrderCommand.Thaw("d"));
        assertThat(dispute.state().view().refunded()).isEmpty();
    }
}
