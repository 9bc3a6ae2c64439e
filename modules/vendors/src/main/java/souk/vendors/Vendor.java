package souk.vendors;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.Applicant;
import souk.vendors.api.Company;
import souk.vendors.api.Document;
import souk.vendors.api.Members;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorCommand.Obstacle;
import souk.vendors.api.VendorCommand.Right;
import souk.vendors.api.VendorEvent;
import souk.vendors.api.VendorStatus;
import souk.vendors.api.VendorView;
import souk.vendors.api.VendorView.Verdict;

/**
 * Somebody who sells in the shop, or wants to. Staff decides; what a decision needs elsewhere is done by its process: an approval gives the owner the right to log in as a vendor, a suspension ends the
 * sessions of all who sell for it. First it is written down that they may not, then their sessions end; who logs in asks afterwards: so whichever comes first, no token that is good says they may.
 *
 * @param id        null: nobody has applied
 * @param members   who sells for it beside its owner, by mailbox
 * @param verdict   what staff said last; null: nothing
 * @param approving the approval whose needs are not met yet; null: none
 * @param obstacle  why the last approval failed; null: it did not
 * @param ending    the number of the suspension that is not in force everywhere yet; 0: none
 * @param tier      which staff has put it in; null: none
 * @param letters   about changes of its details, that are not sent yet
 * @param details   the version of what its people see of it: what is kept for its own sake counts in the other one alone
 * @param replaced  to which the shop wrote of late, and does no more
 */
