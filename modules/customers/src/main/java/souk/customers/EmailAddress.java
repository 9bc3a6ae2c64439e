package souk.customers;

import java.text.Normalizer;
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
}
