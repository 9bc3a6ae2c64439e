package souk.vendors.api;

/** Where a vendor stands. Only an approved one may sell. */
public enum VendorStatus {
    /** Applied; nobody has looked at it. */ PENDING,
    /** Somebody of the staff is looking at it. */ UNDER_REVIEW,
    /** May sell. */ APPROVED,
    /** Was refused, for good: who still wants to sell applies anew. */ REJECTED,
    /** Was approved, and may not sell until it is reinstated. */ SUSPENDED;

    /** Whether staff has still to decide. */
    public boolean isOpen() {
        return this == PENDING || this == UNDER_REVIEW;
    }
}
