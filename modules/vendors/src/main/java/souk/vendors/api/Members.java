package souk.vendors.api;

import java.time.Instant;
import java.util.List;
import souk.kernel.Personal;

/**
 * Who sells for a vendor beside its owner.
 *
 * @param settling whether what was asked last is not in force everywhere yet
 */
public record Members(List<Member> members, boolean settling) {
    /** @param mailboxId of the e-mail address to which the right is given, whether there is an account or not */
    public record Member(String mailboxId, Personal<String> email, Instant since) {}
}
