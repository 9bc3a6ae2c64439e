package souk.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.Samples.ANN;
import static souk.vendors.Samples.BOB;
import static souk.vendors.Samples.COMPANY;
import static souk.vendors.Samples.CUSTOMER;
import static souk.vendors.Samples.NEWCOMER;
import static souk.vendors.Samples.NOON;
import static souk.vendors.Samples.PAYOUT;
import static souk.vendors.Samples.STAFF;
import static souk.vendors.Samples.add;
import static souk.vendors.Samples.applied;
import static souk.vendors.Samples.apply;
import static souk.vendors.Samples.approved;
import static souk.vendors.Samples.pending;
import static souk.vendors.Samples.suspend;

import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.CommissionRate;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderStatus;
import souk.testkit.Spec;
import souk.testkit.WireContract;
import souk.vendors.api.Company;
import souk.vendors.api.Members;
import souk.vendors.api.OfferCommand;
import souk.vendors.api.OfferEvent;
import souk.vendors.api.OfferView;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutEvent;
import souk.vendors.api.PayoutLine;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.PayoutView;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.SellerEvent;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorBalance;
import souk.vendors.api.VendorCommand.Obstacle;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorEvent;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorStatus;
import souk.vendors.commission.CommissionRule;
import souk.vendors.commission.CommissionRules;
import souk.vendors.commission.CommissionRulesCommand;
import souk.vendors.commission.CommissionRulesEvent;
import souk.vendors.commission.RuleVersion;
import souk.vendors.commission.Sold;
import souk.vendors.corrections.Correction;
import souk.vendors.corrections.CorrectionCommand;
import souk.vendors.corrections.CorrectionEvent;
import souk.vendors.corrections.CorrectionRequest;
import souk.vendors.disputes.Dispute;
import souk.vendors.disputes.DisputeCommand;
import souk.vendors.disputes.DisputeEvent;
import souk.vendors.disputes.DisputeView;
import souk.vendors.disputes.DisputeWords;
import souk.vendors.disputes.Party;
import souk.vendors.offers.Offer;
import souk.vendors.orders.VendorOrder;
import souk.vendors.payouts.Payout;
import souk.vendors.payouts.PayoutRequest;
import souk.vendors.payouts.PayoutRun;
import souk.vendors.payouts.PayoutRunCommand;
import souk.vendors.payouts.PayoutRunEvent;
import souk.vendors.payouts.PayoutSchedule;
import souk.vendors.payouts.PayoutSettings;
import souk.vendors.payouts.PayoutSettingsCommand;
import souk.vendors.payouts.PayoutSettingsEvent;
import souk.vendors.payouts.PayoutTerms;
import souk.vendors.payouts.VendorAccount;
import souk.vendors.payouts.VendorAccountEvent;
import souk.vendors.ratings.Rating;
import souk.vendors.ratings.RatingCommand;
import souk.vendors.ratings.RatingEvent;
import souk.vendors.ratings.RatingView;

class VendorsWireTest {
    private static final CommissionRule RULE = new CommissionRule("books", Optional.of("vendor-1"), Optional.of("home/books"), Optional.of("gold"), 1_250, Optional.of(Money.of(30, "GBP")), NOON, Optional.of(NOON.plusSeconds(60)));

    private static final VendorOrderCommand.Line TEA = new VendorOrderCommand.Line("2", "TEA", 3, Money.of(250, "GBP"), Money.of(750, "GBP"), Money.of(100, "GBP"), Money.of(94, "GBP"));
    private static final List<VendorOrderCommand.Due> DUE = List.of(new VendorOrderCommand.Due("2", "TEA", Money.of(756, "GBP")));
    private static final VendorOrderEvent.Opened OPENED = new VendorOrderEvent.Opened("order-1", "vendor-1", "260131-1EQY-48AP-T9MR", NOON, List.of(TEA), NOON);
    private static final VendorOrderEvent.Shipped SHIPPED = new VendorOrderEvent.Shipped("Post", "T1", "account-1", NOON);
    private static final VendorOrderEvent.Delivered DELIVERED = new VendorOrderEvent.Delivered(NOON, STAFF, NOON);
    private static final VendorOrderEvent.Settled SETTLED = new VendorOrderEvent.Settled("payout-1", DUE, NOON, NOON);