record Vendor(String id, long version, VendorStatus status, Applicant applicant, String name, Personal<Company> company, Personal<PayoutAccount> payoutAccount, List<Document> documents,
        PersistentMap<String, Member> members, Instant appliedAt, Verdict verdict, Approving approving, Obstacle obstacle, long ending, String tier, List<DetailsLetter> letters,
        long details, List<FormerAddress> replaced) {
    /** @param number which approval this is */
    record Approving(long number, String by) {}

    /** @param number rises with each change of this member */
    record Member(Personal<String> email, Stage stage, long number, Instant since) {
        enum Stage { INVITED, JOINED, LEAVING }
    }

    static final Vendor NONE = new Vendor(null, 0, null, null, "", null, null, List.of(), PersistentMap.empty(), Instant.EPOCH, null, null, null, 0, null, List.of(), 0, List.of());
    private static final Rejection UNKNOWN = Rejection.notFound("vendor");
    private static final Rejection OWNER_ONLY = new Rejection(Kind.DENIED, "owner-only", "This is for the vendor's owner.");

    /** The table of its commands and events. */
    static final Blueprint<Vendor, VendorEvent> BLUEPRINT = Blueprint.of(VendorCommand.TYPE, NONE, VendorCommand.class, VendorEvent.class)
            .decide("apply", VendorCommand.Apply.class, VendorView.class, Vendor::apply)
            .answer("look", VendorCommand.Look.class, VendorView.class, (vendor, look, now) -> vendor.known(vendor::view))
            .answer("look-at-status", VendorCommand.LookAtStatus.class, VendorCommand.Standing.class, (vendor, look, now) -> vendor.known(() -> new VendorCommand.Standing(vendor.status)))
            .answer("look-at-own", VendorCommand.LookAtOwn.class, VendorView.class, (vendor, look, now) -> vendor.id != null && vendor.isOwner(look.accountId()) ? Outcome.accepted(vendor.view()) : Outcome.refused(UNKNOWN))
            .decide("start-review", VendorCommand.StartReview.class, VendorView.class, Vendor::startReview)
            .await("approve", VendorCommand.Approve.class, VendorView.class, Vendor::approve, Vendor::approved, Vendor::view)
            .decide("reject", VendorCommand.Reject.class, VendorView.class, Vendor::refuse)
            .await("suspend", VendorCommand.Suspend.class, VendorView.class, Vendor::suspend, vendor -> vendor.ending == 0 ? Optional.of(Outcome.accepted(vendor.view())) : Optional.empty(), Vendor::view)
            .decide("reinstate", VendorCommand.Reinstate.class, VendorView.class, Vendor::reinstate)
            .decide("set-tier", VendorCommand.SetTier.class, VendorView.class, Vendor::setTier)
            .answer("may-change", VendorCommand.MayChange.class, Done.class, (vendor, ask, now) -> vendor.mayChange(ask.accountId()).<Outcome<Done>>map(Outcome::refused).orElseGet(() -> Outcome.accepted(Done.DONE)))
            .decide("change-details", VendorCommand.ChangeDetails.class, VendorView.class, VendorDetails::change)
            .decide("letter-sent", VendorCommand.LetterSent.class, Done.class, VendorDetails::letterSent)
            .answer("look-at-tier", VendorCommand.LookAtTier.class, VendorCommand.Tier.class, (vendor, look, now) -> vendor.known(() -> new VendorCommand.Tier(Optional.ofNullable(vendor.tier))))
            .answer("may-sell", VendorCommand.MaySell.class, Right.class, (vendor, ask, now) -> Outcome.accepted(vendor.right(ask)))
            .answer("look-at-members", VendorCommand.LookAtMembers.class, Members.class, (vendor, look, now) -> vendor.known(vendor::memberList))
            .await("add-member", VendorCommand.AddMember.class, Members.class, Vendor::addMember, Vendor::membersSettled, Vendor::memberList)
            .await("remove-member", VendorCommand.RemoveMember.class, Members.class, Vendor::removeMember, Vendor::membersSettled, Vendor::memberList)
            .decide("owner-prepared", VendorCommand.OwnerPrepared.class, Done.class, Vendor::ownerPrepared)
            .decide("sessions-ended", VendorCommand.SessionsEnded.class, Done.class, (vendor, told, now) -> vendor.ending != 0 && vendor.ending == told.suspension() ? accept(after -> Done.DONE, new VendorEvent.SuspensionInForce(now)) : accept(after -> Done.DONE))
            .decide("member-answered", VendorCommand.MemberAnswered.class, Done.class, Vendor::memberAnswered)
            .decide("member-gone", VendorCommand.MemberGone.class, Done.class, Vendor::memberGone)
            .apply(VendorEvent.Applied.class, "vendors.vendor-applied", counted((vendor, event) -> new Vendor(event.vendorId(), 0, VendorStatus.PENDING, event.applicant(), event.name(), event.company(), event.payoutAccount(), event.documents(), PersistentMap.empty(), event.at(), null, null, null, 0, null, List.of(), 1, List.of())))
            .apply(VendorEvent.ReviewStarted.class, "vendors.vendor-review-started", counted((vendor, event) -> vendor.decided(VendorStatus.UNDER_REVIEW, Optional.empty(), event.by(), event.at())))
            .apply(VendorEvent.ApprovalBegun.class, "vendors.vendor-approval-begun", counted((vendor, event) -> vendor.approving(new Approving(vendor.version + 1, event.by()), null)))
            .apply(VendorEvent.Approved.class, "vendors.vendor-approved", counted((vendor, event) -> vendor.approving(null, null).decided(VendorStatus.APPROVED, Optional.empty(), event.by(), event.at())))
            .apply(VendorEvent.ApprovalFailed.class, "vendors.vendor-approval-failed", counted((vendor, event) -> vendor.approving(null, event.obstacle())))
            .apply(VendorEvent.Rejected.class, "vendors.vendor-rejected", counted((vendor, event) -> vendor.decided(VendorStatus.REJECTED, Optional.of(event.reason()), event.by(), event.at())))
            .apply(VendorEvent.Suspended.class, "vendors.vendor-suspended", counted((vendor, event) -> vendor.ending(vendor.version + 1).decided(VendorStatus.SUSPENDED, event.reason(), event.by(), event.at())))
            .apply(VendorEvent.SuspensionInForce.class, "vendors.vendor-suspension-in-force", counted((vendor, event) -> vendor.ending(0)))
            .apply(VendorEvent.Reinstated.class, "vendors.vendor-reinstated", counted((vendor, event) -> vendor.decided(VendorStatus.APPROVED, Optional.empty(), event.by(), event.at())))
            .apply(VendorEvent.TierSet.class, "vendors.vendor-tier-set", counted((vendor, event) -> vendor.tier(event.tier().orElse(null))))
            .apply(VendorEvent.DetailsChanged.class, "vendors.vendor-details-changed", counted(Vendor::changed))
            .apply(VendorEvent.LetterSent.class, "vendors.vendor-letter-sent", counted((vendor, event) -> vendor.letters(vendor.letters.stream().filter(letter -> letter.number() != event.letter()).toList())))
            .apply(VendorEvent.MemberInvited.class, "vendors.vendor-member-invited", counted((vendor, event) -> vendor.with(vendor.members.with(event.mailboxId(), new Member(event.email(), Member.Stage.INVITED, vendor.version + 1, event.at())))))
            .apply(VendorEvent.MemberJoined.class, "vendors.vendor-member-joined", counted((vendor, event) -> vendor.stage(event.mailboxId(), Member.Stage.JOINED, event.at())))
            .apply(VendorEvent.MemberRefused.class, "vendors.vendor-member-refused", counted((vendor, event) -> vendor.with(vendor.members.without(event.mailboxId()))))
            .apply(VendorEvent.MemberRemoved.class, "vendors.vendor-member-removed", counted((vendor, event) -> vendor.stage(event.mailboxId(), Member.Stage.LEAVING, event.at())))
            .apply(VendorEvent.MemberGone.class, "vendors.vendor-member-gone", counted((vendor, event) -> vendor.with(vendor.members.without(event.mailboxId()))))
            .process((vendor, now) -> VendorProcess.next(vendor))
            .build();

    Vendor {
        letters = letters == null ? List.of() : List.copyOf(letters);
        replaced = replaced == null ? List.of() : List.copyOf(replaced);
        // From a page of before: as good a number as any, if it only rises from here.
        if (details == 0) details = version;
    }

    // ---- what people ask

    private Decision<Vendor, VendorEvent, VendorView> apply(VendorCommand.Apply asked, Instant now) {
        return id != null ? accept(Vendor::view) : accept(Vendor::view, new VendorEvent.Applied(asked.vendorId(), asked.applicant(), asked.name(), asked.company(), asked.payoutAccount(), asked.documents(), now));
    }

    private <R> Outcome<R> known(Supplier<R> answer) {
        return id == null ? Outcome.refused(UNKNOWN) : Outcome.accepted(answer.get());
    }

    private boolean isOwner(String accountId) {
        return applicant.accountId().equals(accountId);
    }

    private Decision<Vendor, VendorEvent, VendorView> startReview(VendorCommand.StartReview asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        if (status == VendorStatus.UNDER_REVIEW) return accept(Vendor::view);
        return status == VendorStatus.PENDING && approving == null ? accept(Vendor::view, new VendorEvent.ReviewStarted(asked.by(), now)) : illegal("not-pending", "a review begins while it is pending");
    }

    private Decision<Vendor, VendorEvent, VendorView> approve(VendorCommand.Approve asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        if (status == VendorStatus.APPROVED || approving != null) return accept(Vendor::view);
        return status.isOpen() ? accept(Vendor::view, new VendorEvent.ApprovalBegun(asked.by(), now)) : illegal("not-under-review", "an application is approved before anything else was decided");
    }

    /** Not named reject, which is the kernel's way to say no. */
    private Decision<Vendor, VendorEvent, VendorView> refuse(VendorCommand.Reject asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        if (status == VendorStatus.REJECTED) return accept(Vendor::view);
        return status.isOpen() && approving == null ? accept(Vendor::view, new VendorEvent.Rejected(asked.reason(), asked.by(), now)) : illegal("not-under-review", "an application is rejected before anything else was decided");
    }

    private Decision<Vendor, VendorEvent, VendorView> suspend(VendorCommand.Suspend asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        if (status == VendorStatus.SUSPENDED) return accept(Vendor::view);
        return status == VendorStatus.APPROVED ? accept(Vendor::view, new VendorEvent.Suspended(asked.reason(), asked.by(), now)) : illegal("not-approved", "only who is approved can be suspended");
    }

    private Decision<Vendor, VendorEvent, VendorView> reinstate(VendorCommand.Reinstate asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        if (status == VendorStatus.APPROVED) return accept(Vendor::view);
        return status == VendorStatus.SUSPENDED ? accept(Vendor::view, new VendorEvent.Reinstated(asked.by(), now)) : illegal("not-suspended", "only who is suspended can be reinstated");
    }

    private Decision<Vendor, VendorEvent, VendorView> setTier(VendorCommand.SetTier asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        return asked.tier().equals(Optional.ofNullable(tier)) ? accept(Vendor::view) : accept(Vendor::view, new VendorEvent.TierSet(asked.tier(), asked.by(), now));
    }

    private <R> Decision<Vendor, VendorEvent, R> illegal(String code, String rule) {
        return reject(unfit(code, rule));
    }

    private Rejection unfit(String code, String rule) {
        String is = approving != null ? "just being approved" : status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Rejection(Kind.CONFLICT, code, "This vendor is " + is + ": " + rule + ".");
    }

    /** Why this account may not change its details. */
    Optional<Rejection> mayChange(String accountId) {
        if (id == null) return Optional.of(UNKNOWN);
        if (!isOwner(accountId)) return Optional.of(OWNER_ONLY);
        return status == VendorStatus.APPROVED ? Optional.empty() : Optional.of(unfit("not-approved", "only who is approved changes its details"));
    }

    private Optional<Outcome<VendorView>> approved() {
        if (approving != null) return Optional.empty();
        if (obstacle == null) return Optional.of(Outcome.accepted(view()));
        return Optional.of(obstacle == Obstacle.ADDRESS_TAKEN ? Outcome.refused(Kind.CONFLICT, "address-taken", "Another account has the e-mail address of who applied: let its owner log in and apply.")
                : Outcome.refused(Kind.CONFLICT, "sells-already", "Who applied sells for another vendor already."));
    }

    private Right right(VendorCommand.MaySell asked) {
        if (status != VendorStatus.APPROVED) return Right.NONE;
        // Whoever has the address after the owner was erased is somebody else.
        if (applicant.mailboxId().equals(asked.mailboxId())) return isOwner(asked.accountId()) ? new Right(true, true, Optional.of(applicant.email())) : Right.NONE;
        return members.find(asked.mailboxId()).filter(member -> member.stage == Member.Stage.JOINED).map(member -> new Right(true, false, Optional.of(member.email))).orElse(Right.NONE);
    }

    private Decision<Vendor, VendorEvent, Members> addMember(VendorCommand.AddMember asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        if (!isOwner(asked.accountId())) return reject(OWNER_ONLY);
        if (status != VendorStatus.APPROVED) return illegal("not-approved", "only for who is approved somebody can sell");
        if (applicant.mailboxId().equals(asked.mailboxId())) return reject(Kind.UNPROCESSABLE, "is-owner", "This is the owner's address.");
        var member = members.get(asked.mailboxId());
        if (member != null && member.stage != Member.Stage.LEAVING) return accept(Vendor::memberList);
        if (member == null && members.size() >= VendorCommand.MOST_MEMBERS) return reject(Kind.UNPROCESSABLE, "too-many-members", "At most " + VendorCommand.MOST_MEMBERS + " sell for one vendor beside its owner.");
        if (member != null) return reject(Kind.CONFLICT, "still-leaving", "They are only just leaving: try again in a moment.");
        return accept(Vendor::memberList, new VendorEvent.MemberInvited(asked.mailboxId(), asked.email(), now));
    }

    private Decision<Vendor, VendorEvent, Members> removeMember(VendorCommand.RemoveMember asked, Instant now) {
        if (id == null) return reject(UNKNOWN);
        if (!isOwner(asked.accountId()) && !asked.ownMailboxId().equals(asked.mailboxId())) return reject(OWNER_ONLY);
        var member = members.get(asked.mailboxId());
        if (member == null) return reject(Rejection.notFound("member"));
        return member.stage == Member.Stage.LEAVING ? accept(Vendor::memberList) : accept(Vendor::memberList, new VendorEvent.MemberRemoved(asked.mailboxId(), now));
    }

    private Optional<Outcome<Members>> membersSettled() {
        return unsettled().isPresent() ? Optional.empty() : Optional.of(Outcome.accepted(memberList()));
    }

    /** The member whose joining or leaving is next to be carried out. */
    Optional<Map.Entry<String, Member>> unsettled() {
        return members.entrySet().stream().filter(each -> each.getValue().stage != Member.Stage.JOINED).min(Comparator.comparing(each -> each.getValue().number));
    }

    private Members memberList() {
        return new Members(members.entrySet().stream().filter(each -> each.getValue().stage == Member.Stage.JOINED).sorted(Comparator.comparing(each -> each.getValue().number))
                .map(each -> new Members.Member(each.getKey(), each.getValue().email, each.getValue().since)).toList(), unsettled().isPresent());
    }

    VendorView view() {
        return new VendorView(id, version, status, name, applicant.accountId(), company, payoutAccount, documents, memberList().members().size(), appliedAt, Optional.ofNullable(verdict), approving != null || ending != 0, Optional.ofNullable(tier), details);
    }

    // ---- what came of its steps

    private Decision<Vendor, VendorEvent, Done> ownerPrepared(VendorCommand.OwnerPrepared told, Instant now) {
        if (approving == null || approving.number != told.approval()) return accept(after -> Done.DONE);
        return accept(after -> Done.DONE, told.obstacle().<VendorEvent>map(why -> new VendorEvent.ApprovalFailed(why, now)).orElseGet(() -> new VendorEvent.Approved(approving.by, now)));
    }

    private Decision<Vendor, VendorEvent, Done> memberAnswered(VendorCommand.MemberAnswered told, Instant now) {
        if (!is(told.mailboxId(), told.number(), Member.Stage.INVITED)) return accept(after -> Done.DONE);
        return accept(after -> Done.DONE, told.accepted() ? new VendorEvent.MemberJoined(told.mailboxId(), now) : new VendorEvent.MemberRefused(told.mailboxId(), now));
    }

    private Decision<Vendor, VendorEvent, Done> memberGone(VendorCommand.MemberGone told, Instant now) {
        return is(told.mailboxId(), told.number(), Member.Stage.LEAVING) ? accept(after -> Done.DONE, new VendorEvent.MemberGone(told.mailboxId(), now)) : accept(after -> Done.DONE);
    }

    private boolean is(String mailbox, long number, Member.Stage stage) {
        return members.find(mailbox).filter(member -> member.number == number && member.stage == stage).isPresent();
    }

    // ---- what events change

    private static <E extends VendorEvent> BiFunction<Vendor, E, Vendor> counted(BiFunction<Vendor, E, Vendor> fold) {
        return (before, event) -> fold.apply(before, event).version(before.version + 1);
    }

    private Vendor version(long number) {
        return new Vendor(id, number, status, applicant, name, company, payoutAccount, documents, members, appliedAt, verdict, approving, obstacle, ending, tier, letters, details, replaced);
    }

    private Vendor decided(VendorStatus next, Optional<String> reason, String by, Instant at) {
        return new Vendor(id, version, next, applicant, name, company, payoutAccount, documents, members, appliedAt, new Verdict(next, reason, by, at), approving, obstacle, ending, tier, letters, details + 1, replaced);
    }

    private Vendor approving(Approving next, Obstacle why) {
        return new Vendor(id, version, status, applicant, name, company, payoutAccount, documents, members, appliedAt, verdict, next, why, ending, tier, letters, details, replaced);
    }

    private Vendor ending(long number) {
        return new Vendor(id, version, status, applicant, name, company, payoutAccount, documents, members, appliedAt, verdict, approving, obstacle, number, tier, letters, details, replaced);
    }

    private Vendor tier(String next) {
        return new Vendor(id, version, status, applicant, name, company, payoutAccount, documents, members, appliedAt, verdict, approving, obstacle, ending, next, letters, details, replaced);
    }

    private Vendor letters(List<DetailsLetter> all) {
        return new Vendor(id, version, status, applicant, name, company, payoutAccount, documents, members, appliedAt, verdict, approving, obstacle, ending, tier, all, details, replaced);
    }

    private Vendor changed(VendorEvent.DetailsChanged event) {
        var all = new ArrayList<>(letters);
        all.add(VendorDetails.letter(this, event, version + 1));
        return new Vendor(id, version, status, applicant, event.name().orElse(name), event.company().orElse(company), event.payoutAccount().orElse(payoutAccount), documents, members, appliedAt, verdict, approving, obstacle, ending, tier, all, details + 1, VendorDetails.replaced(this, event));
    }

    private Vendor with(PersistentMap<String, Member> all) {
        return new Vendor(id, version, status, applicant, name, company, payoutAccount, documents, all, appliedAt, verdict, approving, obstacle, ending, tier, letters, details, replaced);
    }

    private Vendor stage(String mailbox, Member.Stage next, Instant at) {
        var member = members.get(mailbox);
        return with(members.with(mailbox, new Member(member.email, next, version + 1, next == Member.Stage.JOINED ? at : member.since)));
    }
}
