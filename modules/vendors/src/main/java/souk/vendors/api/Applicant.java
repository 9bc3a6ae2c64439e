package souk.vendors.api;

import souk.kernel.Personal;

/**
 * Who applies, and owns the vendor.
 *
 * @param accountId the account; its key locks all that is personal of the vendor
 * @param mailboxId of its e-mail address
 * @param unproven  whether nobody has proven that address yet: then the account can be used when the vendor is approved, and not before
 */
public record Applicant(String accountId, String mailboxId, Personal<String> email, boolean unproven) {}
