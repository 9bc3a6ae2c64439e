package souk.orders.fraud;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.orders.api.Verdict;

/**
 * A rule against fraud. Which of its parts mean anything depends on its kind.
 *
 * @param kind       what makes it fire
 * @param of         of {@code VELOCITY}, {@code DENY} and {@code ALLOW}: what is counted or listed
 * @param window     of {@code VELOCITY}
 * @param orders     of {@code VELOCITY}: so many may come in a window
 * @param amount     of {@code VELOCITY}: so much in a window; of {@code AMOUNT}: so much in one order
 * @param firstOrder of {@code AMOUNT}: only for who has not bought anything yet
 * @param values     of {@code DENY}, {@code ALLOW} and {@code MAIL_DOMAIN}: what is listed; of e-mail addresses their digests
 * @param countries  only orders that go there; empty: all
 * @param verdict    what is to become of an order for which it fires; nothing of {@code ALLOW}
 */
public record Rule(String id, Kind kind, Optional<Of> of, Optional<Duration> window, Optional<Integer> orders, Optional<Money> amount, boolean firstOrder, List<String> values,
        List<String> countries, Optional<Verdict> verdict, boolean on) {
    /** What makes a rule fire. */
    public enum Kind {
        /** Too many orders, or too much money, in a window. */ VELOCITY("velocity"),
        /** Who pays is in another country than who is sent it. */ COUNTRY_MISMATCH("country-mismatch"),
        /** An e-mail address of a domain on the list. */ MAIL_DOMAIN("mail-domain"),
        /** On the list. */ DENY("deny-list"),
        /** Never: who is on the list is held against nothing but other lists. */ ALLOW("allow-list"),
        /** An order that is worth more. */ AMOUNT("amount");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /** What orders say when it has fired; never changes. */
        public String code() {
            return code;
        }
    }

    /** What is counted or listed. */
    public enum Of {
        /** The account, or a guest's session. */ ACCOUNT,
        /** The e-mail address, by its digest. */ EMAIL,
        /** The address it is sent to. */ ADDRESS,
        /** What stands for the card or account at the provider. */ PAYMENT,
        /** Country and postcode, such as {@code GB LS1 1AA}. */ POSTCODE,
        /** The network that the request came from; in lists an address or a range of them. */ IP
    }

    public Rule {
        values = List.copyOf(values);
        countries = List.copyOf(countries);
    }
}