    private static final PayoutLine LINE = new PayoutLine("order-1.vendor-1", "1", "TEA", Money.of(950, "GBP"));
    private static final PayoutTerms TERMS = new PayoutTerms(7, Optional.of(Money.of(500, "GBP")), 1_000);
    private static final PayoutSchedule DAILY = new PayoutSchedule("06:00", "Europe/London", List.of(Currency.getInstance("GBP"), Currency.getInstance("EUR")));
    private static final PayoutRunEvent.Result RESULT = new PayoutRunEvent.Result("vendor-1", PayoutCommand.Progress.State.PAID, Money.of(950, "GBP"));

    private static final Personal<String> SAID = Personal.sealed("account-1", "AYYYY");
    private static final List<OrderCommand.Units> UNITS = List.of(new OrderCommand.Units("TEA", 2, Optional.of("vendor-1")));
    private static final List<VendorOrderCommand.Units> BACK = List.of(new VendorOrderCommand.Units("TEA", 2, Money.of(566, "GBP")));
    private static final Rejection OPEN_ALREADY = new Rejection(Rejection.Kind.CONFLICT, "dispute-open", "There is one.");
    private static final DisputeEvent.Asked ASKED = new DisputeEvent.Asked("dispute-1", "digest", "order-1", "vendor-1", "account-1", SAID, Duration.ofDays(7), Duration.ofDays(14), NOON);
    private static final DisputeEvent.Opened DISPUTED = new DisputeEvent.Opened("order-1", "vendor-1", NOON.plusSeconds(60), NOON.plusSeconds(120), NOON);
    private static final DisputeEvent.EvidenceAdded EVIDENCE = new DisputeEvent.EvidenceAdded("evidence-1", "digest", Party.VENDOR, "account-2", SAID, NOON);
    private static final RatingEvent.Rated RATED = new RatingEvent.Rated("order-1", "vendor-1", "digest", 4, Optional.of(SAID), "account-1", NOON);
    private static final DisputeEvent.Decided DECIDED = new DisputeEvent.Decided(Party.BUYER, STAFF, NOON);
    private static final CommissionCorrection CORRECTION = new CommissionCorrection("correction-1", "books", Optional.of(17L), NOON, NOON.plusSeconds(60), new CommissionRate(1_000, Optional.of(Money.of(5, "GBP"))));
    private static final CorrectionEvent.Result CORRECTED = new CorrectionEvent.Result("order-1", 1, Optional.of(Money.of(-34, "GBP")), false);

    @Test
    void whatIsSaidOfCorrectionsTravels() {
        for (Object each : List.of(new CorrectionCommand.Begin(CORRECTION, true, STAFF), new CorrectionCommand.Look(), new CorrectionCommand.AimAnswered(Optional.empty(), Map.of("orders-0", 7L)),
                new CorrectionCommand.OrdersAnswered(Optional.of("1:order-1"), Optional.empty(), Optional.of(new CorrectionRequest.Orders(List.of("order-2"), Optional.empty()))), new CorrectionCommand.Corrected(List.of(CORRECTED), List.of("order-2")),
                new CorrectionCommand.View(CORRECTION, false, STAFF, 3, 1, 2, 1, List.of(Money.of(-34, "GBP")), NOON, Optional.of(NOON)),
                new VendorOrderCommand.CorrectCommission("correction-1", List.of(new VendorOrderCommand.Bears("2", Money.of(60, "GBP")))))) {
            WireContract.survives(each);
        }
        WireContract.survives(Correction.BLUEPRINT.empty());
        WireContract.survives(Spec.of(Correction.BLUEPRINT).given(new CorrectionEvent.Begun(CORRECTION, true, STAFF, NOON), new CorrectionEvent.Aimed(Map.of("orders-0", 7L), NOON),
                new CorrectionEvent.Listed(List.of("order-1", "order-2"), Optional.of("1:order-2"), NOON), new CorrectionEvent.Asked(List.of(CORRECTED), List.of("order-2"), NOON)).state());
    }

