package souk.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.DENIED;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.vendors.Samples.ANN;
import static souk.vendors.Samples.BOB;
import static souk.vendors.Samples.COMPANY;
import static souk.vendors.Samples.CUSTOMER;
import static souk.vendors.Samples.NEWCOMER;
import static souk.vendors.Samples.NOON;
import static souk.vendors.Samples.STAFF;
import static souk.vendors.Samples.add;
import static souk.vendors.Samples.applied;
import static souk.vendors.Samples.apply;
import static souk.vendors.Samples.approved;
import static souk.vendors.Samples.pending;
import static souk.vendors.Samples.suspend;

import java.util.Arrays;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.customers.api.AccountRequest;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.platform.mail.Letter;
import souk.testkit.Spec;
import souk.vendors.api.Members;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorCommand.Obstacle;
import souk.vendors.api.VendorCommand.Right;
import souk.vendors.api.VendorEvent;
import souk.vendors.api.VendorStatus;

class VendorTest {
    private static final VendorCommand.MaySell OWNER = new VendorCommand.MaySell("account-1", "mailbox-1");
    private static final VendorCommand.MaySell MEMBER = new VendorCommand.MaySell("account-2", "mailbox-2");
    private static final Right OWNERS = new Right(true, true, Optional.of(ANN));
    private static final Right MEMBERS = new Right(true, false, Optional.of(BOB));
    private static final Outcome<Done> DONE = Outcome.accepted(Done.DONE);

    static Step step(Spec<Vendor, VendorEvent> vendor) {
        return Vendor.BLUEPRINT.next(vendor.state(), vendor.now()).orElseThrow();
    }

    /** The step's calls were answered so. */
    static Command<?> answered(Spec<Vendor, VendorEvent> vendor, Outcome<?>... outcomes) {
        return step(vendor).result().apply(Arrays.asList(outcomes));
    }

    static Outcome<?> seat(String vendorId) {
        return Outcome.accepted(new SellerCommand.Seat(Optional.ofNullable(vendorId)));
    }

    private static void rests(Spec<Vendor, VendorEvent> vendor) {
        assertThat(Vendor.BLUEPRINT.next(vendor.state(), vendor.now())).isEmpty();
    }

    private static Spec<Vendor, VendorEvent> with(String member) {
        var vendor = approved().when(add(member));
        return vendor.when(answered(vendor, seat("vendor-1")));
    }

