package souk.vendors;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.View;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorEvent;
import souk.vendors.api.VendorStatus;

/**
 * A vendor in the lists of staff and of its owner.
 *
 * @param vendor nothing before somebody applied
 */
record VendorList(Optional<Entry> vendor) {
    /** @param decidedAt when staff said something last */
    record Entry(String id, VendorStatus status, String name, String ownerId, Instant appliedAt, Optional<Instant> decidedAt) {}

    static final View<VendorList, VendorEvent> VIEW = View.of("vendors.vendor-list", VendorCommand.TYPE, VendorEvent.class, new VendorList(Optional.empty()))
            .on(VendorEvent.Applied.class, (row, event) -> new VendorList(Optional.of(new Entry(event.vendorId(), VendorStatus.PENDING, event.name(), event.applicant().accountId(), event.at(), Optional.empty()))))
            .on(VendorEvent.ReviewStarted.class, (row, event) -> row.is(VendorStatus.UNDER_REVIEW, event.at()))
            .on(VendorEvent.Approved.class, (row, event) -> row.is(VendorStatus.APPROVED, event.at()))
            .on(VendorEvent.Rejected.class, (row, event) -> row.is(VendorStatus.REJECTED, event.at()))
            .on(VendorEvent.Suspended.class, (row, event) -> row.is(VendorStatus.SUSPENDED, event.at()))
            .on(VendorEvent.Reinstated.class, (row, event) -> row.is(VendorStatus.APPROVED, event.at()))
            .on(VendorEvent.DetailsChanged.class, (row, event) -> row.named(event.name()))
            .ignore(VendorEvent.ApprovalBegun.class, VendorEvent.ApprovalFailed.class, VendorEvent.SuspensionInForce.class, VendorEvent.TierSet.class, VendorEvent.MemberInvited.class, VendorEvent.MemberJoined.class,
                    VendorEvent.MemberRefused.class, VendorEvent.MemberRemoved.class, VendorEvent.MemberGone.class, VendorEvent.LetterSent.class)
            .build();

    private VendorList named(Optional<String> name) {
        return new VendorList(vendor.map(entry -> new Entry(entry.id, entry.status, name.orElse(entry.name), entry.ownerId, entry.appliedAt, entry.decidedAt)));
    }

    private VendorList is(VendorStatus status, Instant at) {
        return new VendorList(vendor.map(entry -> new Entry(entry.id, status, entry.name, entry.ownerId, entry.appliedAt, Optional.of(at))));
    }
}