    @Test
    void storedEventsStayReadable() {
        WireContract.of(Vendor.BLUEPRINT, Seller.BLUEPRINT, Offer.BLUEPRINT, CommissionRules.BLUEPRINT, VendorOrder.BLUEPRINT, VendorAccount.BLUEPRINT, Payout.BLUEPRINT, PayoutRun.BLUEPRINT, PayoutSettings.BLUEPRINT, Dispute.BLUEPRINT, Rating.BLUEPRINT, Correction.BLUEPRINT)
                .example(applied(NEWCOMER))
                .example(new VendorEvent.ReviewStarted(STAFF, NOON))
                .example(new VendorEvent.ApprovalBegun(STAFF, NOON))
                .example(new VendorEvent.Approved(STAFF, NOON))
                .example(new VendorEvent.ApprovalFailed(Obstacle.ADDRESS_TAKEN, NOON))
                .example(new VendorEvent.Rejected("No register has it", STAFF, NOON))
                .example(new VendorEvent.Suspended(Optional.of("Does not answer"), STAFF, NOON))
                .example(new VendorEvent.SuspensionInForce(NOON))
                .example(new VendorEvent.Reinstated(STAFF, NOON))
                .example(new VendorEvent.TierSet(Optional.of("gold"), STAFF, NOON))
                .example(new VendorEvent.DetailsChanged(Optional.of("Better teas"), Optional.of(COMPANY), Optional.of(PAYOUT), ANN, "de", "account-1", NOON))
                .example(new VendorEvent.LetterSent(4, NOON))
                .example(new VendorEvent.MemberInvited("mailbox-2", BOB, NOON))
                .example(new VendorEvent.MemberJoined("mailbox-2", NOON))
                .example(new VendorEvent.MemberRefused("mailbox-2", NOON))
                .example(new VendorEvent.MemberRemoved("mailbox-2", NOON))
                .example(new VendorEvent.MemberGone("mailbox-2", NOON))
                .example(new SellerEvent.Joined("vendor-1", 3, NOON))
                .example(new SellerEvent.TurnedAway("vendor-2", 4, NOON))
                .example(new SellerEvent.Left("vendor-1", 7, NOON))
                .example(new OfferEvent.Offered("vendor-1", "TEA", Money.of(250, "GBP"), Money.of(40, "GBP"), "york", 7, "request-1", "account-1", NOON))
                .example(new OfferEvent.Withdrawn("account-1", NOON))
                .example(new CommissionRulesEvent.RuleSet(RULE, STAFF, NOON))
                .example(new CommissionRulesEvent.RuleRemoved("books", STAFF, NOON))
                .example(OPENED)
                .example(new VendorOrderEvent.GivenBack("refund-1", List.of(TEA), NOON))
                .example(new VendorOrderEvent.CommissionCorrected("correction-1", List.of(new VendorOrderEvent.Corrected("2", Money.of(60, "GBP"), Money.of(-34, "GBP"))), NOON))
                .example(new VendorOrderEvent.Cancelled(List.of(TEA), NOON))
                .example(SHIPPED)
                .example(DELIVERED)
                .example(SETTLED)
                .example(new VendorOrderEvent.Released("payout-1", NOON))
                .example(new VendorOrderEvent.Frozen("dispute-1", NOON))
                .example(new VendorOrderEvent.Thawed("dispute-1", NOON))
                .example(new VendorOrderEvent.AccountTold(3, NOON))
                .example(new VendorOrderEvent.TellingDelayed("odd", 1, NOON.plusSeconds(1), NOON))
                .example(new VendorAccountEvent.Reported("order-1.vendor-1", 3, Money.of(950, "GBP"), Optional.of(NOON), true, NOON))
                .example(new VendorAccountEvent.PayoutBegun("run-1.vendor-1", NOON, Duration.ofDays(14), Optional.of(new VendorAccountEvent.Place(NOON, "order-1.vendor-1")), NOON, Optional.of(Money.of(299, "GBP"))))
                .example(new VendorAccountEvent.PayoutPassed("run-1.vendor-1", NOON, NOON))
                .example(new VendorAccountEvent.PayoutEnded("run-1.vendor-1", Money.of(950, "GBP"), NOON))
                .example(new PayoutEvent.Requested("run-1.vendor-1", "run-1", "vendor-1", Money.of(500, "GBP"), Duration.ofDays(14), 1_000, NOON, NOON))
                .example(new PayoutEvent.Passed(NOON))
                .example(new PayoutEvent.Chosen(List.of("order-1.vendor-1", "order-2.vendor-1"), true, NOON, Optional.of(new VendorAccountCommand.Limit("order-2.vendor-1", Money.of(299, "GBP")))))
                .example(new PayoutEvent.Taken(1, List.of(LINE), List.of("order-2.vendor-1"), NOON))
                .example(new PayoutEvent.Totalled("run-1", "vendor-1", Money.of(950, "GBP"), NOON))
                .example(new PayoutEvent.GivenUp(NOON))
                .example(new PayoutEvent.Ready(NOON))
                .example(new PayoutEvent.Paid("vendor-1", Money.of(950, "GBP"), "bank-7", NOON))
                .example(new PayoutEvent.Declined("account-closed", NOON))
                .example(new PayoutEvent.DeclineAsked(STAFF, NOON.plusSeconds(7), NOON))
                .example(new PayoutEvent.DeclineRefused(NOON))
                .example(new PayoutEvent.AmountDiffered(Money.of(940, "GBP"), Optional.of("bank-7"), NOON))
                .example(new PayoutEvent.Released(1, NOON))
                .example(new PayoutEvent.Ended(NOON))
                .example(new PayoutEvent.Delayed("pending", 2, NOON, NOON))
                .example(new PayoutRunEvent.Begun("run-1", Currency.getInstance("GBP"), TERMS, STAFF, NOON))
                .example(new PayoutRunEvent.Listed(List.of("vendor-1"), Optional.of("vendor-1"), NOON))
                .example(new PayoutRunEvent.Asked(List.of(RESULT), List.of("vendor-2"), NOON))
                .example(new PayoutRunEvent.Ended(NOON))
                .example(new PayoutSettingsEvent.Changed(TERMS, STAFF, NOON))
                .example(new PayoutSettingsEvent.ScheduleSet(Optional.of(DAILY), STAFF, NOON))
                .example(new PayoutSettingsEvent.RunsDue("2026-01-31", DAILY.currencies(), NOON))
                .example(new PayoutSettingsEvent.RunsBegun("2026-01-31", Optional.of("odd"), NOON))
                .older("vendors.account-payout-begun", 1, new VendorAccountEvent.PayoutBegun("run-1.vendor-1", NOON, Duration.ofDays(14), Optional.of(new VendorAccountEvent.Place(NOON, "order-1.vendor-1")), NOON))
                .older("vendors.payout-chosen", 1, new PayoutEvent.Chosen(List.of("order-1.vendor-1", "order-2.vendor-1"), true, NOON))
                .example(new CorrectionEvent.Begun(CORRECTION, true, STAFF, NOON))
                .example(new CorrectionEvent.Aimed(Map.of("orders-0", 7L), NOON))
                .example(new CorrectionEvent.Listed(List.of("order-1"), Optional.of("1767268800000:order-1"), NOON))
                .example(new CorrectionEvent.Asked(List.of(CORRECTED), List.of("order-2"), NOON))
                .example(new CorrectionEvent.Ended(NOON))
                .example(RATED)
                .example(new RatingEvent.Hidden(STAFF, NOON))
                .example(new RatingEvent.Shown(STAFF, NOON))
                .example(ASKED)
                .example(DISPUTED)
                .example(new DisputeEvent.Refused(OPEN_ALREADY, NOON))
                .example(EVIDENCE)
                .example(new DisputeEvent.EvidenceClosed(NOON))
                .example(new DisputeEvent.FellOverdue(NOON))
                .example(DECIDED)
                .example(new DisputeEvent.RefundPlanned(1, UNITS, NOON))
                .example(new DisputeEvent.PlanDropped("refund-too-large", 1, NOON.plusSeconds(1), NOON))
                .example(new DisputeEvent.Refunded("dispute-1-1", BACK, NOON))
                .example(new DisputeEvent.Closed(NOON))
                .example(new DisputeEvent.Delayed("not-found", 1, NOON.plusSeconds(1), NOON))
                .holds();
    }

