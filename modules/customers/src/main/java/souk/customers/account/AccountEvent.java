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

    /** Why sessions end before their time. */
    enum Why { LOGGED_OUT, PASSWORD, TOKEN_USED_TWICE, TOO_MANY, ERASED }
}
