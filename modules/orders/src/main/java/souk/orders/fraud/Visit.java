package souk.orders.fraud;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import souk.orders.api.PaymentMethod;
import souk.orders.api.ShippingAddress;

/**
 * What a checkout says of itself, for the rules against fraud. It is looked at where the request came in, and kept nowhere.
 *
 * @param account        the id of the account, or of a guest's session
 * @param billingCountry where who pays is at home, if that was said
 * @param from           the address the request came from, if anybody knows
 * @param network        the same, as what one customer has: a network of IPv6
 * @param firstOrder     whether this account has not bought anything yet
 */
public record Visit(String account, String email, ShippingAddress shipping, Optional<String> billingCountry, PaymentMethod payment, Optional<InetAddress> from, Optional<InetAddress> network,
        boolean firstOrder) {
    /** How an e-mail address is looked up, however it is written. */
    public static String mail(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    /** A country and a postcode, however they are written. */
    public static String postcode(String country, String postcode) {
        return country + " " + plain(postcode);
    }

    private static String plain(String text) {
        return text.toUpperCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    String domain() {
        return mail(email).substring(email.lastIndexOf('@') + 1);
    }

    String postcode() {
        return postcode(shipping.country(), shipping.postcode());
    }

    /** What is counted; nothing if it is not known. */
    Optional<String> counted(Rule.Of of) {
        return switch (of) {
            case ACCOUNT -> Optional.of(account);
            case EMAIL -> Optional.of(mail(email));
            case ADDRESS -> Optional.of(postcode() + "\n" + plain(shipping.line1()));
            case PAYMENT -> Optional.of(payment.method() + "\n" + payment.token());
            case POSTCODE -> Optional.of(postcode());
            case IP -> network.map(InetAddress::getHostAddress);
        };
    }
}
