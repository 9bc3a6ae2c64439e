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
 * What can be asked of one e-mail address. Whether there is an account is no answer to any of these but {@link Look}.
 *
 * @param <R> the reply
 */
public sealed interface MailboxCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "customers.mailbox";

    /** @param mailboxId made from the address ({@code EmailAddress}), the same however it is written */
    static Address<MailboxCommand<?>> at(String mailboxId) {
        return new Address<>(TYPE, mailboxId);
    }

    /**
     * A link that is to be mailed.
     *
     * @param nonce     tells one link from another; the link's token is made from it and a key that is not stored
     * @param tokenHash what is kept of the token
     * @param until     when it is good no more
     * @param pause     for so long nobody can have another one mailed to this address
     * @param language  of the mail, as a language tag
     */
    record Link(String nonce, String tokenHash, Instant until, Duration pause, String language) {}

    /** Somebody wants an account, and gets it by the link. Who has one is told so by mail. The person who owns the keys of e-mail and name is the account to be. */
    record Register(Personal<String> email, Optional<Personal<String>> name, PasswordHash password, Link link) implements MailboxCommand<Done> {}

    /** The link of a registration was followed: its password becomes that of the account. @param accountId its id, if the registration is from before there were keys, and so does not name it */
    record Verify(String nonce, String tokenHash, String accountId) implements MailboxCommand<Done> {}

    /** The shop has found out by itself whose address this is: an account that is open already gets it. Refused CONFLICT {@code address-taken} when another account has it. */
    record Vouch(String accountId, Personal<String> email) implements MailboxCommand<Done> {}

    /** Somebody wants another password. */
    record AskReset(Link link) implements MailboxCommand<Done> {}

    /** The link of a reset was followed. */
    record Reset(String nonce, String tokenHash, PasswordHash password) implements MailboxCommand<Done> {}

    /** What is kept for its owner. */
    record Recall() implements MailboxCommand<Kept> {}

    /** Whose it is. */
    record Look() implements MailboxCommand<Holder> {}

    /** The account wants its owner to be told what happened there. @param nonce the same for the same letter */
    record Tell(LetterRequest.Kind kind, String nonce, String language, Instant at) implements MailboxCommand<Done> {}

    /** A letter was sent, or never will be. */
    record LetterDone(String nonce, boolean sent) implements MailboxCommand<Done> {}

    /** The account was opened. */
    record AccountOpened() implements MailboxCommand<Done> {}

    /** The account has the password of this reset. */
    record PasswordReplaced(String nonce) implements MailboxCommand<Done> {}

    /** This account is no more: the address is free, and nothing is mailed any more. */
    record Release(String accountId) implements MailboxCommand<Done> {}

    /**
     * @param letters    that are to be sent
     * @param resetLinks until when each is good that was not followed
     * @param told       when letters that only tell something were asked for, of the last day
     */
    record Kept(List<Waiting> letters, List<Instant> resetLinks, List<Instant> told) {
        public Kept {
            letters = List.copyOf(letters);
            resetLinks = List.copyOf(resetLinks);
            told = List.copyOf(told);
        }
    }

    /** A letter that is to be sent. @param until when it is not sent any more */
    record Waiting(LetterRequest.Kind kind, Instant until) {}

    /** @param accountId of the account that has this address, once it is proven; else none */
    record Holder(Optional<String> accountId) {}
}