    @Test
    void commandsAndRepliesTravel() {
        for (Object each : List.of(apply(CUSTOMER), new VendorCommand.StartReview(STAFF), new VendorCommand.Approve(STAFF), new VendorCommand.Reject("No", STAFF), suspend(), new VendorCommand.Reinstate(STAFF),
                new VendorCommand.LookAtOwn("account-1"), new VendorCommand.MayChange("account-1"), new VendorCommand.MaySell("account-1", "mailbox-1"), add("mailbox-2"), new VendorCommand.RemoveMember("account-1", "mailbox-1", "mailbox-2"),
                new VendorCommand.OwnerPrepared(2, Optional.of(Obstacle.SELLS_ALREADY)), new VendorCommand.SessionsEnded(3), new VendorCommand.MemberAnswered("mailbox-2", 4, true), new VendorCommand.MemberGone("mailbox-2", 5),
                new VendorCommand.Right(true, false, Optional.of(BOB)), new Members(List.of(new Members.Member("mailbox-2", BOB, NOON)), true), new SellerCommand.Join("vendor-1", 1), new SellerCommand.Leave("vendor-1", 2), new VendorCommand.LookAtStatus(), new VendorCommand.Standing(VendorStatus.APPROVED), new OfferCommand.Put("vendor-1", "TEA", Money.of(250, "GBP"), Money.of(40, "GBP"), "york", 7,
                Currency.getInstance("GBP"), "request-1", Optional.of(3L), "account-1"), new OfferCommand.Withdraw(Optional.empty(), "account-1"), new OfferCommand.Look(), new OfferCommand.Inspect(),
                new OfferCommand.Stored(new OfferView("vendor-1", "TEA", 1, true, Money.of(250, "GBP"), Money.of(40, "GBP"), "york", 7, NOON), true),
                new VendorCommand.ChangeDetails("account-1", 3, Optional.empty(), Optional.of(COMPANY), Optional.of(PAYOUT), ANN, "en"), new VendorCommand.LetterSent(4),
                new VendorCommand.SetTier(Optional.of("gold"), STAFF), new VendorCommand.SetTier(Optional.empty(), STAFF), new VendorCommand.Tier(Optional.of("gold")), new VendorCommand.Tier(Optional.empty()),
                new CommissionRulesCommand.SetRule(RULE, STAFF), new CommissionRulesCommand.RemoveRule("books", STAFF), new CommissionRulesCommand.Look(), new CommissionRulesCommand.LookAt("books"), new CommissionRulesCommand.LookBack("books"),
                new CommissionRulesCommand.Charge(List.of(new Sold("vendor-1", "home/books", Optional.of("gold"), Money.of(1_000, "GBP")), new Sold("vendor-2", "", Optional.empty(), Money.of(1, "EUR"))), NOON),
                new CommissionRulesCommand.Charged(List.of(Optional.of(new Commission(Money.of(155, "GBP"), "books@1")), Optional.empty())),
                new CommissionRulesCommand.RuleSet(new RuleVersion(1, RULE, NOON, STAFF, Optional.of(NOON), Optional.of(STAFF)), true), new CommissionRulesCommand.Versions(List.of(new RuleVersion(1, RULE, NOON, STAFF, Optional.empty(), Optional.empty()))),
                new SellerCommand.Seat(Optional.of("vendor-1")), approved().state().view(), pending().when(suspend()).state().view())) {
            WireContract.survives(each);
        }
    }

