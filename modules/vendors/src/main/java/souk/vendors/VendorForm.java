package souk.vendors;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.platform.privacy.Persons;
import souk.vendors.api.Company;
import souk.vendors.api.Document;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorStatus;
import souk.vendors.api.VendorView;

/** How a vendor looks to people. Where it is paid to is shown masked, to everybody. */
final class VendorForm {
    private VendorForm() {}

    /** @param reason what staff typed, for the vendor to read */
    record Decided(VendorStatus status, Optional<String> reason, Instant at) {}

    record LegalAddress(String line1, Optional<String> line2, String city, String postcode, String country) {}

    /** Absent fields: those were erased, or not given. */
    record KnownCompany(Optional<String> email, Optional<String> taxId, Optional<LegalAddress> legalAddress) {
        static KnownCompany of(VendorView vendor, Persons persons) {
            var company = persons.open(vendor.company(), Company.class);
            return new KnownCompany(company.map(Company::email), company.flatMap(Company::taxId), company.flatMap(Company::legalAddress).map(at -> new LegalAddress(at.line1(), at.line2(), at.city(), at.postcode(), at.country())));
        }
    }

    record OneDocument(Document.Kind type, Optional<String> name, long size, String sha256) {
        static List<OneDocument> of(VendorView vendor, Persons persons) {
            return vendor.documents().stream().map(each -> new OneDocument(each.kind(), persons.open(each.name(), String.class), each.size(), each.sha256())).toList();
        }
    }

    static Optional<String> masked(VendorView vendor, Persons persons) {
        return persons.open(vendor.payoutAccount(), PayoutAccount.class).map(PayoutAccount::masked);
    }

    /** A vendor, as its people see it. @param version of what is here, which is its ETag */
    record OneVendor(String id, long version, VendorStatus status, String name, KnownCompany company, Optional<String> payoutAccount, List<OneDocument> documents, Instant appliedAt, Optional<Decided> decided) {
        static OneVendor of(VendorView vendor, Persons persons) {
            return new OneVendor(vendor.id(), vendor.details(), vendor.status(), vendor.name(), KnownCompany.of(vendor, persons), masked(vendor, persons), OneDocument.of(vendor, persons), vendor.appliedAt(),
                    vendor.verdict().map(verdict -> new Decided(verdict.status(), verdict.reason(), verdict.at())));
        }
    }
}
