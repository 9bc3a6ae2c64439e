package souk.customers.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Personal;

/** What happens to one account. */
public sealed interface AccountEvent extends Event {
    Instant at();

    record Opened(Personal<String> email, Optional<Personal<String>> name, PasswordHash password, String from, Instant at) implements AccountEvent {}

    record LoggedIn(String sessionId, AccountCommand.Visit visit, Instant at) implements AccountEvent {}

    /** The same password, hashed with other parameters. */
    record Rehashed(PasswordHash password, Instant at) implements AccountEvent {}

    record Refreshed(String sessionId, AccountCommand.Visit visit, Instant at) implements AccountEvent {}

    /** @param from the reset that it comes from; empty: its owner changed it */
    record PasswordChanged(PasswordHash password, String from, Instant at) implements AccountEvent {}

    record SessionsEnded(List<String> sessionIds, Why why, Instant at) implements AccountEvent {}

    /** Every node can learn that these sessions have ended. */
    record EndAnnounced(List<String> sessionIds, Instant at) implements AccountEvent {}

    /** Its owner wants to be forgotten; from now on there is no account. */
    record Erased(String accountId, String mailboxId, Instant at) implements AccountEvent {}

    /** The address is free and the owner's key destroyed: what other events say of a person can be read by nobody. */
    record Forgotten(Instant at) implements AccountEvent {}
    /** A secret was shown in a session, to be confirmed. */
    record SecondFactorBegun(String secretId, String sessionId, SealedSecret sealed, List<BackupCode> codes, Instant until, Instant at) implements AccountEvent {}

    /** @param step of time whose code confirmed it, and is used up by that */
    record SecondFactorOn(long step, Instant at) implements AccountEvent {}

    record SecondFactorOff(Instant at) implements AccountEvent {}

    /** Staff has turned it off for who has lost it; the password is no good any more either. @param by who */
    record SecondFactorLifted(String by, Instant at) implements AccountEvent {}

    /** @param step of time whose code was shown */
    record CodeUsed(long step, Instant at) implements AccountEvent {}

    record BackupCodeUsed(BackupCode code, Instant at) implements AccountEvent {}

    /** What was shown as a second factor, or to step up, was wrong. */
    record CodeRefused(Instant at) implements AccountEvent {}

    /** @param until when the session may not do any more what is sensitive */
    record SteppedUp(String sessionId, Instant until, Instant at) implements AccountEvent {}

    /** Somebody logged in there. @param device tells devices of this account apart */
    record DeviceUsed(String device, Instant at) implements AccountEvent {}

    /** The owner is to be told. */
    record NewsDue(LetterRequest.Kind kind, AccountCommand.NewsTo to, Instant at) implements AccountEvent {}

    /** The mailbox has the letter. */
    record NewsTold(String nonce, Instant at) implements AccountEvent {}

    /** Why sessions end before their time. */
    enum Why { LOGGED_OUT, PASSWORD, TOKEN_USED_TWICE, TOO_MANY, ERASED, FACTOR_LIFTED }
}