    @Test
    void whatIsSaidOfPayoutsTravels() {
        var no = Optional.of(new Rejection(Rejection.Kind.CONFLICT, "payout-in-progress", "Wait."));
        var payable = new VendorAccountCommand.Payable(List.of("order-1.vendor-1"), true);
        var gbp = Currency.getInstance("GBP");
        for (Object each : List.of(new VendorAccountCommand.Report("order-1.vendor-1", 3, Money.of(950, "GBP"), Optional.of(NOON), false), new VendorAccountCommand.Begin("run-1.vendor-1", NOON, Duration.ofDays(14), Money.of(500, "GBP"), 1_000),
                new VendorAccountCommand.Next("run-1.vendor-1", "order-1.vendor-1"), payable, new VendorAccountCommand.Payable(List.of("order-1.vendor-1"), false, Optional.of(new VendorAccountCommand.Limit("order-1.vendor-1", Money.of(1, "GBP")))), new VendorAccountCommand.End("run-1.vendor-1", Money.of(950, "GBP")), new VendorAccountCommand.Look(gbp, Duration.ofDays(14), 1_000, NOON),
                new VendorBalance(Money.of(1, "GBP"), Money.of(-2, "GBP"), Money.of(3, "GBP"), Money.of(4, "GBP")), new PayoutCommand.Request("run-1.vendor-1", "run-1", "vendor-1", Money.of(500, "GBP"), Duration.ofDays(14), 1_000, NOON),
                new PayoutCommand.Progress(PayoutCommand.Progress.State.PAID, Money.of(950, "GBP")), new PayoutCommand.Look(Optional.of("vendor-1")), new PayoutCommand.LookAtLines(Optional.empty(), 3),
                new PayoutCommand.Lines(List.of(LINE), true), new PayoutCommand.Hear(PayoutResult.declined("account-closed")), new PayoutCommand.BeginAnswered(no, Optional.of(payable)),
                new PayoutCommand.NextAnswered("order-1.vendor-1", no, Optional.empty()), new PayoutCommand.SettleAnswered(1, no, List.of(LINE), List.of("order-2.vendor-1")), new PayoutCommand.CheckAnswered(no),
                new PayoutCommand.PayAnswered(Optional.empty(), Optional.of(PayoutResult.paid("bank-7").of(Money.of(950, "GBP")))), new PayoutCommand.ReleaseAnswered(1, no), new PayoutCommand.Decline(STAFF, Duration.ofSeconds(7)), new PayoutCommand.FindAnswered(no, Optional.of(PayoutResult.pending())), new PayoutCommand.EndAnswered(no),
                new PayoutView("run-1.vendor-1", "run-1", "vendor-1", 7, PayoutView.State.PAID, Money.of(950, "GBP"), NOON, Optional.of(NOON), Optional.of("bank-7"), Optional.of("none"), Optional.of(new PayoutView.There(Money.of(940, "GBP"), Optional.of("bank-7"), NOON))),
                new PayoutRunCommand.Begin("run-1", gbp, TERMS, STAFF), new PayoutRunCommand.Look(), new PayoutRunCommand.VendorsAnswered(Optional.of("vendor-1"), no, Optional.of(new PayoutRequest.Vendors(List.of("vendor-2"), Optional.empty()))),
                new PayoutRunCommand.PayoutsAnswered(List.of(RESULT), List.of("vendor-2")), new PayoutRunCommand.View("run-1", 3, PayoutRunCommand.View.State.FAILED, gbp, 2, Money.of(950, "GBP"), 1, NOON, Optional.of(NOON)),
                new PayoutSettingsCommand.Put(TERMS, STAFF), new PayoutSettingsCommand.Look(), TERMS, new PayoutSettingsCommand.Plan(Optional.of(DAILY), STAFF), new PayoutSettingsCommand.LookAtPlan(), new PayoutSettingsCommand.Wake(),
                new PayoutSettingsCommand.BeginAnswered("2026-01-31", no), new PayoutSettingsCommand.Planned(Optional.of(DAILY), Optional.of(NOON), Optional.of("2026-01-31")))) {
            WireContract.survives(each);
        }
    }

