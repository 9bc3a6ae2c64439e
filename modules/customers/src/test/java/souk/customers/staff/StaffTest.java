package souk.customers.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.customers.account.AccountCommand;
import souk.customers.account.MailboxCommand;
import souk.customers.staff.StaffCommand.Given;
import souk.customers.staff.StaffCommand.Member;
import souk.customers.staff.StaffCommand.Settled;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class StaffTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final Personal<String> ANN = Personal.sealed("mail:reader-1", "AMAIL");

    private static Spec<Staff, StaffEvent> staff() {
        return Spec.of(Staff.BLUEPRINT).at(NOON);
    }

    private static StaffCommand.Give give(String... roles) {
        return new StaffCommand.Give("mailbox-1", ANN, List.of(roles), "admin-1", Optional.empty());
    }

    private static StaffEvent.RolesGiven given(Instant at, String... roles) {
        return new StaffEvent.RolesGiven("mailbox-1", ANN, List.of(roles), "admin-1", at);
    }

    private static Member member(long version, Instant at, String... roles) {
        return new Member(Optional.of(ANN), List.of(roles), version, "admin-1", at);
    }

    private static Optional<Step> step(Spec<Staff, StaffEvent> staff) {
        return Staff.BLUEPRINT.next(staff.state(), staff.now());
    }

    /** The step's call was answered so. */
    private static Command<?> answered(Spec<Staff, StaffEvent> staff, Outcome<?> outcome) {
        return step(staff).orElseThrow().result().apply(List.of(outcome));
    }

    private static Outcome<?> holder(String accountId) {
        return Outcome.accepted(new MailboxCommand.Holder(Optional.ofNullable(accountId)));
    }

    @Test
    void rolesAreGivenToAnAddressThatHasNoAccountYet() {
        var staff = staff().when(give("stock")).then(given(NOON, "stock")).when(new StaffCommand.Look()).thenReply(member(1, NOON, "stock"));
        assertThat(step(staff).orElseThrow().calls()).containsExactly(Step.send(MailboxCommand.at("mailbox-1"), new MailboxCommand.Look()));
        staff.when(new StaffCommand.Settle()).thenReply(new Settled(false)).when(answered(staff, holder(null))).then(new StaffEvent.RolesInForce(NOON)).when(new StaffCommand.Settle()).thenReply(new Settled(true));
        assertThat(step(staff)).isEmpty();
    }

    @Test
    void rolesAreInForceWhenEveryNodeCanKnowThatTheSessionsHaveEnded() {
        var staff = staff().when(give("stock"));
        staff.when(answered(staff, holder("account-1"))).then(new StaffEvent.HolderFound("account-1", NOON));
        assertThat(step(staff).orElseThrow().calls()).containsExactly(Step.send(AccountCommand.at("account-1"), new AccountCommand.EndOthers("")));
        staff.when(answered(staff, Outcome.accepted(new AccountCommand.Ending(false)))).thenNothing().when(new StaffCommand.Settle()).thenReply(new Settled(false));
        staff.when(answered(staff, Outcome.accepted(new AccountCommand.Ending(true)))).then(new StaffEvent.RolesInForce(NOON)).when(new StaffCommand.Settle()).thenReply(new Settled(true));
    }

    @Test
    void anAccountThatIsOnlyBeingOpenedHasNoSessions() {
        var staff = staff().when(give("stock"));
        staff.when(answered(staff, holder("account-1"))).when(answered(staff, Outcome.refused(Rejection.notFound("account")))).then(new StaffEvent.RolesInForce(NOON));
    }

    @Test
    void theSameRolesAgainChangeNothing() {
        staff().given(given(NOON, "orders", "stock"), new StaffEvent.RolesInForce(NOON)).at(LATER).when(give("orders", "stock")).thenNothing().thenReply(new Given(false, member(1, NOON, "orders", "stock")));
        staff().when(give()).thenNothing().thenReply(new Given(false, new Member(Optional.of(ANN), List.of(), 0, "", Instant.EPOCH)));
        staff().when(new StaffCommand.Look()).thenReply(new Member(Optional.empty(), List.of(), 0, "", Instant.EPOCH));
    }

    @Test
    void whoHadNoRolesIsHiredAndWhoHasNoneLeftIsNoStaff() {
        var staff = staff().when(give("stock")).thenReply(new Given(true, member(1, NOON, "stock"))).at(LATER).when(give("stock", "vendors")).thenReply(new Given(false, member(2, LATER, "stock", "vendors")));
        staff.when(give()).then(given(LATER)).thenReply(new Given(false, member(3, LATER))).when(give("stock")).thenReply(new Given(true, member(4, LATER, "stock")));
    }

    @Test
    void whatIsAnsweredAboutEarlierRolesSaysNothingAboutThese() {
        var staff = staff().when(give("stock"));
        var found = answered(staff, holder("account-1"));
        staff.when(found);
        var ended = answered(staff, Outcome.accepted(new AccountCommand.Ending(true)));
        staff.at(LATER).when(give()).when(ended).thenNothing().when(found).thenNothing().when(new StaffCommand.Settle()).thenReply(new Settled(false));
        staff.when(answered(staff, holder("account-1"))).when(ended).thenNothing().when(found).thenNothing();
        staff.when(answered(staff, Outcome.accepted(new AccountCommand.Ending(true)))).then(new StaffEvent.RolesInForce(LATER));
        staff.when(ended).thenNothing().when(found).thenNothing();
    }

    @Test
    void whoReadAnEarlierVersionIsTold() {
        var stale = new StaffCommand.Give("mailbox-1", ANN, List.of(), "admin-1", Optional.of(1L));
        staff().given(given(NOON, "stock")).when(stale).then(given(NOON)).when(stale).thenRefused(Kind.STALE, "stale");
    }

    @Test
    void whoseNameNobodyCanReadAnyMoreIsGivenTheSameRolesAnew() {
        var again = Personal.<String>sealed("customers.staff:2", "AMAIL");
        staff().given(given(NOON, "stock"), new StaffEvent.RolesInForce(NOON)).when(new StaffCommand.Give("mailbox-1", again, List.of("stock"), "admin-1", Optional.empty()))
                .then(new StaffEvent.RolesGiven("mailbox-1", again, List.of("stock"), "admin-1", NOON));
    }

    @Test
    void commandsRepliesAndStatesTravel() {
        WireContract.survives(give("orders", "stock"));
        WireContract.survives(new StaffCommand.HolderFound(2, Optional.of("account-1")));
        WireContract.survives(new StaffCommand.SessionsEnded(2, true));
        WireContract.survives(new Given(true, member(1, NOON, "stock")));
        WireContract.survives(new Settled(true));
        WireContract.survives(Staff.NONE);
        WireContract.survives(staff().when(give("stock")).state());
    }
}
