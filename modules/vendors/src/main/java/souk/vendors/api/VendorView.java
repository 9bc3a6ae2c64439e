package souk.vendors.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Personal;

/**
 * A vendor.
 *
 * @param version  the number of events so far
 * @param ownerId  the account that applied
 * @param verdict  what staff has said last
 * @param settling whether what was decided last is not in force everywhere yet
 * @param tier     which staff has put it in
 * @param details  the version of what its people see of it: letters and members count in the other one alone
 */
public record VendorView(String id, long version, VendorStatus status, String name, String ownerId, Personal<Company> company, Personal<PayoutAccount> payoutAccount, List<Document> documents, int members,
        Instant appliedAt, Optional<Verdict> verdict, boolean settling, Optional<String> tier, long details) {
    public VendorView {
        // From a node that knows no tiers.
        if (tier == null) tier = Optional.empty();
        // And from one that has a single version.
        if (details == 0) details = version;
    }

    /**
     * What staff has said.
     *
     * @param reason what staff typed, for the vendor to read
     * @param by     the principal who said it
     */
    public record Verdict(VendorStatus status, Optional<String> reason, String by, Instant at) {}
}