    @Test
    void whatIsSaidOfDisputesTravels() {
        var side = new DisputeCommand.Side(Party.VENDOR, "vendor-1");
        var no = Optional.of(OPEN_ALREADY);
        for (Object each : List.of(new DisputeCommand.Open("dispute-1", "digest", "order-1", "vendor-1", OrderStatus.CONFIRMED, true, "account-1", SAID, Duration.ofDays(7), Duration.ofDays(14)),
                new DisputeCommand.AddEvidence("evidence-1", "digest", side, "account-2", SAID), new DisputeCommand.Look(DisputeCommand.Side.STAFF), new DisputeCommand.LookAsAuthor("account-1"),
                new DisputeWords("dispute-1", "order-1", "vendor-1", List.of(new DisputeWords.Said(NOON, SAID))), new DisputeCommand.Decide(Party.BUYER, STAFF), new DisputeCommand.PassTime(),
                new DisputeCommand.FreezeAnswered(no), new DisputeCommand.LeftAnswered(Optional.empty(), UNITS), new DisputeCommand.RefundAnswered("dispute-1-1", Optional.empty(), BACK), new DisputeCommand.ThawAnswered(Optional.empty()),
                new DisputeView("dispute-1", "order-1", "vendor-1", 4, DisputeView.Status.DECIDED, SAID, NOON, Optional.of(NOON), Optional.of(NOON), List.of(EVIDENCE), Optional.of(NOON), Optional.empty(), Optional.of(DECIDED),
                        Optional.empty(), Optional.of(NOON)))) {
            WireContract.survives(each);
        }
    }

