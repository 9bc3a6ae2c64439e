package souk.customers.account;

import java.time.Duration;
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
     * @param proof           of the second factor, if one was shown: whoever has one needs it
     * @param arrival         from where, so that the owner is told of what is new
     */
    record LogIn(String sessionId, int passwordVersion, Optional<PasswordHash> rehashed, Visit visit, int most, Optional<Proof> proof, Optional<Arrival> arrival) implements AccountCommand<Shown> {}

    /**
     * A second factor, which is asked for when it was confirmed. Begun again with the same id in the same session, it is the same one; with another it takes the place of the one before.
     *
     * @param secretId  of this secret, never used for another
     * @param sessionId where it is shown
     * @param lasts     for so long it can be confirmed
     */
    record BeginSecondFactor(String secretId, String sessionId, SealedSecret sealed, List<BackupCode> codes, Duration lasts) implements AccountCommand<SealedSecret> {}

    /** Turns it on. A code that is not good: 400. Again with the same code: the same. */
    record ConfirmSecondFactor(Proof proof, Optional<NewsTo> news) implements AccountCommand<Done> {}

    /** Turns it off, by who has it. */
    record EndSecondFactor(Proof proof, Optional<NewsTo> news) implements AccountCommand<Shown> {}

    /**
     * Turns it off, by staff, for who has lost it: with it go every session and the password, so that whoever comes next has to read the account's mail. Who asks waits for the end of the sessions. Of an account
     * without one: nothing happens. Refused: {@code not-found}; {@code own-second-factor} (DENIED).
     *
     * @param accountId the aggregate's own id
     * @param by        the principal who does it
     * @param password  one that nobody knows
     */
    record LiftSecondFactor(String accountId, String by, PasswordHash password, NewsTo news) implements AccountCommand<Ending> {}

    /** What is kept of its owner that no other question tells. */
    record Recall() implements AccountCommand<Kept> {}

    /**
     * For a while this session may do what is sensitive.
     *
     * @param proof           of the second factor
     * @param passwordVersion without one: of the password that was shown; 0: it was another
     */
    record StepUp(String sessionId, Optional<Proof> proof, int passwordVersion, Duration lasts) implements AccountCommand<SteppedUp> {}

    /** Whether this session may do what is sensitive; refused if it may not. */
    record MayDoSensitive(String sessionId) implements AccountCommand<Done> {}

    /** The same for what a stolen token alone must never do: refused without a second factor too, and in the session that turned it on. */
    record HasSteppedUp(String sessionId) implements AccountCommand<Done> {}

    /** What happened of late, the latest first. @param before only what has a smaller number */
    record RecentActivity(Optional<Long> before, int most) implements AccountCommand<Activity.Slice> {}

    /** The mailbox has the letter. */
    record NewsTold(String nonce) implements AccountCommand<Done> {}

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

    /**
     * A code, as a node understands it: the code itself is told to nobody.
     *
     * @param secretId with whose secret it was compared
     * @param steps    of time around now whose code it is
     * @param backup   what would be kept of it, were it a backup code
     */
    record Proof(String secretId, List<Long> steps, Optional<BackupCode> backup) {}

    /** @param wrong whether what was shown is not good; that counts, and nothing else was done */
    record Shown(boolean wrong) {}

    /** @param until when it may not any more; none: what was shown is not good */
    record SteppedUp(Optional<Instant> until) {}

    /**
     * @param device tells devices of this account apart, and nothing else about them
     * @param news   how its owner is told
     */
    record Arrival(String device, NewsTo news) {}

    /**
     * Where a letter that only tells something is sent.
     *
     * @param nonce     of the letter, so that it is not sent twice
     * @param mailboxId of the account's address
     * @param language  as a language tag
     */
    record NewsTo(String nonce, String mailboxId, String language) {}

    /**
     * @param version rises with each other password
     * @param factor  the second factor that is asked for
     * @param begun   the one that is to be confirmed
     */
    record Credentials(PasswordHash password, int version, Optional<FactorSecret> factor, Optional<FactorSecret> begun) {}

    record FactorSecret(String secretId, SealedSecret sealed) {}

    /** @param number of the next refresh token; none: this one was used before, and the session has ended */
    record Refreshed(Optional<Integer> number) {}

    record Profile(Personal<String> email, Optional<Personal<String>> name) {}

    record SessionInfo(String id, Instant createdAt, Instant lastSeenAt, Personal<String> address, Personal<String> userAgent) {}

    /**
     * @param secondFactor whether one is asked for
     * @param backupCodes  how many are left
     * @param devices      when each was used last, of which only a digest is kept
     */
    record Kept(boolean secondFactor, int backupCodes, List<Instant> devices) {
        public Kept {
            devices = List.copyOf(devices);
        }
    }

    /** In the order in which they were last seen, the latest first. */
    record SessionList(List<SessionInfo> sessions) {}

    /** @param done whether it has come to its end by now; else it will */
    record Erasure(boolean done) {}

    /** @param everywhere whether every node can learn of it by now */
    record Ending(boolean everywhere) {}
}
