package souk.vendors.api;

import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Personal;

/**
 * What can be asked of one vendor. Of one that never applied everything but {@link Apply} is refused NOT_FOUND. What staff asks for a second time is answered as the first time.
 *
 * @param <R> the reply
 */
public sealed interface VendorCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.vendor";
    /** So many sell for one vendor beside its owner. */
    int MOST_MEMBERS = 50;

    static Address<VendorCommand<?>> at(String vendorId) {
        return new Address<>(TYPE, vendorId);
    }

    /** Somebody wants to sell. */
    record Apply(String vendorId, Applicant applicant, String name, Personal<Company> company, Personal<PayoutAccount> payoutAccount, List<Document> documents) implements VendorCommand<VendorView> {}

    /** What it is. */
    record Look() implements VendorCommand<VendorView> {}

    /** Where it stands, and nothing else of it. */
    record LookAtStatus() implements VendorCommand<Standing> {}

    /** The same for its owner; for anybody else there is no such vendor. */
    record LookAtOwn(String accountId) implements VendorCommand<VendorView> {}

    // ---- what staff says. {@code by}: the principal who says it

    /** Refused CONFLICT {@code not-pending}. */
    record StartReview(String by) implements VendorCommand<VendorView> {}

    /** Refused CONFLICT: {@code not-under-review} when it was decided otherwise, {@code address-taken} and {@code sells-already} when its owner cannot have it. */
    record Approve(String by) implements VendorCommand<VendorView> {}

    /** Refused CONFLICT {@code not-under-review} when it was decided otherwise, or is just being approved. */
    record Reject(String reason, String by) implements VendorCommand<VendorView> {}

    /** Answered when no token of its people is good any more, on any node. Refused CONFLICT {@code not-approved}. */
    record Suspend(Optional<String> reason, String by) implements VendorCommand<VendorView> {}

    /** Its people may sell from their next log-in on. Refused CONFLICT {@code not-suspended}. */
    record Reinstate(String by) implements VendorCommand<VendorView> {}

    /** It is in this tier from now on, on which what the shop keeps of its sales may depend; empty: in none. */
    record SetTier(Optional<String> tier, String by) implements VendorCommand<VendorView> {
        public SetTier {
            if (tier == null) tier = Optional.empty();
        }
    }

    /** Whether this account may change its details. Refused: DENIED {@code owner-only}, CONFLICT {@code not-approved}. */
    record MayChange(String accountId) implements VendorCommand<Done> {}

    /**
     * Its owner says what of these is otherwise; what is not said stays. Whoever reads the mail to which the shop wrote before is told that it was changed, not to what; of another address or payout account
     * also its owner, at the address that they applied with, and who reads the mail of an address that was replaced in the last {@value #TOLD_DAYS} days. The same again: as it is.
     *
     * <p>Refused: DENIED {@code owner-only}, CONFLICT {@code not-approved}, STALE {@code stale} when it has another version, LIMITED {@code too-many-changes} while {@value #MOST_LETTERS} letters are not sent, or the address
     * was replaced {@value #MOST_ADDRESSES} times of late.
     *
     * @param version  of its details, that who asks has seen
     * @param to       whom to tell
     * @param language in which
     */
    record ChangeDetails(String accountId, long version, Optional<String> name, Optional<Personal<Company>> company, Optional<Personal<PayoutAccount>> payoutAccount, Personal<String> to, String language)
            implements VendorCommand<VendorView> {
        public ChangeDetails {
            if (name == null) name = Optional.empty();
            if (company == null) company = Optional.empty();
            if (payoutAccount == null) payoutAccount = Optional.empty();
        }
    }

    /** So many letters about changes may wait. */
    int MOST_LETTERS = 10;
    /** For so many days an address that was replaced is told what changes. */
    int TOLD_DAYS = 30;
    /** So often the address is replaced in that time: nobody is forgotten sooner, so nobody can be pushed out of the list. */
    int MOST_ADDRESSES = 20;

    /** A letter about a change was sent, or never will be. @param letter which one */
    record LetterSent(long letter) implements VendorCommand<Done> {}

    /** In which tier it is. */
    record LookAtTier() implements VendorCommand<Tier> {}

    /** @param name empty: in none */
    record Tier(Optional<String> name) {
        public Tier {
            if (name == null) name = Optional.empty();
        }
    }

    // ---- who sells for it

    /** Whether somebody may sell for it now. */
    record MaySell(String accountId, String mailboxId) implements VendorCommand<Right> {}

    /** Who sells for it beside its owner. */
    record LookAtMembers() implements VendorCommand<Members> {}

    /**
     * Who has this address sells for it from the next log-in on. Refused DENIED {@code owner-only}, CONFLICT {@code not-approved}, UNPROCESSABLE {@code is-owner} and {@code too-many-members}. Who sells for
     * another vendor is not among the members of the answer.
     */
    record AddMember(String accountId, String mailboxId, Personal<String> email) implements VendorCommand<Members> {}

    /**
     * Not any more; answered when none of their tokens is good any more, on any node. Refused NOT_FOUND when they are no member, DENIED {@code owner-only} when somebody else than the owner and
     * themselves asks.
     *
     * @param ownMailboxId of who asks
     */
    record RemoveMember(String accountId, String ownMailboxId, String mailboxId) implements VendorCommand<Members> {}

    // ---- what came of its steps

    /** What its owner needs was done, or cannot be. @param approval which one */
    record OwnerPrepared(long approval, Optional<Obstacle> obstacle) implements VendorCommand<Done> {}

    /** @param suspension which one */
    record SessionsEnded(long suspension) implements VendorCommand<Done> {}

    /**
     * @param number   of the invitation
     * @param accepted whether they sell for nobody else
     */
    record MemberAnswered(String mailboxId, long number, boolean accepted) implements VendorCommand<Done> {}

    /** @param number of the removal */
    record MemberGone(String mailboxId, long number) implements VendorCommand<Done> {}

    /** Where a vendor stands. */
    record Standing(VendorStatus status) {}

    /** Why an approval fails. */
    enum Obstacle {
        /** Another account has the e-mail address of who applied. */ ADDRESS_TAKEN,
        /** Who applied sells for another vendor. */ SELLS_ALREADY
    }

    /**
     * @param owner whether as its owner
     * @param email to which the right was given; empty: none, and nobody who was erased may use it
     */
    record Right(boolean granted, boolean owner, Optional<Personal<String>> email) {
        public static final Right NONE = new Right(false, false, Optional.empty());
    }
}
