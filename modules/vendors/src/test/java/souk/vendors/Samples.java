package souk.vendors;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Personal;
import souk.testkit.Spec;
import souk.vendors.api.Applicant;
import souk.vendors.api.Company;
import souk.vendors.api.Document;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorEvent;

/** Vendors to test with. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final String STAFF = "staff-1";
    static final Personal<String> ANN = Personal.sealed("account-1", "ANN");
    static final Personal<String> BOB = Personal.sealed("mail:bob", "BOB");
    static final Personal<Company> COMPANY = Personal.sealed("account-1", "COMPANY");
    static final Personal<PayoutAccount> PAYOUT = Personal.sealed("account-1", "PAYOUT");
    static final List<Document> DOCUMENTS = List.of(new Document(Document.Kind.REGISTRATION, Personal.sealed("account-1", "NAME"), 1_000, "ab".repeat(32)));
    static final Applicant CUSTOMER = new Applicant("account-1", "mailbox-1", ANN, false);
    static final Applicant NEWCOMER = new Applicant("account-1", "mailbox-1", ANN, true);

    private Samples() {}

    static VendorCommand.Apply apply(Applicant applicant) {
        return new VendorCommand.Apply("vendor-1", applicant, "Teas", COMPANY, PAYOUT, DOCUMENTS);
    }

    static VendorEvent.Applied applied(Applicant applicant) {
        return new VendorEvent.Applied("vendor-1", applicant, "Teas", COMPANY, PAYOUT, DOCUMENTS, NOON);
    }

    /** Somebody has applied. */
    static Spec<Vendor, VendorEvent> pending() {
        return Spec.of(Vendor.BLUEPRINT).at(NOON).given(applied(CUSTOMER));
    }

    static Spec<Vendor, VendorEvent> approved() {
        return Spec.of(Vendor.BLUEPRINT).at(NOON).given(applied(CUSTOMER), new VendorEvent.ApprovalBegun(STAFF, NOON), new VendorEvent.Approved(STAFF, NOON));
    }

    static VendorCommand.AddMember add(String mailbox) {
        return new VendorCommand.AddMember("account-1", mailbox, BOB);
    }

    static VendorCommand.Suspend suspend() {
        return new VendorCommand.Suspend(Optional.of("Does not answer"), STAFF);
    }
}
