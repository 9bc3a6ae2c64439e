package souk.customers;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;
import souk.customers.account.LetterRequest;
import souk.kernel.Sha256;
import souk.platform.http.Tickets;

/**
 * The links that are mailed. A link's token is signed with the node's key, over the mailbox and a nonce, so it is made only when the letter is: stored are the nonce, and a
 * digest of the token that is compared when it comes back.
 */
final class Links {
    /** A token that came back. */
    record Opened(String mailboxId, String nonce, String hash) {}

    private final String base;
    private final Tickets verify;
    private final Tickets reset;
    final Duration verifyFor;
    final Duration resetFor;
    final Duration pause;

    private Links(Config config) {
        var own = config.getConfig("souk.customers.links");
        String shop = own.getString("shop");
        base = shop.isBlank() ? "http://" + config.getString("souk.http.host") + ":" + config.getInt("souk.http.port") : shop.replaceAll("/+$", "");
        verify = Tickets.of(config, "verify");
        reset = Tickets.of(config, "reset");
        verifyFor = own.getDuration("verify-for");
        resetFor = own.getDuration("reset-for");
        pause = own.getDuration("pause");
    }

    static Links of(Config config) {
        return new Links(config);
    }

    private Tickets of(LetterRequest.Kind kind) {
        return kind == LetterRequest.Kind.RESET ? reset : verify;
    }

    /** What is kept of the token of this nonce. */
    String hash(LetterRequest.Kind kind, String mailboxId, String nonce) {
        return Sha256.urlSafe(of(kind).issue(mailboxId, nonce));
    }

    Optional<Opened> open(LetterRequest.Kind kind, String token) {
        return of(kind).open(token).map(opened -> new Opened(opened.owner(), opened.what(), Sha256.urlSafe(token)));
    }

    /** Where the reader of a letter goes. */
    String url(LetterRequest.Kind kind, String mailboxId, String nonce) {
        return switch (kind) {
            case VERIFY -> base + "/verify?token=" + verify.issue(mailboxId, nonce);
            case RESET -> base + "/reset?token=" + reset.issue(mailboxId, nonce);
            case REGISTERED, NEW_DEVICE, FACTOR_ON, FACTOR_OFF, FACTOR_LIFTED -> base + "/";
        };
    }
}
