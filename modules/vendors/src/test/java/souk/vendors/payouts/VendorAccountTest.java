package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.vendors.payouts.PayoutWorld.GBP;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.testkit.Spec;
import souk.vendors.api.VendorAccountCommand.Begin;
import souk.vendors.api.VendorAccountCommand.End;
import souk.vendors.api.VendorAccountCommand.Limit;
import souk.vendors.api.VendorAccountCommand.Look;
import souk.vendors.api.VendorAccountCommand.Next;
import souk.vendors.api.VendorAccountCommand.Payable;
import souk.vendors.api.VendorAccountCommand.Report;
import souk.vendors.api.VendorBalance;
import souk.vendors.payouts.VendorAccountEvent.PayoutBegun;
import souk.vendors.payouts.VendorAccountEvent.PayoutEnded;
import souk.vendors.payouts.VendorAccountEvent.PayoutPassed;
import souk.vendors.payouts.VendorAccountEvent.Place;
import souk.vendors.payouts.VendorAccountEvent.Reported;

/** The rules of what the shop owes a vendor. */
class VendorAccountTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final Duration HOLD = Duration.ofDays(14);
    private static final Payable NOTHING = new Payable(List.of(), false);

    private static Spec<VendorAccount, VendorAccountEvent> account() {
        return Spec.of(VendorAccount.BLUEPRINT).at(NOON);
    }

    private static Report report(String id, long version, long due, Instant delivered) {
        return new Report(id, version, gbp(due), Optional.ofNullable(delivered), false);
    }

    private static Instant daysAgo(int days) {
        return NOON.minus(Duration.ofDays(days));
    }

    private static Begin begin(String payout, Instant since) {
        return new Begin(payout, since, HOLD, gbp(0), 0);
    }

    private static Payable of(String... ids) {
        return new Payable(List.of(ids), false);
    }

    private static VendorBalance balance(Spec<VendorAccount, VendorAccountEvent> account, int reserve) {
        return (VendorBalance) ((Outcome.Accepted<?>) account.when(new Look(GBP, HOLD, reserve, NOON)).outcome()).reply();
    }

    @Test
    void itKeepsWhatAVendorOrderSaidLastAndForgetsIt() {
        account().when(report("a.v", 1, 900, null)).then(new Reported("a.v", 1, gbp(900), Optional.empty(), false, NOON)).thenReply(Done.DONE)
                .when(report("a.v", 1, 900, null)).thenNothing()
                .when(report("a.v", 3, 0, NOON)).thenState(account -> assertThat(account.entries()).isEmpty())
                .when(report("a.v", 2, 900, NOON)).thenNothing()
                .when(report("a.v", 4, -50, NOON)).thenState(account -> assertThat(account.entries()).containsOnlyKeys("a.v"))
                .when(report("a.v", 3, 0, NOON)).thenNothing();
    }

    @Test
    void anOlderWordThatComesWithinTheHourIsNotHeeded() {
        var account = account();
        for (int i = 0; i < 10; i++) account.at(NOON.plus(Duration.ofMinutes(10 * i))).when(report("o" + i, 2, 0, NOON));
        account.at(NOON.plus(Duration.ofMinutes(149))).when(report("o9", 1, 100, NOON)).thenNothing();
        account.at(NOON.plus(Duration.ofHours(9))).when(report("z", 2, 0, NOON));
        assertThat(account.state().forgotten().young().size() + account.state().forgotten().old().size()).isEqualTo(1);
    }

    @Test
    void aPayoutTakesWhatWasDeliveredLongAgoAndWhatWasPaidTooMuch() {
        var account = account().when(report("held", 1, 100, daysAgo(13))).when(report("paid-too-much", 1, -30, null)).when(report("due", 1, 200, daysAgo(14))).when(report("sold", 1, 400, null))
                .when(new Report("disputed", 1, gbp(800), Optional.of(daysAgo(20)), true));
        assertThat(balance(account, 0)).isEqualTo(new VendorBalance(gbp(500), gbp(170), gbp(800), gbp(0)));
        account.when(begin("p1", NOON)).then(new PayoutBegun("p1", NOON, HOLD, Optional.empty(), NOON)).thenReply(of("due", "paid-too-much"))
                .when(begin("p1", NOON)).thenNothing().thenReply(of("due", "paid-too-much"))
                .when(new Next("p1", "due")).thenReply(of("paid-too-much"));
    }

    @Test
    void onePayoutAtATimeInTheOrderOfTheirBeginning() {
        var later = NOON.plusSeconds(1);
        account().when(report("a", 1, 200, daysAgo(20))).when(begin("p2", later)).when(begin("p1", NOON)).thenRefused(CONFLICT, "payout-in-progress").when(new Next("p1", "")).thenRefused(GONE, "payout-over")
                .when(new End("p1", gbp(5))).thenNothing()
                .when(new End("p2", gbp(200))).then(new PayoutEnded("p2", gbp(200), NOON)).when(new End("p2", gbp(200))).thenNothing()
                .when(begin("p1", NOON)).thenRefused(GONE, "payout-over").when(begin("p2", later)).thenNothing().thenReply(NOTHING)
                .when(begin("p3", later)).then(new PayoutBegun("p3", later, HOLD, Optional.empty(), NOON)).thenReply(of("a"))
                .thenState(account -> assertThat(account.paid()).isEqualTo(200));
    }

    @Test
    void aCopyOfAPayoutThatFoundNothingBeginsNothingLater() {
        account().when(begin("p1", NOON)).then(new PayoutPassed("p1", NOON, NOON)).thenReply(NOTHING).when(report("a", 1, 200, daysAgo(20))).when(begin("p1", NOON)).thenNothing().thenReply(NOTHING);
    }

    @Test
    void aPayoutIsUnderWayUntilItEndsThoughNothingIsPayableAnyMore() {
        account().when(report("a", 1, 200, daysAgo(20))).when(begin("p1", NOON)).thenReply(of("a"))
                // The answer was lost, and meanwhile the buyer got the money back.
                .when(report("a", 2, 0, daysAgo(20))).when(begin("p1", NOON)).thenNothing().thenReply(NOTHING)
                .when(report("b", 1, 300, daysAgo(20))).when(begin("p2", NOON.plusSeconds(1))).thenRefused(CONFLICT, "payout-in-progress")
                .when(new End("p1", gbp(0))).when(begin("p2", NOON.plusSeconds(1))).thenReply(of("b"));
    }

    @Test
    void lessThanTheLeastIsNotPaidAndNeverNothing() {
        account().when(report("a", 1, 499, daysAgo(20))).when(new Begin("p1", NOON, HOLD, gbp(500), 0)).thenReply(NOTHING).when(report("b", 1, 1, daysAgo(20))).when(new Begin("p2", NOON.plusSeconds(1), HOLD, gbp(500), 0)).thenReply(of("a", "b"));
        account().when(report("a", 1, 100, daysAgo(20))).when(report("b", 1, -100, daysAgo(20))).when(begin("p1", NOON)).thenReply(NOTHING);
    }

    @Test
    void theReserveIsItsShareOfWhatWasDeliveredLastToThePenny() {
        var account = account().when(report("a", 1, 600, daysAgo(30))).when(report("b", 1, 300, daysAgo(20))).when(report("c", 1, 100, daysAgo(15)));
        assertThat(balance(account, 1_000)).isEqualTo(new VendorBalance(gbp(0), gbp(900), gbp(100), gbp(0)));
        assertThat(balance(account, 1_001)).isEqualTo(new VendorBalance(gbp(0), gbp(899), gbp(101), gbp(0)));
        account.when(new Begin("p1", NOON, HOLD, gbp(0), 1_001)).then(new PayoutBegun("p1", NOON, HOLD, Optional.of(new Place(daysAgo(20), "b")), NOON, Optional.of(gbp(299)))).thenReply(upTo(299, "b", "a", "b"))
                .when(new Next("p1", "a")).thenReply(upTo(299, "b", "b")).when(new Next("p1", "b")).thenReply(NOTHING)
                // Of what it took of it a part the rest stays due, and is no more of this payout.
                .when(report("a", 2, 0, daysAgo(30))).when(report("b", 2, 1, daysAgo(20))).when(new End("p1", gbp(899)));
        assertThat(balance(account, 1_001)).isEqualTo(new VendorBalance(gbp(0), gbp(90), gbp(11), gbp(899)));
        account().when(report("a", 1, 600, daysAgo(30))).when(report("c", 1, 200, daysAgo(15))).when(new Begin("p1", NOON, HOLD, gbp(0), 2_500)).thenReply(of("a"));
        account().when(report("a", 1, 600, daysAgo(30))).when(new Begin("p1", NOON, HOLD, gbp(0), 1)).thenReply(upTo(599, "a", "a"));
        account().when(report("a", 1, 600, daysAgo(30))).when(new Begin("p1", NOON, HOLD, gbp(0), 10_000)).thenReply(NOTHING);
        account().when(report("a", 1, 600, daysAgo(30))).when(new Begin("p1", NOON, HOLD, gbp(541), 1_000)).thenReply(NOTHING);
    }

    @Test
    void whatTheVendorOwesIsTakenBackBeforeAnythingIsKept() {
        var account = account().when(report("a", 1, 600, daysAgo(30))).when(report("b", 1, -200, daysAgo(20))).when(report("c", 1, 100, daysAgo(15)));
        // A tenth of what is payable, which is 500.
        assertThat(balance(account, 1_000)).isEqualTo(new VendorBalance(gbp(0), gbp(450), gbp(50), gbp(0)));
        account.when(new Begin("p1", NOON, HOLD, gbp(0), 1_000)).thenReply(upTo(50, "c", "a", "b", "c"));
        account().when(report("a", 1, 200, daysAgo(30))).when(report("b", 1, -200, daysAgo(20))).when(new Begin("p1", NOON, HOLD, gbp(0), 1_000)).thenReply(NOTHING);
    }

    /** A payout of before, which was told to keep whole vendor orders, does so. */
    @Test
    void whatWasBegunWithoutAPartKeepsVendorOrdersWhole() {
        account().when(report("a", 1, 600, daysAgo(30))).when(report("b", 1, 300, daysAgo(20))).given(new PayoutBegun("p1", NOON, HOLD, Optional.of(new Place(daysAgo(20), "b")), NOON)).when(begin("p1", NOON)).thenNothing().thenReply(of("a"));
    }

    private static Payable upTo(long most, String of, String... ids) {
        return new Payable(List.of(ids), false, Optional.of(new Limit(of, gbp(most))));
    }

    @Test
    void nothingIsHeldForAnyTimeWhenThereAreNoDays() {
        account().when(report("a", 1, 600, NOON)).when(new Begin("p1", NOON, Duration.ZERO, gbp(0), 0)).thenReply(of("a"));
    }

    /** A run, a vendor order and an account may be in three partitions. */
    @Test
    void aHoldIsJudgedByWhicheverClockIsAhead() {
        var early = NOON.minusSeconds(2);
        account().when(report("a", 1, 600, NOON)).when(new Begin("p1", early, Duration.ZERO, gbp(0), 0)).thenReply(of("a")).when(new Next("p1", "")).thenReply(of("a"));
        account().when(report("a", 1, 600, NOON.minus(HOLD))).when(begin("p1", early)).thenReply(of("a"));
        account().when(report("a", 1, 600, NOON.plusSeconds(2))).when(new Begin("p1", early, Duration.ZERO, gbp(0), 0)).thenReply(of("a"));
        var account = account().when(report("a", 1, 600, NOON.plusSeconds(2)));
        account.when(new Look(GBP, Duration.ZERO, 0, early)).thenReply(new VendorBalance(gbp(0), gbp(600), gbp(0), gbp(0)));
        account().when(report("a", 1, 600, NOON)).when(begin("p1", early)).thenReply(NOTHING);
    }

    /** Whatever stands there: each penny is in one of the parts of a balance, and a payout is named exactly what is payable of them, page by page, also while what it has taken goes away. */
    @Property(tries = 60)
    void aBalanceIsWholeAndAPayoutIsNamedAllThatIsPayable(@ForAll Random random, @ForAll @IntRange(max = 3_000) int orders, @ForAll @IntRange(max = 10_000) int reserve) {
        var account = account();
        var dues = new HashMap<String, Long>();
        long all = 0;
        for (int i = 0; i < orders; i++) {
            long due = random.nextInt(10) == 0 ? -random.nextInt(2_000) - 1 : 1 + random.nextInt(5_000);
            String id = "o" + random.nextInt(1_000_000) + "." + i;
            dues.put(id, due);
            all += due;
            account.when(new Report(id, 1, gbp(due), random.nextInt(5) == 0 ? Optional.empty() : Optional.of(daysAgo(random.nextInt(30))), random.nextInt(20) == 0));
        }
        var balance = balance(account, reserve);
        assertThat(balance.pending().plus(balance.payable()).plus(balance.held())).isEqualTo(gbp(all));
        var page = (Payable) ((Outcome.Accepted<?>) account.when(new Begin("p", NOON, HOLD, gbp(0), reserve)).outcome()).reply();
        var named = new ArrayList<String>();
        while (!page.vendorOrderIds().isEmpty()) {
            named.addAll(page.vendorOrderIds());
            page.limit().ifPresent(limit -> assertThat(dues.put(limit.vendorOrderId(), limit.most().amount())).isGreaterThan(limit.most().amount()));
            for (String id : page.vendorOrderIds()) if (random.nextInt(3) > 0) account.when(report(id, 2, 0, NOON));
            page = (Payable) ((Outcome.Accepted<?>) account.when(new Next("p", named.get(named.size() - 1))).outcome()).reply();
        }
        assertThat(named).doesNotHaveDuplicates();
        assertThat(named.stream().mapToLong(dues::get).sum()).isEqualTo(Math.max(0, balance.payable().amount()));
    }
}
