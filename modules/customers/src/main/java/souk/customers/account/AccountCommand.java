package souk.customers.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Personal;

/**
 * What can be asked of one account. Until it is opened there is none: 404.
 *
 * @param <R> the reply
 */
public sealed interface AccountCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "customers.account";

    /** @param accountId drawn at random when its address was proven; also the id of the principal */
    static Address<AccountCommand<?>> at(String accountId) {
        return new Address<>(TYPE, accountId);
    }

    /** @param from what it comes from, so that it can be asked twice */
    record Open(Personal<String> email, Optional<Personal<String>> name, PasswordHash password, String from) implements AccountCommand<Done> {}

    /** What a password is compared with. */
    record Secret() implements AccountCommand<Credentials> {}

    /**
     * Begins a session.
     *
     * @param passwordVersion of the password that was shown: it must be the present one
     * @param rehashed        the same password, hashed anew with today's parameters
     * @param visit           who begins it
     * @param most            so many sessions an account has; one more ends the one that was not seen for the longest time
     */
    record LogIn(String sessionId, int passwordVersion, Optional<PasswordHash> rehashed, Visit visit, int most) implements AccountCommand<Done> {}

    /** @param number of the refresh token that was shown */
    record Refresh(String sessionId, int number, Visit visit) implements AccountCommand<Refreshed> {}

    /** Who it is. */
    record Look() implements AccountCommand<Profile> {}

    /** Its sessions that are not over. */
    record Sessions() implements AccountCommand<SessionList> {}

    /** Ends a session; there must be one. */
    record EndSession(String sessionId) implements AccountCommand<Ending> {}

    /** Ends every session but this one. */
    record EndOthers(String sessionId) implements AccountCommand<Ending> {}

    /** Another password, by who knows the present one; ends every session but this one. */
    record ChangePassword(String sessionId, int passwordVersion, PasswordHash password) implements AccountCommand<Ending> {}

    /** Another password, by who reads its mail; ends every session. @param from the reset, so that it can be asked twice */
    record ReplacePassword(String from, PasswordHash password) implements AccountCommand<Ending> {}

    /**
     * The end of the account, for good: its sessions end, its address is free again and its owner's key is destroyed. Who asks waits for that. Asked again: the same. Refused:
     * {@code password-changed} (CONFLICT); {@code not-found}.
     *
     * @param accountId the aggregate's own id, which names its owner's key
     * @param mailboxId of its address
     */
    record Erase(String accountId, int passwordVersion, String mailboxId) implements AccountCommand<Erasure> {}

    /** The address is free and the key destroyed. */
    record Forgotten() implements AccountCommand<Done> {}

    /** Every node can learn that these sessions have ended. */
    record Announced(List<String> sessionIds) implements AccountCommand<Done> {}

    /**
     * A client at a moment.
     *
     * @param until      when its refresh token is good no more
     * @param tokenUntil when its access token is good no more
     */
    record Visit(Personal<String> address, Personal<String> userAgent, Instant until, Instant tokenUntil) {}

    /** @param version rises with each other password */
    record Credentials(PasswordHash password, int version) {}

    /** @param number of the next refresh token; none: this one was used before, and the session has ended */
    record Refreshed(Optional<Integer> number) {}

    record Profile(Personal<String> email, Optional<Personal<String>> name) {}

    record SessionInfo(String id, Instant createdAt, Instant lastSeenAt, Personal<String> address, Personal<String> userAgent) {}

    /** In the order in which they were last seen, the latest first. */
    record SessionList(List<SessionInfo> sessions) {}

    /** @param done whether it has come to its end by now; else it will */
    record Erasure(boolean done) {}

    /** @param everywhere whether every node can learn of it by now */
    record Ending(boolean everywhere) {}
}
