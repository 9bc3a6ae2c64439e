package souk.customers.account;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import souk.customers.account.AccountCommand.Credentials;
import souk.customers.account.AccountCommand.Ending;
import souk.customers.account.AccountCommand.Erasure;
import souk.customers.account.AccountCommand.Profile;
import souk.customers.account.AccountCommand.Refreshed;
import souk.customers.account.AccountCommand.SessionInfo;
import souk.customers.account.AccountCommand.SessionList;
import souk.customers.account.AccountCommand.Visit;
import souk.customers.account.AccountEvent.Why;
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
 * Somebody's account: a password, and sessions with a refresh token each, of which only the number of the present one is kept. A session
 * ends when it was not refreshed for long, when it is told to, and when a refresh token comes a second time: then two have it, and nobody
 * can tell which is the thief. Whoever asks for an end is answered when every node can learn of it ({@link EndedSessions}).
 *
 * @param email    as its owner writes it; null: there is no account
 * @param version  of the password
 * @param from     the reset that the password comes from, or the registration; empty: a change by its owner
 * @param sessions by id; those whose time is over go at the next log-in
 * @param ended    sessions of which not every node can know yet that they have ended, and when their tokens run out
 * @param erasing  its end; null: none was asked for
 */
public record Account(Personal<String> email, Optional<Personal<String>> name, PasswordHash password, int version, String from, PersistentMap<String, Session> sessions, PersistentMap<String, Instant> ended,
        Erasing erasing) {
    /** @param number of its refresh token */
    record Session(int number, Instant createdAt, Instant lastSeenAt, Visit visit) {
        boolean lastsAt(Instant now) {
            return now.isBefore(visit.until());
        }

        private SessionInfo info(String id) {
            return new SessionInfo(id, createdAt, lastSeenAt, visit.address(), visit.userAgent());
        }
    }

    /** @param email what it was, until that is forgotten; then null */
    record Erasing(String accountId, String mailboxId, Personal<String> email) {}

    static final Account NONE = new Account(null, Optional.empty(), null, 0, "", PersistentMap.empty(), PersistentMap.empty(), null);
    private static final Rejection CREDENTIALS = new Rejection(Kind.UNAUTHENTICATED, "bad-credentials", "No account has this e-mail address and password.");
    private static final Rejection REFRESH = new Rejection(Kind.UNAUTHENTICATED, "unauthenticated", "This refresh token is good no more: log in again.");

    /** The table of its commands and events. */
    public static final Blueprint<Account, AccountEvent> BLUEPRINT = Blueprint.of(AccountCommand.TYPE, NONE, AccountCommand.class, AccountEvent.class)
            .decide("open", AccountCommand.Open.class, Done.class, Account::open)
            .answer("secret", AccountCommand.Secret.class, Credentials.class, (account, ask, now) -> account.known(() -> new Credentials(account.password, account.version)))
            .decide("log-in", AccountCommand.LogIn.class, Done.class, Account::logIn)
            .decide("refresh", AccountCommand.Refresh.class, Refreshed.class, Account::refresh)
            .answer("look", AccountCommand.Look.class, Profile.class, (account, ask, now) -> account.known(() -> new Profile(account.email, account.name)))
            .answer("sessions", AccountCommand.Sessions.class, SessionList.class, (account, ask, now) -> account.known(() -> account.list(now)))
            .await("end-session", AccountCommand.EndSession.class, Ending.class, Account::endSession, Account::announced, account -> new Ending(false))
            .await("end-others", AccountCommand.EndOthers.class, Ending.class, Account::endOthers, Account::announced, account -> new Ending(false))
            .await("change-password", AccountCommand.ChangePassword.class, Ending.class, Account::changePassword, Account::announced, account -> new Ending(false))
            .await("replace-password", AccountCommand.ReplacePassword.class, Ending.class, Account::replacePassword, Account::announced, account -> new Ending(false))
            .await("erase", AccountCommand.Erase.class, Erasure.class, Account::erase, account -> account.isForgotten() ? Optional.of(Outcome.accepted(new Erasure(true))) : Optional.empty(), account -> new Erasure(false))
            .decide("forgotten", AccountCommand.Forgotten.class, Done.class, (account, told, now) -> account.erasing == null || account.erasing.email == null ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new AccountEvent.Forgotten(now)))
            .decide("announced", AccountCommand.Announced.class, Done.class, Account::announced)
            .apply(AccountEvent.Opened.class, "customers.account-opened", 2, (account, event) -> new Account(event.email(), event.name(), event.password(), 1, event.from(), PersistentMap.empty(), PersistentMap.empty(), null))
            // These three the same, when nothing was locked yet.
            .upcast("customers.account-opened", 1, AccountEvent.Opened.class, opened -> opened)
            .upcast("customers.logged-in", 1, AccountEvent.LoggedIn.class, loggedIn -> loggedIn)
            .upcast("customers.session-refreshed", 1, AccountEvent.Refreshed.class, refreshed -> refreshed)
            .apply(AccountEvent.LoggedIn.class, "customers.logged-in", 2, Account::loggedIn)
            .apply(AccountEvent.Rehashed.class, "customers.password-rehashed", (account, event) -> account.with(event.password(), account.version, account.from))
            .apply(AccountEvent.Refreshed.class, "customers.session-refreshed", 2, Account::refreshed)
            .apply(AccountEvent.PasswordChanged.class, "customers.password-changed", (account, event) -> account.with(event.password(), account.version + 1, event.from()))
            .apply(AccountEvent.SessionsEnded.class, "customers.sessions-ended", Account::sessionsEnded)
            .apply(AccountEvent.EndAnnounced.class, "customers.end-announced", (account, event) -> account.with(account.sessions, without(account.ended, event.sessionIds())))
            .apply(AccountEvent.Erased.class, "customers.account-erased", (account, event) -> new Account(null, Optional.empty(), null, account.version, "", account.sessions, account.ended, new Erasing(event.accountId(), event.mailboxId(), account.email)))
            .apply(AccountEvent.Forgotten.class, "customers.account-forgotten", (account, event) -> new Account(null, Optional.empty(), null, account.version, "", account.sessions, account.ended, new Erasing(account.erasing.accountId, account.erasing.mailboxId, null)))
            .process((account, now) -> account.step())
            .build();

    // ---- what its owner asks

    private Decision<Account, AccountEvent, Done> open(AccountCommand.Open open, Instant now) {
        return email != null || erasing != null ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new AccountEvent.Opened(open.email(), open.name(), open.password(), open.from(), now));
    }

    private <R> Outcome<R> known(Supplier<R> answer) {
        return email == null ? Outcome.refused(Rejection.notFound("account")) : Outcome.accepted(answer.get());
    }

    private Decision<Account, AccountEvent, Done> logIn(AccountCommand.LogIn asked, Instant now) {
        // The password may have changed while it was compared.
        if (email == null || asked.passwordVersion() != version) return reject(CREDENTIALS);
        if (sessions.containsKey(asked.sessionId())) return accept(after -> Done.DONE);
        var events = new ArrayList<AccountEvent>();
        var living = sessions.entrySet().stream().filter(each -> each.getValue().lastsAt(now)).sorted(Comparator.comparing(each -> each.getValue().lastSeenAt)).map(Map.Entry::getKey).toList();
        if (living.size() >= asked.most()) events.add(new AccountEvent.SessionsEnded(living.subList(0, living.size() - asked.most() + 1), Why.TOO_MANY, now));
        asked.rehashed().ifPresent(hash -> events.add(new AccountEvent.Rehashed(hash, now)));
        events.add(new AccountEvent.LoggedIn(asked.sessionId(), asked.visit(), now));
        return accept(after -> Done.DONE, events);
    }

    private Decision<Account, AccountEvent, Refreshed> refresh(AccountCommand.Refresh asked, Instant now) {
        var session = sessions.get(asked.sessionId());
        if (session == null || !session.lastsAt(now) || asked.number() > session.number) return reject(REFRESH);
        if (asked.number() < session.number) {
            return accept(after -> new Refreshed(Optional.empty()), new AccountEvent.SessionsEnded(List.of(asked.sessionId()), Why.TOKEN_USED_TWICE, now));
        }
        return accept(after -> new Refreshed(Optional.of(after.sessions.get(asked.sessionId()).number)), new AccountEvent.Refreshed(asked.sessionId(), asked.visit(), now));
    }

    private SessionList list(Instant now) {
        return new SessionList(sessions.entrySet().stream().filter(each -> each.getValue().lastsAt(now)).map(each -> each.getValue().info(each.getKey()))
                .sorted(Comparator.comparing(SessionInfo::lastSeenAt).reversed()).toList());
    }

    private Decision<Account, AccountEvent, Ending> endSession(AccountCommand.EndSession asked, Instant now) {
        // Of one that is being ended its owner is told when it is.
        if (ended.containsKey(asked.sessionId())) return accept(Account::ending);
        var session = sessions.get(asked.sessionId());
        if (session == null || !session.lastsAt(now)) return reject(Rejection.notFound("session"));
        return accept(Account::ending, end(asked.sessionId()::equals, Why.LOGGED_OUT, now));
    }

    private Decision<Account, AccountEvent, Ending> endOthers(AccountCommand.EndOthers asked, Instant now) {
        if (email == null) return reject(Rejection.notFound("account"));
        return accept(Account::ending, end(id -> !id.equals(asked.sessionId()), Why.LOGGED_OUT, now));
    }

    private Decision<Account, AccountEvent, Ending> changePassword(AccountCommand.ChangePassword asked, Instant now) {
        if (email == null || asked.passwordVersion() != version) return reject(Kind.CONFLICT, "password-changed", "The password was changed meanwhile.");
        var events = new ArrayList<AccountEvent>();
        events.add(new AccountEvent.PasswordChanged(asked.password(), "", now));
        events.addAll(end(id -> !id.equals(asked.sessionId()), Why.PASSWORD, now));
        return accept(Account::ending, events);
    }

    private Decision<Account, AccountEvent, Ending> replacePassword(AccountCommand.ReplacePassword asked, Instant now) {
        if (email == null) return reject(Rejection.notFound("account"));
        if (from.equals(asked.from())) return accept(Account::ending);
        var events = new ArrayList<AccountEvent>();
        events.add(new AccountEvent.PasswordChanged(asked.password(), asked.from(), now));
        events.addAll(end(id -> true, Why.PASSWORD, now));
        return accept(Account::ending, events);
    }

    private Decision<Account, AccountEvent, Erasure> erase(AccountCommand.Erase asked, Instant now) {
        if (erasing != null) return accept(after -> new Erasure(after.isForgotten()));
        if (email == null) return reject(Rejection.notFound("account"));
        if (asked.passwordVersion() != version) return reject(Kind.CONFLICT, "password-changed", "The password was changed meanwhile.");
        var events = new ArrayList<>(end(id -> true, Why.ERASED, now));
        events.add(new AccountEvent.Erased(asked.accountId(), asked.mailboxId(), now));
        return accept(after -> new Erasure(false), events);
    }

    private boolean isForgotten() {
        return erasing != null && erasing.email == null;
    }

    private List<AccountEvent> end(Predicate<String> which, Why why, Instant now) {
        var ids = sessions.keySet().stream().filter(which).toList();
        return ids.isEmpty() ? List.of() : List.of(new AccountEvent.SessionsEnded(ids, why, now));
    }

    private Ending ending() {
        return new Ending(ended.isEmpty());
    }

    // ---- telling every node, and forgetting

    private Optional<Step> step() {
        if (ended.isEmpty()) return erasing == null || erasing.email == null ? Optional.empty() : Optional.of(forget());
        var all = ended.entrySet().stream().map(each -> new EndedSessionsCommand.Ended(each.getKey(), each.getValue())).toList();
        var ids = List.copyOf(ended.keySet());
        return Optional.of(Step.of("announce-end", List.of(Step.send(EndedSessionsCommand.of(ids.get(0)), new EndedSessionsCommand.Tell(all))), answers -> new AccountCommand.Announced(ids)));
    }

    /** Nothing is mailed any more when the address is free, so nothing of it lies about later. */
    private Step forget() {
        return Step.of("forget", List.of(Step.send(MailboxCommand.at(erasing.mailboxId), new MailboxCommand.Release(erasing.accountId)),
                Step.ask(ForgetRequest.PROVIDER, new ForgetRequest(erasing.accountId, erasing.email))), answers -> new AccountCommand.Forgotten());
    }

    private Optional<Outcome<Ending>> announced() {
        return ended.isEmpty() ? Optional.of(Outcome.accepted(new Ending(true))) : Optional.empty();
    }

    private Decision<Account, AccountEvent, Done> announced(AccountCommand.Announced told, Instant now) {
        var ids = told.sessionIds().stream().filter(ended::containsKey).toList();
        return ids.isEmpty() ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new AccountEvent.EndAnnounced(ids, now));
    }

    // ---- what events change

    private Account loggedIn(AccountEvent.LoggedIn event) {
        var all = sessions;
        for (var each : sessions.entrySet()) if (!each.getValue().lastsAt(event.at())) all = all.without(each.getKey());
        return with(all.with(event.sessionId(), new Session(1, event.at(), event.at(), event.visit())), ended);
    }

    private Account refreshed(AccountEvent.Refreshed event) {
        var session = sessions.get(event.sessionId());
        return with(sessions.with(event.sessionId(), new Session(session.number + 1, session.createdAt, event.at(), event.visit())), ended);
    }

    private Account sessionsEnded(AccountEvent.SessionsEnded event) {
        var toTell = ended;
        for (String id : event.sessionIds()) {
            Instant tokenUntil = sessions.get(id).visit.tokenUntil();
            if (event.at().isBefore(tokenUntil)) toTell = toTell.with(id, tokenUntil);
        }
        return with(without(sessions, event.sessionIds()), toTell);
    }

    private static <V> PersistentMap<String, V> without(PersistentMap<String, V> map, List<String> keys) {
        var fewer = map;
        for (String key : keys) fewer = fewer.without(key);
        return fewer;
    }

    private Account with(PasswordHash newPassword, int newVersion, String newFrom) {
        return new Account(email, name, newPassword, newVersion, newFrom, sessions, ended, erasing);
    }

    private Account with(PersistentMap<String, Session> newSessions, PersistentMap<String, Instant> newEnded) {
        return new Account(email, name, password, version, from, newSessions, newEnded, erasing);
    }
}
