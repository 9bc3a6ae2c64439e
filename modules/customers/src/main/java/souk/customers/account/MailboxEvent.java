package souk.customers.account;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Personal;

/** What happens to one e-mail address. */
public sealed interface MailboxEvent extends Event {
    Instant at();

    /** @param quietUntil before this, no other registration is heeded */
    record RegistrationAsked(Personal<String> email, Optional<Personal<String>> name, PasswordHash password, String nonce, String tokenHash, Instant until, Instant quietUntil, String language,
            Instant at) implements MailboxEvent {}

    /** Somebody wants an account where there is one: its owner is told. */
    record RegisteredAgain(String nonce, Instant quietUntil, String language, Instant at) implements MailboxEvent {}

    record Verified(String nonce, String accountId, Instant at) implements MailboxEvent {}

    /** The shop knows whose address this is, without a link: this account has it. */
    record VouchedFor(String accountId, Personal<String> email, Instant at) implements MailboxEvent {}

    record AccountOpened(Instant at) implements MailboxEvent {}

    record ResetAsked(String nonce, String tokenHash, Instant until, Instant quietUntil, String language, Instant at) implements MailboxEvent {}

    /** Somebody wants another password where there is no account: written so that both take the same time. */
    record ResetAskedInVain(Instant quietUntil, Instant at) implements MailboxEvent {}

    record ResetUsed(String nonce, PasswordHash password, Instant at) implements MailboxEvent {}

    record PasswordReplaced(String nonce, Instant at) implements MailboxEvent {}

    /** The account of this address is no more. */
    record Released(String accountId, Instant at) implements MailboxEvent {}
    /** The owner is told of something. */
    record NewsAsked(LetterRequest.Kind kind, String nonce, String language, Instant happenedAt, Instant at) implements MailboxEvent {}

    record LetterDone(String nonce, boolean sent, Instant at) implements MailboxEvent {}
}
