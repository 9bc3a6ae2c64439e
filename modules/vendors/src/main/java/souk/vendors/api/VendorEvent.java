package souk.vendors.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Personal;

/** What happens to one vendor. {@code by}: the principal who said so. */
public sealed interface VendorEvent extends Event {
    Instant at();

    record Applied(String vendorId, Applicant applicant, String name, Personal<Company> company, Personal<PayoutAccount> payoutAccount, List<Document> documents, Instant at) implements VendorEvent {}

    record ReviewStarted(String by, Instant at) implements VendorEvent {}

    /** Staff has approved it; it is in force when its owner can be one. */
    record ApprovalBegun(String by, Instant at) implements VendorEvent {}

    record Approved(String by, Instant at) implements VendorEvent {}

    record ApprovalFailed(VendorCommand.Obstacle obstacle, Instant at) implements VendorEvent {}

    record Rejected(String reason, String by, Instant at) implements VendorEvent {}

    record Suspended(Optional<String> reason, String by, Instant at) implements VendorEvent {}

    /** No token of its people from before the suspension is good any more. */
    record SuspensionInForce(Instant at) implements VendorEvent {}

    record Reinstated(String by, Instant at) implements VendorEvent {}

    /** @param tier empty: none any more */
    record TierSet(Optional<String> tier, String by, Instant at) implements VendorEvent {
        public TierSet {
            if (tier == null) tier = Optional.empty();
        }
    }

    /** Its owner has changed some of this. @param to whom that is told @param language in which */
    record DetailsChanged(Optional<String> name, Optional<Personal<Company>> company, Optional<Personal<PayoutAccount>> payoutAccount, Personal<String> to, String language, String by, Instant at) implements VendorEvent {
        public DetailsChanged {
            if (name == null) name = Optional.empty();
            if (company == null) company = Optional.empty();
            if (payoutAccount == null) payoutAccount = Optional.empty();
        }
    }

    /** That was told, or nobody can be. @param letter which one */
    record LetterSent(long letter, Instant at) implements VendorEvent {}

    record MemberInvited(String mailboxId, Personal<String> email, Instant at) implements VendorEvent {}

    record MemberJoined(String mailboxId, Instant at) implements VendorEvent {}

    /** They sell for another vendor. */
    record MemberRefused(String mailboxId, Instant at) implements VendorEvent {}

    record MemberRemoved(String mailboxId, Instant at) implements VendorEvent {}

    /** Nothing of theirs is good any more. */
    record MemberGone(String mailboxId, Instant at) implements VendorEvent {}
}