    @Test
    void whoApplyIsPendingAndMayNotSell() {
        var vendor = Spec.of(Vendor.BLUEPRINT).at(NOON).when(apply(CUSTOMER)).then(applied(CUSTOMER)).when(OWNER).thenReply(Right.NONE);
        rests(vendor);
        vendor.when(apply(CUSTOMER)).thenNothing();
        assertThat(vendor.state().view().status()).isEqualTo(VendorStatus.PENDING);
        vendor.when(new VendorCommand.LookAtOwn("account-1")).thenReply(vendor.state().view()).when(new VendorCommand.LookAtOwn("account-2")).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void ofWhatNobodyHasAppliedForNothingIsKnown() {
        var nothing = Spec.of(Vendor.BLUEPRINT).at(NOON);
        for (Command<?> each : List.of(new VendorCommand.Look(), new VendorCommand.LookAtOwn("account-1"), new VendorCommand.LookAtMembers(), new VendorCommand.StartReview(STAFF), new VendorCommand.Approve(STAFF),
                new VendorCommand.Reject("No", STAFF), suspend(), new VendorCommand.Reinstate(STAFF), add("mailbox-2"), renames("Better teas", 0), new VendorCommand.RemoveMember("account-1", "mailbox-1", "mailbox-2"), new VendorCommand.SetTier(Optional.of("gold"), STAFF), new VendorCommand.LookAtTier())) {
            nothing.when(each).thenRefused(NOT_FOUND, "not-found");
        }
        nothing.when(OWNER).thenReply(Right.NONE).when(new VendorCommand.OwnerPrepared(1, Optional.empty())).thenNothing().when(new VendorCommand.SessionsEnded(0)).thenNothing();
    }

    @Test
    void anApprovalIsInForceWhenItsOwnerSellsForNobodyElse() {
        var vendor = pending().when(new VendorCommand.StartReview(STAFF)).then(new VendorEvent.ReviewStarted(STAFF, NOON)).when(new VendorCommand.StartReview(STAFF)).thenNothing();
        vendor.when(new VendorCommand.Approve(STAFF)).then(new VendorEvent.ApprovalBegun(STAFF, NOON)).when(new VendorCommand.Approve("staff-2")).thenNothing().when(OWNER).thenReply(Right.NONE);
        assertThat(step(vendor).calls()).containsExactly(Step.send(SellerCommand.at("mailbox-1"), new SellerCommand.Join("vendor-1", 3)));
        var prepared = answered(vendor, seat("vendor-1"));
        vendor.when(new VendorCommand.OwnerPrepared(2, Optional.empty())).thenNothing();
        vendor.when(prepared).then(new VendorEvent.Approved(STAFF, NOON)).when(OWNER).thenReply(OWNERS);
        vendor.when(prepared).thenNothing().when(new VendorCommand.Approve(STAFF)).thenNothing().when(new VendorCommand.MaySell("account-9", "mailbox-1")).thenReply(Right.NONE).when(MEMBER).thenReply(Right.NONE);
        rests(vendor);
    }

    @Test
    void whoseAddressIsNotProvenIsVouchedForByAnApproval() {
        var vendor = Spec.of(Vendor.BLUEPRINT).at(NOON).given(applied(NEWCOMER)).when(new VendorCommand.Approve(STAFF));
        assertThat(step(vendor).calls()).containsExactly(Step.ask(AccountRequest.PROVIDER, new AccountRequest.Vouch("mailbox-1", "account-1", ANN)), Step.send(SellerCommand.at("mailbox-1"), new SellerCommand.Join("vendor-1", 2)));
        vendor.when(answered(vendor, DONE, seat("vendor-1"))).then(new VendorEvent.Approved(STAFF, NOON));
    }

    @Test
    void anApprovalFailsWhereAnotherHasTheAddressOrTheOwnerSellsElsewhereAndCanBeTriedAgain() {
        var vendor = Spec.of(Vendor.BLUEPRINT).at(NOON).given(applied(NEWCOMER)).when(new VendorCommand.Approve(STAFF));
        vendor.when(answered(vendor, Outcome.refused(CONFLICT, "address-taken", ""))).then(new VendorEvent.ApprovalFailed(Obstacle.ADDRESS_TAKEN, NOON));
        rests(vendor);
        vendor.when(new VendorCommand.Approve(STAFF)).then(new VendorEvent.ApprovalBegun(STAFF, NOON));
        vendor.when(answered(vendor, DONE, seat("vendor-2"))).then(new VendorEvent.ApprovalFailed(Obstacle.SELLS_ALREADY, NOON));
        vendor.when(new VendorCommand.Approve(STAFF)).when(answered(vendor.when(new VendorCommand.Approve(STAFF)), Outcome.refused(Kind.FAULT, "internal-error", ""))).thenNothing();
        vendor.when(answered(vendor, DONE, seat("vendor-1"))).then(new VendorEvent.Approved(STAFF, NOON));
    }

    @Test
    void everyStepThatIsNotNextIsNamedAndWhatIsDoneAlreadyIsNot() {
        pending().when(suspend()).thenRefused(CONFLICT, "not-approved").when(new VendorCommand.Reinstate(STAFF)).thenRefused(CONFLICT, "not-suspended").when(add("mailbox-2")).thenRefused(CONFLICT, "not-approved");
        var approving = pending().when(new VendorCommand.Approve(STAFF));
        approving.when(new VendorCommand.Reject("No", STAFF)).thenRefused(CONFLICT, "not-under-review").when(new VendorCommand.StartReview(STAFF)).thenRefused(CONFLICT, "not-pending");
        approved().when(new VendorCommand.Reject("No", STAFF)).thenRefused(CONFLICT, "not-under-review").when(new VendorCommand.StartReview(STAFF)).thenRefused(CONFLICT, "not-pending").when(new VendorCommand.Reinstate(STAFF)).thenNothing();
        var rejected = pending().when(new VendorCommand.Reject("No", STAFF)).then(new VendorEvent.Rejected("No", STAFF, NOON)).when(new VendorCommand.Reject("Never", STAFF)).thenNothing();
        rejected.when(new VendorCommand.Approve(STAFF)).thenRefused(CONFLICT, "not-under-review").when(new VendorCommand.StartReview(STAFF)).thenRefused(CONFLICT, "not-pending").when(suspend()).thenRefused(CONFLICT, "not-approved");
        assertThat(rejected.state().view().verdict().orElseThrow().reason()).contains("No");
        approved().when(suspend()).when(new VendorCommand.Approve(STAFF)).thenRefused(CONFLICT, "not-under-review").when(new VendorCommand.Reject("No", STAFF)).thenRefused(CONFLICT, "not-under-review");
    }

    @Test
    void aSuspensionIsInForceWhenEverySessionHasEnded() {
        var vendor = with("mailbox-2").when(suspend()).then(new VendorEvent.Suspended(Optional.of("Does not answer"), STAFF, NOON)).when(OWNER).thenReply(Right.NONE).when(MEMBER).thenReply(Right.NONE);
        assertThat(step(vendor).calls()).containsExactly(Step.together(List.of(Step.ask(AccountRequest.PROVIDER, new AccountRequest.EndSessions("mailbox-1")), Step.ask(AccountRequest.PROVIDER, new AccountRequest.EndSessions("mailbox-2")))));
        assertThat(vendor.state().view().settling()).isTrue();
        vendor.when(answered(vendor, DONE, Outcome.refused(Kind.FAULT, "internal-error", ""))).thenNothing();
        var ended = answered(vendor, DONE, DONE);
        vendor.when(suspend()).thenNothing().when(ended).then(new VendorEvent.SuspensionInForce(NOON));
        assertThat(vendor.state().view().settling()).isFalse();
        vendor.when(ended).thenNothing();
        vendor.when(new VendorCommand.Reinstate(STAFF)).then(new VendorEvent.Reinstated(STAFF, NOON)).when(OWNER).thenReply(OWNERS).when(MEMBER).thenReply(MEMBERS);
        // What is told of the first suspension says nothing about the second.
        vendor.when(suspend()).when(ended).thenNothing().when(answered(vendor, DONE, DONE)).then(new VendorEvent.SuspensionInForce(NOON));
    }

    @Test
    void theOwnerLetsOthersSell() {
        var vendor = approved().when(add("mailbox-2")).then(new VendorEvent.MemberInvited("mailbox-2", BOB, NOON)).when(MEMBER).thenReply(Right.NONE).when(add("mailbox-2")).thenNothing();
        assertThat(step(vendor).calls()).containsExactly(Step.send(SellerCommand.at("mailbox-2"), new SellerCommand.Join("vendor-1", 4)));
        vendor.when(answered(vendor, seat("vendor-1"))).then(new VendorEvent.MemberJoined("mailbox-2", NOON)).when(MEMBER).thenReply(MEMBERS);
        vendor.when(new VendorCommand.LookAtMembers()).thenReply(new Members(List.of(new Members.Member("mailbox-2", BOB, NOON)), false));
        vendor.when(new VendorCommand.AddMember("account-2", "mailbox-3", BOB)).thenRefused(DENIED, "owner-only").when(add("mailbox-1")).thenRefused(UNPROCESSABLE, "is-owner");
        vendor.when(add("mailbox-3")).when(answered(vendor, seat("vendor-2"))).then(new VendorEvent.MemberRefused("mailbox-3", NOON));
        assertThat(vendor.state().view().members()).isEqualTo(1);
        for (int i = 3; i < 3 + VendorCommand.MOST_MEMBERS - 1; i++) vendor.when(add("mailbox-" + i));
        vendor.when(add("one-too-many")).thenRefused(UNPROCESSABLE, "too-many-members");
    }

    @Test
    void whoIsRemovedIsGoneWhenTheirSessionsHaveEndedAndTheyMaySellForOthers() {
        var vendor = with("mailbox-2").when(new VendorCommand.RemoveMember("account-3", "mailbox-3", "mailbox-2")).thenRefused(DENIED, "owner-only");
        vendor.when(new VendorCommand.RemoveMember("account-1", "mailbox-1", "mailbox-3")).thenRefused(NOT_FOUND, "not-found");
        vendor.when(new VendorCommand.RemoveMember("account-2", "mailbox-2", "mailbox-2")).then(new VendorEvent.MemberRemoved("mailbox-2", NOON)).when(MEMBER).thenReply(Right.NONE);
        vendor.when(new VendorCommand.RemoveMember("account-1", "mailbox-1", "mailbox-2")).thenNothing().when(add("mailbox-2")).thenRefused(CONFLICT, "still-leaving");
        assertThat(step(vendor).calls()).containsExactly(Step.ask(AccountRequest.PROVIDER, new AccountRequest.EndSessions("mailbox-2")), Step.send(SellerCommand.at("mailbox-2"), new SellerCommand.Leave("vendor-1", 6)));
        vendor.when(answered(vendor, Outcome.refused(Kind.FAULT, "internal-error", ""))).thenNothing();
        var gone = answered(vendor, DONE, DONE);
        vendor.when(gone).then(new VendorEvent.MemberGone("mailbox-2", NOON)).when(gone).thenNothing();
        // They come back, and what is told of the time before says nothing any more.
        vendor.when(add("mailbox-2")).when(new VendorCommand.MemberAnswered("mailbox-2", 4, false)).thenNothing().when(gone).thenNothing().when(answered(vendor, seat("vendor-1"))).when(MEMBER).thenReply(MEMBERS);
        rests(vendor);
    }

    private static VendorCommand.ChangeDetails renames(String name, long version) {
        return new VendorCommand.ChangeDetails("account-1", version, Optional.of(name), Optional.empty(), Optional.empty(), ANN, "en");
    }

    private static DetailsLetter letter(long number, boolean account, List<Personal<String>> others) {
        return new DetailsLetter("vendor-1-" + number, number, ANN, account, "en", NOON, others);
    }

    /** From the address that is named to a new one. */
    private static VendorCommand.ChangeDetails moves(long version, String from) {
        return new VendorCommand.ChangeDetails("account-1", version, Optional.empty(), Optional.of(Personal.sealed("account-1", "AFTER " + from)), Optional.empty(), address(from), "en");
    }

    private static Personal<String> address(String box) {
        return Personal.sealed("account-1", box);
    }

    @Test
    void itsOwnerChangesItsDetailsAndWhoReadTheMailOfBeforeIsTold() {
        var other = Personal.<PayoutAccount>sealed("account-1", "ANOTHER");
        var paidElsewhere = new VendorCommand.ChangeDetails("account-1", 3, Optional.empty(), Optional.of(COMPANY), Optional.of(other), ANN, "en");
        var vendor = approved().when(renames("Better teas", 2)).then(new VendorEvent.DetailsChanged(Optional.of("Better teas"), Optional.empty(), Optional.empty(), ANN, "en", "account-1", NOON)).when(renames("Better teas", 2)).thenNothing();
        assertThat(step(vendor).calls()).containsExactly(Step.ask(DetailsLetter.PROVIDER, letter(4, false, List.of())));
        vendor.when(paidElsewhere).then(new VendorEvent.DetailsChanged(Optional.empty(), Optional.of(COMPANY), Optional.of(other), ANN, "en", "account-1", NOON)).when(paidElsewhere).thenNothing();
        assertThat(vendor.state().view()).satisfies(view -> assertThat(List.of(view.name(), view.company(), view.payoutAccount())).isEqualTo(List.of("Better teas", COMPANY, other)));
        vendor.when(answered(vendor, Outcome.refused(Kind.FAULT, "internal-error", ""))).thenNothing();
        var sent = answered(vendor, DONE);
        vendor.when(sent).then(new VendorEvent.LetterSent(4, NOON)).when(sent).thenNothing();
        assertThat(step(vendor).calls()).containsExactly(Step.ask(DetailsLetter.PROVIDER, letter(5, true, List.of(ANN))));
        vendor.when(answered(vendor, DONE)).then(new VendorEvent.LetterSent(5, NOON));
        rests(vendor);
    }

    @Test
    void onlyItsOwnerChangesThemWhileItIsApprovedAndOnlyWhatItHasSeen() {
        approved().when(renames("x", 1)).thenRefused(Kind.STALE, "stale").when(new VendorCommand.ChangeDetails("account-2", 2, Optional.of("x"), Optional.empty(), Optional.empty(), ANN, "en")).thenRefused(DENIED, "owner-only");
        // Nobody else is told whether it is as they say.
        approved().when(new VendorCommand.MayChange("account-1")).thenReply(Done.DONE).when(new VendorCommand.MayChange("account-2")).thenRefused(DENIED, "owner-only");
        pending().when(new VendorCommand.MayChange("account-1")).thenRefused(CONFLICT, "not-approved").when(new VendorCommand.MayChange("account-2")).thenRefused(DENIED, "owner-only");
        approved().when(new VendorCommand.ChangeDetails("account-2", 2, Optional.empty(), Optional.empty(), Optional.empty(), ANN, "en")).thenRefused(DENIED, "owner-only");
        pending().when(renames("x", 1)).thenRefused(CONFLICT, "not-approved");
        approved().when(suspend()).when(renames("x", 4)).thenRefused(CONFLICT, "not-approved");
        var vendor = approved();
        for (int i = 0; i < VendorCommand.MOST_LETTERS; i++) vendor.when(renames("Teas " + i, 2 + i));
        vendor.when(renames("one more", 2 + VendorCommand.MOST_LETTERS)).thenRefused(Kind.LIMITED, "too-many-changes");
        // Letters keep nothing else waiting.
        vendor.when(suspend());
        assertThat(step(vendor).name()).isEqualTo("end-sessions");
    }

    @Test
    void whoeverReplacesTheAddressFirstCannotKeepItsOwnerFromHearingOfTheAccount() {
        var elsewhere = new VendorCommand.ChangeDetails("account-1", 4, Optional.empty(), Optional.empty(), Optional.of(Personal.sealed("account-1", "ANOTHER")), address("THIEF"), "en");
        var vendor = approved().when(moves(2, "OFFICE")).at(NOON.plus(Duration.ofDays(1))).when(moves(3, "HOME")).when(elsewhere);
        assertThat(vendor.state().letters()).extracting(DetailsLetter::to).containsExactly(address("OFFICE"), address("HOME"), address("THIEF"));
        assertThat(vendor.state().letters()).extracting(DetailsLetter::others).containsExactly(List.of(ANN), List.of(ANN, address("OFFICE")), List.of(ANN, address("OFFICE"), address("HOME")));
        // Of a name only who reads the mail of the present address is told.
        vendor.when(renames("Better teas", 5));
        assertThat(vendor.state().letters().get(3).others()).isEmpty();
        // After thirty days nobody is told any more.
        vendor.at(NOON.plus(Duration.ofDays(30))).when(moves(6, "NEXT"));
        assertThat(vendor.state().letters().get(4).others()).containsExactly(ANN, address("HOME"));
    }

    @Test
    void nobodyIsPushedOutOfTheListOfThoseWhoAreTold() {
        var vendor = approved();
        for (int i = 0; i < VendorCommand.MOST_ADDRESSES; i++) vendor.when(moves(2 + i, "ADDRESS-" + i)).when(new VendorCommand.LetterSent(vendor.state().version()));
        vendor.when(moves(2 + VendorCommand.MOST_ADDRESSES, "ONE-MORE")).thenRefused(Kind.LIMITED, "too-many-changes");
        assertThat(vendor.state().replaced()).hasSize(VendorCommand.MOST_ADDRESSES).first().isEqualTo(new FormerAddress(address("ADDRESS-0"), NOON.plus(Duration.ofDays(30))));
        vendor.when(renames("Better teas", 2 + VendorCommand.MOST_ADDRESSES)).at(NOON.plus(Duration.ofDays(30))).when(moves(3 + VendorCommand.MOST_ADDRESSES, "ONE-MORE"));
        assertThat(vendor.state().replaced()).extracting(FormerAddress::email).containsExactly(address("ONE-MORE"));
    }

    @Test
    void lettersAndMembersLeaveTheVersionOfItsDetailsAsItIs() {
        var vendor = approved().when(renames("Better teas", 2)).when(new VendorCommand.LetterSent(4)).when(add("mailbox-2"));
        vendor.when(answered(vendor, seat("vendor-1")));
        assertThat(vendor.state().view()).satisfies(view -> assertThat(List.of(view.details(), view.version())).isEqualTo(List.of(3L, 7L)));
        vendor.when(renames("Best teas", 3));
        assertThat(vendor.state().view().name()).isEqualTo("Best teas");
    }

    @Test
    void everyAddressIsWrittenToOnce() {
        var letters = DetailsLetters.letters(letter(5, true, List.of()), List.of("office@shop.example", "ann@shop.example", "Ann@Shop.example", "office@shop.example"));
        assertThat(letters).extracting(Letter::to).containsExactly("office@shop.example", "ann@shop.example");
        assertThat(letters).extracting(Letter::id).containsExactly("vendor-1-5", "vendor-1-5-1");
    }

    @Test
    void theLetterSaysNeitherWhatWasThereNorWhatIsThereNow() {
        for (String language : List.of("en", "de")) {
            var news = DetailsLetters.letters(new DetailsLetter("vendor-1-5", 5, ANN, true, language, NOON, List.of()), List.of("ann@shop.example")).get(0);
            assertThat(news.to()).isEqualTo("ann@shop.example");
            assertThat(news.id()).isEqualTo("vendor-1-5");
            assertThat(news.text()).contains("2026-01-01 12:00 UTC").doesNotContain("{");
            assertThat(DetailsLetters.letters(letter(5, false, List.of()), List.of("ann@shop.example")).get(0).subject()).isNotEqualTo(news.subject());
        }
        assertThat(List.of("de-AT,en;q=0.5", "fr", "", "???")).extracting(DetailsLetters::language).containsExactly("de", "en", "en", "en");
    }

    @Test
    void staffPutsAVendorInATierAndTakesItOutAgain() {
        var gold = new VendorCommand.SetTier(Optional.of("gold"), STAFF);
        var vendor = pending().when(new VendorCommand.LookAtTier()).thenReply(new VendorCommand.Tier(Optional.empty())).when(gold).then(new VendorEvent.TierSet(Optional.of("gold"), STAFF, NOON))
                .when(new VendorCommand.LookAtTier()).thenReply(new VendorCommand.Tier(Optional.of("gold"))).when(gold).thenNothing();
        assertThat(vendor.state().view().tier()).contains("gold");
        rests(vendor);
        // Nothing else that happens to it changes that.
        vendor.when(new VendorCommand.Approve(STAFF)).when(answered(vendor, seat("vendor-1"))).when(add("mailbox-2")).when(suspend()).when(new VendorCommand.LookAtTier()).thenReply(new VendorCommand.Tier(Optional.of("gold")));
        vendor.when(new VendorCommand.SetTier(Optional.empty(), STAFF)).then(new VendorEvent.TierSet(Optional.empty(), STAFF, NOON)).when(new VendorCommand.LookAtTier()).thenReply(new VendorCommand.Tier(Optional.empty()));
    }
}