    @Test
    void whatIsSaidOfRatingsTravels() {
        for (Object each : List.of(new RatingCommand.Rate("order-1", "vendor-1", "digest", true, 4, Optional.of(SAID), "account-1"), new RatingCommand.Rate("order-1", "vendor-1", "digest", false, 1, Optional.empty(), "account-1"),
                new RatingCommand.Look(), new RatingCommand.Hide(true, STAFF), new RatingView("order-1.vendor-1", "order-1", "vendor-1", 2, 4, Optional.of(SAID), true, NOON, NOON))) {
            WireContract.survives(each);
        }
        WireContract.survives(Rating.BLUEPRINT.empty());
        WireContract.survives(Spec.of(Rating.BLUEPRINT).given(RATED, new RatingEvent.Hidden(STAFF, NOON)).state());
    }

    @Test
    void statesAndRowsAreStoredAsTheyAre() {
        WireContract.survives(Dispute.BLUEPRINT.empty());
        WireContract.survives(Spec.of(Dispute.BLUEPRINT).given(ASKED, DISPUTED, EVIDENCE, new DisputeEvent.FellOverdue(NOON), DECIDED, new DisputeEvent.RefundPlanned(1, UNITS, NOON), new DisputeEvent.Refunded("dispute-1-1", BACK, NOON)).state());
        WireContract.survives(Spec.of(Dispute.BLUEPRINT).given(ASKED, new DisputeEvent.Delayed("not-found", 1, NOON, NOON), new DisputeEvent.Refused(OPEN_ALREADY, NOON)).state());
        WireContract.survives(Vendor.NONE);
        WireContract.survives(pending().when(new VendorCommand.Approve(STAFF)).state());
        WireContract.survives(approved().when(add("mailbox-2")).when(suspend()).state());
        WireContract.survives(approved().when(new VendorCommand.ChangeDetails("account-1", 2, Optional.of("Better teas"), Optional.of(Personal.sealed("account-1", "ANOTHER")), Optional.of(PAYOUT), ANN, "en")).state());
        WireContract.survives(pending().when(new VendorCommand.SetTier(Optional.of("gold"), STAFF)).state());
        WireContract.survives(Seller.NOBODY);
        WireContract.survives(CommissionRules.BLUEPRINT.empty());
        WireContract.survives(VendorAccount.BLUEPRINT.empty());
        WireContract.survives(Spec.of(VendorAccount.BLUEPRINT).at(NOON).given(new VendorAccountEvent.Reported("order-1.vendor-1", 3, Money.of(950, "GBP"), Optional.empty(), true, NOON),
                new VendorAccountEvent.Reported("order-2.vendor-1", 3, Money.of(0, "GBP"), Optional.of(NOON), true, NOON),
                new VendorAccountEvent.PayoutBegun("run-1.vendor-1", NOON, Duration.ofDays(14), Optional.of(new VendorAccountEvent.Place(NOON, "order-1.vendor-1")), NOON, Optional.of(Money.of(299, "GBP")))).state());
        WireContract.survives(PayoutSettings.BLUEPRINT.empty());
        WireContract.survives(Spec.of(PayoutSettings.BLUEPRINT).given(new PayoutSettingsEvent.ScheduleSet(Optional.of(DAILY), STAFF, NOON), new PayoutSettingsEvent.RunsDue("2026-01-31", DAILY.currencies(), NOON)).state());
        WireContract.survives(Payout.BLUEPRINT.empty());
        WireContract.survives(Spec.of(Payout.BLUEPRINT).given(new PayoutEvent.Requested("run-1.vendor-1", "run-1", "vendor-1", Money.of(500, "GBP"), Duration.ofDays(14), 1_000, NOON, NOON),
                new PayoutEvent.Chosen(List.of("order-1.vendor-1", "order-2.vendor-1"), true, NOON, Optional.of(new VendorAccountCommand.Limit("order-2.vendor-1", Money.of(299, "GBP")))), new PayoutEvent.Taken(0, List.of(LINE), List.of(), NOON), new PayoutEvent.Delayed("pending", 2, NOON, NOON),
                new PayoutEvent.AmountDiffered(Money.of(940, "GBP"), Optional.empty(), NOON)).state());
        WireContract.survives(PayoutRun.BLUEPRINT.empty());
        WireContract.survives(Spec.of(PayoutRun.BLUEPRINT).given(new PayoutRunEvent.Begun("run-1", Currency.getInstance("GBP"), TERMS, STAFF, NOON), new PayoutRunEvent.Listed(List.of("vendor-1", "vendor-2"), Optional.of("vendor-2"), NOON),
                new PayoutRunEvent.Asked(List.of(RESULT), List.of("vendor-2"), NOON)).state());
        WireContract.survives(PayoutSettings.BLUEPRINT.empty());
        WireContract.survives(Spec.of(CommissionRules.BLUEPRINT).at(NOON).when(new CommissionRulesCommand.SetRule(RULE, STAFF)).when(new CommissionRulesCommand.RemoveRule("books", STAFF)).when(new CommissionRulesCommand.SetRule(RULE, STAFF)).state());
        WireContract.survives(Spec.of(Seller.BLUEPRINT).given(new SellerEvent.Joined("vendor-1", 3, NOON), new SellerEvent.Left("vendor-1", 7, NOON)).state());
        WireContract.survives(new Company("a@b.example", Optional.of("T1"), Optional.of(new Company.LegalAddress("1 High Street", Optional.empty(), "York", "YO1", "GB"))));
        WireContract.survives(new PayoutAccount(PayoutAccount.Kind.IBAN, "DE89370400440532013000"));
        WireContract.survives(new VendorList.Entry("vendor-1", VendorStatus.APPROVED, "Teas", "account-1", NOON, Optional.of(NOON)));
    }

