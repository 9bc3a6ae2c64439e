package souk.customers.account;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.customers.account.MailboxCommand.Holder;
import souk.customers.account.MailboxCommand.Link;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;

/**
 * One e-mail address: who wants an account for it, which account has it, and the letters that are to be sent there. There is one of it
 * however the address is written, so an address never has two accounts. What only the reader of its mail may do is asked of it.
 *
 * <p>Each registration has a link of its own, which brings its own password: who registers somebody else's address gets it only if its reader
 * follows that very link, and no later registration makes an earlier link void.
 *
 * @param registrations those whose link was not followed, by nonce, the oldest out when there are too many
 * @param owner         the account; null while there is none
 * @param resets        those whose link was not followed, by nonce
 * @param replacement   the password that the account has not got yet; null: none
 * @param letters       to be sent, in order
 * @param numbered      the number of the next registration or letter
 * @param quietForRegistrations before this, no registration is heeded
 * @param quietForResets        nor a reset
 * @param told         letters that only tell something, and when they were asked for, of the last day
 */
public record Mailbox(PersistentMap<String, Registration> registrations, Owner owner, PersistentMap<String, Reset> resets, Replacement replacement, PersistentMap<Long, Letter> letters, long numbered,
        Instant quietForRegistrations, Instant quietForResets, PersistentMap<String, Instant> told) {
    /** Of a page that was written before there was this. */
    public Mailbox {
        if (told == null) told = PersistentMap.empty();
    }

    /** @param number their order */
    record Registration(long number, Personal<String> email, Optional<Personal<String>> name, PasswordHash password, String tokenHash, Instant until) {}

    /** @param opening what it is to be opened with; null when it was */
    record Owner(String accountId, Personal<String> email, String nonce, Registration opening) {}

    record Reset(String tokenHash, Instant until) {}

    record Replacement(String nonce, PasswordHash password) {}

    record Letter(LetterRequest.Kind kind, Personal<String> to, String nonce, Instant until, String language) {}

    private static final int MOST = 5;
    /** So many letters a day tell something; fewer tell of new devices, so that who knows the password neither fills the mailbox nor drives other news out. */
    private static final int MOST_NEWS = 30;
    private static final int MOST_DEVICES = 10;
    static final Mailbox NONE = new Mailbox(PersistentMap.empty(), null, PersistentMap.empty(), null, PersistentMap.empty(), 1, Instant.EPOCH, Instant.EPOCH, PersistentMap.empty());
    private static final Rejection LINK = new Rejection(Kind.GONE, "link-used", "This link was used, has expired, or never was one of ours: ask for another.");

    private static final Rejection TAKEN = new Rejection(Kind.CONFLICT, "address-taken", "Another account has this e-mail address.");

    /** The table of its commands and events. */
    public static final Blueprint<Mailbox, MailboxEvent> BLUEPRINT = Blueprint.of(MailboxCommand.TYPE, NONE, MailboxCommand.class, MailboxEvent.class)
            .decide("register", MailboxCommand.Register.class, Done.class, Mailbox::register)
            .await("verify", MailboxCommand.Verify.class, Done.class, Mailbox::verify, Mailbox::settled, mailbox -> Done.DONE)
            .decide("ask-reset", MailboxCommand.AskReset.class, Done.class, Mailbox::askReset)
            .await("reset", MailboxCommand.Reset.class, Done.class, Mailbox::reset, Mailbox::settled, mailbox -> Done.DONE)
            .answer("look", MailboxCommand.Look.class, Holder.class, (mailbox, look, now) -> Outcome.accepted(new Holder(Optional.ofNullable(mailbox.owner).map(Owner::accountId))))
            .decide("vouch", MailboxCommand.Vouch.class, Done.class, Mailbox::vouch)
            .answer("recall", MailboxCommand.Recall.class, MailboxCommand.Kept.class, (mailbox, recall, now) -> Outcome.accepted(mailbox.kept()))
            .decide("release", MailboxCommand.Release.class, Done.class, Mailbox::release)
            .decide("tell", MailboxCommand.Tell.class, Done.class, Mailbox::tell)
            .decide("letter-done", MailboxCommand.LetterDone.class, Done.class, Mailbox::letterDone)
            .decide("account-opened", MailboxCommand.AccountOpened.class, Done.class, Mailbox::accountOpened)
            .decide("password-replaced", MailboxCommand.PasswordReplaced.class, Done.class, Mailbox::passwordReplaced)
            .apply(MailboxEvent.RegistrationAsked.class, "customers.registration-asked", 2, Mailbox::registrationAsked)
            // The same, when nothing was locked yet.
            .upcast("customers.registration-asked", 1, MailboxEvent.RegistrationAsked.class, asked -> asked)
            .apply(MailboxEvent.RegisteredAgain.class, "customers.registered-again", Mailbox::registeredAgain)
            .apply(MailboxEvent.Verified.class, "customers.mailbox-verified", Mailbox::verified)
            .apply(MailboxEvent.VouchedFor.class, "customers.mailbox-vouched-for", (mailbox, event) -> mailbox.ownedBy(new Owner(event.accountId(), event.email(), "", null)))
            .apply(MailboxEvent.AccountOpened.class, "customers.mailbox-settled", (mailbox, event) -> mailbox.with(new Owner(mailbox.owner.accountId, mailbox.owner.email, mailbox.owner.nonce, null)))
            .apply(MailboxEvent.ResetAsked.class, "customers.reset-asked", Mailbox::resetAsked)
            .apply(MailboxEvent.ResetAskedInVain.class, "customers.reset-asked-in-vain", (mailbox, event) -> mailbox.quiet(mailbox.quietForRegistrations, event.quietUntil()))
            .apply(MailboxEvent.ResetUsed.class, "customers.reset-used", Mailbox::resetUsed)
            .apply(MailboxEvent.PasswordReplaced.class, "customers.reset-done", (mailbox, event) -> mailbox.with((Replacement) null))
            .apply(MailboxEvent.Released.class, "customers.mailbox-released", (mailbox, event) -> new Mailbox(PersistentMap.empty(), null, PersistentMap.empty(), null, PersistentMap.empty(), mailbox.numbered, Instant.EPOCH, Instant.EPOCH, PersistentMap.empty()))
            .apply(MailboxEvent.NewsAsked.class, "customers.news-asked", Mailbox::newsAsked)
            .apply(MailboxEvent.LetterDone.class, "customers.letter-done", (mailbox, event) -> mailbox.withLetters(mailbox.letters.without(mailbox.letter(event.nonce()).orElseThrow())))
            .process((mailbox, now) -> mailbox.step())
            .build();

    // ---- what people ask

    private MailboxCommand.Kept kept() {
        return new MailboxCommand.Kept(letters.values().stream().map(each -> new MailboxCommand.Waiting(each.kind, each.until)).toList(), resets.values().stream().map(Reset::until).toList(), List.copyOf(told.values()));
    }

    private Decision<Mailbox, MailboxEvent, Done> register(MailboxCommand.Register asked, Instant now) {
        Link link = asked.link();
        if (now.isBefore(quietForRegistrations)) return accept(after -> Done.DONE);
        Instant quietUntil = now.plus(link.pause());
        if (owner != null) return accept(after -> Done.DONE, new MailboxEvent.RegisteredAgain(link.nonce(), quietUntil, link.language(), now));
        return accept(after -> Done.DONE, new MailboxEvent.RegistrationAsked(asked.email(), asked.name(), asked.password(), link.nonce(), link.tokenHash(), link.until(), quietUntil, link.language(), now));
    }

    private Decision<Mailbox, MailboxEvent, Done> verify(MailboxCommand.Verify asked, Instant now) {
        var registration = registrations.get(asked.nonce());
        boolean good = registration != null && registration.tokenHash.equals(asked.tokenHash()) && now.isBefore(registration.until);
        return good ? accept(after -> Done.DONE, new MailboxEvent.Verified(asked.nonce(), registration.email.person().orElse(asked.accountId()), now)) : reject(LINK);
    }

    private Decision<Mailbox, MailboxEvent, Done> vouch(MailboxCommand.Vouch asked, Instant now) {
        if (owner == null) return accept(after -> Done.DONE, new MailboxEvent.VouchedFor(asked.accountId(), asked.email(), now));
        return owner.accountId.equals(asked.accountId()) ? accept(after -> Done.DONE) : reject(TAKEN);
    }

    private Decision<Mailbox, MailboxEvent, Done> askReset(MailboxCommand.AskReset asked, Instant now) {
        Link link = asked.link();
        if (now.isBefore(quietForResets)) return accept(after -> Done.DONE);
        Instant quietUntil = now.plus(link.pause());
        if (owner == null) return accept(after -> Done.DONE, new MailboxEvent.ResetAskedInVain(quietUntil, now));
        return accept(after -> Done.DONE, new MailboxEvent.ResetAsked(link.nonce(), link.tokenHash(), link.until(), quietUntil, link.language(), now));
    }

    private Decision<Mailbox, MailboxEvent, Done> reset(MailboxCommand.Reset asked, Instant now) {
        var reset = resets.get(asked.nonce());
        boolean good = reset != null && reset.tokenHash.equals(asked.tokenHash()) && now.isBefore(reset.until);
        return good ? accept(after -> Done.DONE, new MailboxEvent.ResetUsed(asked.nonce(), asked.password(), now)) : reject(LINK);
    }

    private Decision<Mailbox, MailboxEvent, Done> tell(MailboxCommand.Tell asked, Instant now) {
        boolean known = owner == null || told.containsKey(asked.nonce()) || !now.isBefore(asked.at().plus(LetterRequest.NEWS));
        long today = told.values().stream().filter(at -> at.plus(LetterRequest.NEWS).isAfter(now)).count();
        boolean tooMany = today >= (asked.kind() == LetterRequest.Kind.NEW_DEVICE ? MOST_DEVICES : MOST_NEWS);
        return known || tooMany ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new MailboxEvent.NewsAsked(asked.kind(), asked.nonce(), asked.language(), asked.at(), now));
    }

    /** What was asked by a link is done when the account knows it. */
    private Optional<Outcome<Done>> settled() {
        return owner != null && owner.opening == null && replacement == null ? Optional.of(Outcome.accepted(Done.DONE)) : Optional.empty();
    }

    private Decision<Mailbox, MailboxEvent, Done> release(MailboxCommand.Release asked, Instant now) {
        boolean theirs = owner != null && owner.accountId.equals(asked.accountId());
        return theirs ? accept(after -> Done.DONE, new MailboxEvent.Released(asked.accountId(), now)) : accept(after -> Done.DONE);
    }

    // ---- what comes of the steps

    private Optional<Step> step() {
        if (owner != null && owner.opening != null) {
            var opening = owner.opening;
            var open = new AccountCommand.Open(opening.email, opening.name, opening.password, owner.nonce);
            return Optional.of(Step.of("open-account", List.of(Step.send(AccountCommand.at(owner.accountId), open)), answers -> new MailboxCommand.AccountOpened()));
        }
        if (replacement != null) {
            var replace = new AccountCommand.ReplacePassword(replacement.nonce, replacement.password);
            return Optional.of(Step.of("replace-password", List.of(Step.send(AccountCommand.at(owner.accountId), replace)), answers -> new MailboxCommand.PasswordReplaced(replacement.nonce)));
        }
        return letters.first().map(first -> {
            var letter = first.getValue();
            var request = new LetterRequest(letter.kind, letter.to, letter.nonce, letter.until, letter.language);
            return Step.of("send-letter", List.of(Step.ask(LetterRequest.PROVIDER, request)), answers -> new MailboxCommand.LetterDone(letter.nonce, Step.refusal(answers).isEmpty()));
        });
    }

    private Decision<Mailbox, MailboxEvent, Done> letterDone(MailboxCommand.LetterDone done, Instant now) {
        return letter(done.nonce()).isEmpty() ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new MailboxEvent.LetterDone(done.nonce(), done.sent(), now));
    }

    private Decision<Mailbox, MailboxEvent, Done> accountOpened(MailboxCommand.AccountOpened opened, Instant now) {
        return owner == null || owner.opening == null ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new MailboxEvent.AccountOpened(now));
    }

    private Decision<Mailbox, MailboxEvent, Done> passwordReplaced(MailboxCommand.PasswordReplaced replaced, Instant now) {
        boolean ours = replacement != null && replacement.nonce.equals(replaced.nonce());
        return ours ? accept(after -> Done.DONE, new MailboxEvent.PasswordReplaced(replaced.nonce(), now)) : accept(after -> Done.DONE);
    }

    // ---- what events change

    private Mailbox registrationAsked(MailboxEvent.RegistrationAsked event) {
        var all = registrations.with(event.nonce(), new Registration(numbered, event.email(), event.name(), event.password(), event.tokenHash(), event.until()));
        if (all.size() > MOST) all = all.without(all.entrySet().stream().min(Comparator.comparingLong(each -> each.getValue().number)).orElseThrow().getKey());
        return new Mailbox(all, owner, resets, replacement, letters, numbered, event.quietUntil(), quietForResets, told)
                .post(new Letter(LetterRequest.Kind.VERIFY, event.email(), event.nonce(), event.until(), event.language()));
    }

    private Mailbox registeredAgain(MailboxEvent.RegisteredAgain event) {
        return quiet(event.quietUntil(), quietForResets).post(new Letter(LetterRequest.Kind.REGISTERED, owner.email, event.nonce(), event.at().plus(LetterRequest.NEWS), event.language()));
    }

    private Mailbox newsAsked(MailboxEvent.NewsAsked event) {
        var all = told;
        for (var each : told.entrySet()) if (!event.at().isBefore(each.getValue().plus(LetterRequest.NEWS))) all = all.without(each.getKey());
        var mailbox = new Mailbox(registrations, owner, resets, replacement, letters, numbered, quietForRegistrations, quietForResets, all.with(event.nonce(), event.at()));
        return mailbox.post(new Letter(event.kind(), owner.email, event.nonce(), event.happenedAt().plus(LetterRequest.NEWS), event.language()));
    }

    /** One link was followed: the others, and what was still to be mailed, are void. */
    private Mailbox verified(MailboxEvent.Verified event) {
        var registration = registrations.get(event.nonce());
        return ownedBy(new Owner(event.accountId(), registration.email, event.nonce(), registration));
    }

    private Mailbox ownedBy(Owner newOwner) {
        return new Mailbox(PersistentMap.empty(), newOwner, resets, replacement, PersistentMap.empty(), numbered, Instant.EPOCH, Instant.EPOCH, told);
    }

    private Mailbox resetAsked(MailboxEvent.ResetAsked event) {
        // Those that have expired go when a new one comes: so there are as many as pauses in the time that one is good.
        var all = resets;
        for (var each : resets.entrySet()) if (!event.at().isBefore(each.getValue().until)) all = all.without(each.getKey());
        return new Mailbox(registrations, owner, all.with(event.nonce(), new Reset(event.tokenHash(), event.until())), replacement, letters, numbered, quietForRegistrations, event.quietUntil(), told)
                .post(new Letter(LetterRequest.Kind.RESET, owner.email, event.nonce(), event.until(), event.language()));
    }

    /** The account gets this password; every other link to another one is void. */
    private Mailbox resetUsed(MailboxEvent.ResetUsed event) {
        return new Mailbox(registrations, owner, PersistentMap.empty(), new Replacement(event.nonce(), event.password()), letters, numbered, quietForRegistrations, Instant.EPOCH, told);
    }

    private Optional<Long> letter(String nonce) {
        return letters.entrySet().stream().filter(each -> each.getValue().nonce.equals(nonce)).map(Map.Entry::getKey).findFirst();
    }

    private Mailbox post(Letter letter) {
        return new Mailbox(registrations, owner, resets, replacement, letters.with(numbered, letter), numbered + 1, quietForRegistrations, quietForResets, told);
    }

    private Mailbox with(Owner newOwner) {
        return new Mailbox(registrations, newOwner, resets, replacement, letters, numbered, quietForRegistrations, quietForResets, told);
    }

    private Mailbox with(Replacement newReplacement) {
        return new Mailbox(registrations, owner, resets, newReplacement, letters, numbered, quietForRegistrations, quietForResets, told);
    }

    private Mailbox withLetters(PersistentMap<Long, Letter> newLetters) {
        return new Mailbox(registrations, owner, resets, replacement, newLetters, numbered, quietForRegistrations, quietForResets, told);
    }

    private Mailbox quiet(Instant registrationsUntil, Instant resetsUntil) {
        return new Mailbox(registrations, owner, resets, replacement, letters, numbered, registrationsUntil, resetsUntil, told);
    }
}
