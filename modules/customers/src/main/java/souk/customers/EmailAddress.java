package souk.customers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;
import souk.platform.privacy.Persons;

/** The canonical form of e-mail addresses: composed (NFC), in small letters. Nothing else is taken for the same: dots and plus signs are the mail server's affair. */
final class EmailAddress {
    private EmailAddress() {}

    static String canonical(String address) {
        return Normalizer.normalize(address, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** The id of the mailbox: a digest by the shop's own key, so that addresses stand in no log line, metric or key, and nobody who reads those can try which they are. */
    static String mailbox(String address, Persons persons) {
        return persons.lookup("souk.customers.mailbox:" + canonical(address));
    }

    /** SHA-256, safe in URLs. */
    static String digest(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(text));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