    @Test
    void whatIsAskedOfVendorOrdersTravelsAndWhatTheyAreIsStored() {
        for (Object each : List.of(new VendorOrderCommand.Open("order-1", "vendor-1", "S-1", NOON, List.of(TEA)), new VendorOrderCommand.GiveBack("refund-1", List.of(new VendorOrderCommand.Units("TEA", 1, Money.of(283, "GBP")))),
                new VendorOrderCommand.Cancel(), new VendorOrderCommand.Ship("vendor-1", "Post", "T1", "account-1"), new VendorOrderCommand.Deliver(Optional.of(NOON), STAFF), new VendorOrderCommand.Deliver(Optional.empty(), STAFF),
                new VendorOrderCommand.Look(Optional.of("vendor-1")), new VendorOrderCommand.LookToCancel("vendor-1"), new VendorOrderCommand.Settle("payout-1", Currency.getInstance("GBP"), Duration.ofDays(14), NOON),
                new VendorOrderCommand.Settle("payout-1", Currency.getInstance("GBP"), Duration.ofDays(14), NOON, Optional.of(Money.of(1, "GBP"))), new VendorOrderCommand.Settled(DUE), new VendorOrderCommand.Release("payout-1"), new VendorOrderCommand.StandingTold(3, Optional.empty()),
                new VendorOrderCommand.StandingTold(3, Optional.of(new Rejection(Rejection.Kind.CONFLICT, "odd", "Something is odd."))),
                new VendorOrderView("order-1.vendor-1", "order-1", "vendor-1", "S-1", 3, VendorOrderView.Status.SHIPPED, NOON, Optional.of(NOON), Optional.of("Post"), Optional.of("T1"), Optional.empty(), List.of(TEA), Money.of(756, "GBP"), Optional.of("dispute-1"), List.of(TEA)), new VendorOrderCommand.Freeze("dispute-1"), new VendorOrderCommand.Thaw("dispute-1"))) {
            WireContract.survives(each);
        }
        WireContract.survives(VendorOrder.BLUEPRINT.empty());
        WireContract.survives(Spec.of(VendorOrder.BLUEPRINT).given(OPENED).state());
        WireContract.survives(Spec.of(VendorOrder.BLUEPRINT).given(OPENED, SHIPPED, DELIVERED, SETTLED, new VendorOrderEvent.Released("payout-0", NOON), new VendorOrderEvent.GivenBack("refund-1", List.of(TEA), NOON),
                new VendorOrderEvent.TellingDelayed("odd", 1, NOON.plusSeconds(1), NOON)).state());
    }

    @Test
    void whereSomebodyIsPaidIsWrittenIntoNoLog() {
        assertThat(new PayoutAccount(PayoutAccount.Kind.IBAN, "DE89370400440532013000") + "").doesNotContain("3000");
        assertThat(apply(CUSTOMER) + " " + ANN).doesNotContain("COMPANY").doesNotContain("PAYOUT");
    }
}
