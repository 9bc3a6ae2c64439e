package souk.customers.account;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import souk.customers.account.AccountCommand.Credentials;
import souk.customers.account.AccountCommand.Ending;
import souk.customers.account.AccountCommand.Erasure;
import souk.customers.account.AccountCommand.FactorSecret;
import souk.customers.account.AccountCommand.Profile;
import souk.customers.account.AccountCommand.Refreshed;
import souk.customers.account.AccountCommand.SessionInfo;
import souk.customers.account.AccountCommand.SessionList;
import souk.customers.account.AccountCommand.Shown;
import souk.customers.account.AccountCommand.SteppedUp;
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
 * @param factor   what is asked for beside the password
 * @param devices  from where its owner has logged in
 * @param activity what its owner may know of it
 * @param news     letters that the mailbox has not got yet, by nonce
 */
public record Account(Personal<String> email, Optional<Personal<String>> name, PasswordHash password, int version, String from, PersistentMap<String, Session> sessions, PersistentMap<String, Instant> ended,
        Erasing erasing, SecondFactor factor, Devices devices, Activity activity, PersistentMap<String, AccountEvent.NewsDue> news) {
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

    /** Of a page that was written before there were these. */
    public Account {
        if (factor == null) factor = SecondFactor.NONE;
        if (devices == null) devices = Devices.NONE;
        if (activity == null) activity = Activity.NONE;
        if (news == null) news = PersistentMap.empty();
    }

    static final Account NONE = new Account(null, Optional.empty(), null, 0, "", PersistentMap.empty(), PersistentMap.empty(), null, null, null, null, null);
    private static final Rejection CREDENTIALS = new Rejection(Kind.UNAUTHENTICATED, "bad-credentials", "No account has this e-mail address and password.");
    private static final Rejection REFRESH = new Rejection(Kind.UNAUTHENTICATED, "unauthenticated", "This refresh token is good no more: log in again.");

    /** The table of its commands and events. */
    public static final Blueprint<Account, AccountEvent> BLUEPRINT = Blueprint.of(AccountCommand.TYPE, NONE, AccountCommand.class, AccountEvent.class)
            .decide("open", AccountCommand.Open.class, Done.class, Account::open)
            .answer("secret", AccountCommand.Secret.class, Credentials.class, (account, ask, now) -> account.known(() -> account.credentials(now)))
            .decide("log-in", AccountCommand.LogIn.class, Shown.class, Account::logIn)
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
            .decide("begin-second-factor", AccountCommand.BeginSecondFactor.class, SealedSecret.class, FactorRules::begin)
            .decide("confirm-second-factor", AccountCommand.ConfirmSecondFactor.class, Done.class, FactorRules::confirm)
            .decide("end-second-factor", AccountCommand.EndSecondFactor.class, Shown.class, FactorRules::end)
            .await("lift-second-factor", AccountCommand.LiftSecondFactor.class, Ending.class, Account::liftSecondFactor, Account::announced, account -> new Ending(false))
            .decide("step-up", AccountCommand.StepUp.class, SteppedUp.class, FactorRules::stepUp)
            .answer("may-do-sensitive", AccountCommand.MayDoSensitive.class, Done.class, FactorRules::mayDoSensitive)
            .answer("has-stepped-up", AccountCommand.HasSteppedUp.class, Done.class, FactorRules::hasSteppedUp)
            .answer("recall", AccountCommand.Recall.class, AccountCommand.Kept.class, (account, ask, now) -> account.known(() -> account.factor.kept(account.devices)))
            .answer("recent-activity", AccountCommand.RecentActivity.class, Activity.Slice.class, (account, ask, now) -> account.known(() -> account.activity.before(ask.before(), ask.most(), now)))
            .decide("news-told", AccountCommand.NewsTold.class, Done.class, (account, told, now) -> account.news.containsKey(told.nonce()) ? accept(after -> Done.DONE, new AccountEvent.NewsTold(told.nonce(), now)) : accept(after -> Done.DONE))
            .apply(AccountEvent.Opened.class, "customers.account-opened", 2, noted((account, event) -> new Account(event.email(), event.name(), event.password(), 1, event.from(), PersistentMap.empty(), PersistentMap.empty(), null, null, null, null, null)))
            // These three the same, when nothing was locked yet.
            .upcast("customers.account-opened", 1, AccountEvent.Opened.class, opened -> opened)
            .upcast("customers.logged-in", 1, AccountEvent.LoggedIn.class, loggedIn -> loggedIn)
            .upcast("customers.session-refreshed", 1, AccountEvent.Refreshed.class, refreshed -> refreshed)
            .apply(AccountEvent.LoggedIn.class, "customers.logged-in", 2, noted(Account::loggedIn))
            .apply(AccountEvent.Rehashed.class, "customers.password-rehashed", (account, event) -> account.with(event.password(), account.version, account.from))
            .apply(AccountEvent.Refreshed.class, "customers.session-refreshed", 2, Account::refreshed)
            .apply(AccountEvent.PasswordChanged.class, "customers.password-changed", noted((account, event) -> account.with(event.password(), account.version + 1, event.from())))
            .apply(AccountEvent.SessionsEnded.class, "customers.sessions-ended", noted(Account::sessionsEnded))
            .apply(AccountEvent.EndAnnounced.class, "customers.end-announced", (account, event) -> account.with(account.sessions, without(account.ended, event.sessionIds())))
            .apply(AccountEvent.SecondFactorBegun.class, "customers.second-factor-begun", noted((account, event) -> account.with(account.factor.begun(event))))
            .apply(AccountEvent.SecondFactorOn.class, "customers.second-factor-on", noted((account, event) -> account.with(account.factor.turnedOn(event))))
            .apply(AccountEvent.SecondFactorOff.class, "customers.second-factor-off", noted((account, event) -> account.with(SecondFactor.NONE)))
            .apply(AccountEvent.SecondFactorLifted.class, "customers.second-factor-lifted", noted((account, event) -> account.with(SecondFactor.NONE)))
            .apply(AccountEvent.CodeUsed.class, "customers.code-used", (account, event) -> account.with(account.factor.used(event)))
            .apply(AccountEvent.BackupCodeUsed.class, "customers.backup-code-used", noted((account, event) -> account.with(account.factor.used(event))))
            .apply(AccountEvent.CodeRefused.class, "customers.code-refused", noted((account, event) -> account.with(account.factor.refused(event))))
            .apply(AccountEvent.SteppedUp.class, "customers.stepped-up", noted((account, event) -> account.with(account.factor.steppedUp(event))))
            .apply(AccountEvent.DeviceUsed.class, "customers.device-used", (account, event) -> account.with(account.devices.used(event), account.activity, account.news))
            .apply(AccountEvent.NewsDue.class, "customers.news-due", noted((account, event) -> account.with(account.devices, account.activity, account.news.with(event.to().nonce(), event))))
            .apply(AccountEvent.NewsTold.class, "customers.news-told", (account, event) -> account.with(account.devices, account.activity, account.news.without(event.nonce())))
            .apply(AccountEvent.Erased.class, "customers.account-erased", (account, event) -> account.leaving(new Erasing(event.accountId(), event.mailboxId(), account.email)))
            .apply(AccountEvent.Forgotten.class, "customers.account-forgotten", (account, event) -> account.leaving(new Erasing(account.erasing.accountId, account.erasing.mailboxId, null)))
            .process((account, now) -> account.step())
            .build();

    // ---- what its owner asks

    private Decision<Account, AccountEvent, Done> open(AccountCommand.Open open, Instant now) {
        return email != null || erasing != null ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new AccountEvent.Opened(open.email(), open.name(), open.password(), open.from(), now));
    }

    private <R> Outcome<R> known(Supplier<R> answer) {
        return email == null ? Outcome.refused(Rejection.notFound("account")) : Outcome.accepted(answer.get());
    }

    private Credentials credentials(Instant now) {
        var begun = Optional.ofNullable(factor.begun()).filter(each -> factor.canBeConfirmedAt(now));
        return new Credentials(password, version, Optional.ofNullable(factor.on()).map(on -> new FactorSecret(on.id(), on.sealed())), begun.map(each -> new FactorSecret(each.id(), each.sealed())));
    }

    private Decision<Account, AccountEvent, Shown> logIn(AccountCommand.LogIn asked, Instant now) {
        // The password may have changed while it was compared.
        if (email == null || asked.passwordVersion() != version) return reject(CREDENTIALS);
        if (sessions.containsKey(asked.sessionId())) return accept(after -> FactorRules.GOOD);
        var events = new ArrayList<AccountEvent>();
        if (factor.isOn()) {
            if (asked.proof().isEmpty()) return reject(SecondFactor.REQUIRED);
            if (factor.pausedAt(now).isPresent()) return reject(factor.pausedAt(now).get());
            var used = factor.use(asked.proof().get(), now);
            if (used.isEmpty()) return accept(after -> FactorRules.WRONG, new AccountEvent.CodeRefused(now));
            events.add(used.get());
        }
        var living = sessions.entrySet().stream().filter(each -> each.getValue().lastsAt(now)).sorted(Comparator.comparing(each -> each.getValue().lastSeenAt)).map(Map.Entry::getKey).toList();
        if (living.size() >= asked.most()) events.add(new AccountEvent.SessionsEnded(living.subList(0, living.size() - asked.most() + 1), Why.TOO_MANY, now));
        asked.rehashed().ifPresent(hash -> events.add(new AccountEvent.Rehashed(hash, now)));
        events.add(new AccountEvent.LoggedIn(asked.sessionId(), asked.visit(), now));
        asked.arrival().ifPresent(arrival -> {
            events.add(new AccountEvent.DeviceUsed(arrival.device(), now));
            if (devices.isNew(arrival.device())) events.add(new AccountEvent.NewsDue(LetterRequest.Kind.NEW_DEVICE, arrival.news(), now));
        });
        return accept(after -> FactorRules.GOOD, events);
    }

    boolean lives(String sessionId, Instant now) {
        return sessions.find(sessionId).filter(session -> session.lastsAt(now)).isPresent();
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

    /** In the order in which it is told to the owner: the factor, the password, the sessions. */
    private Decision<Account, AccountEvent, Ending> liftSecondFactor(AccountCommand.LiftSecondFactor asked, Instant now) {
        if (email == null) return reject(Rejection.notFound("account"));
        if (asked.by().equals(asked.accountId())) return reject(FactorRules.OWN);
        if (!factor.isOn()) return accept(Account::ending);
        var events = new ArrayList<>(FactorRules.told(new AccountEvent.SecondFactorLifted(asked.by(), now), LetterRequest.Kind.FACTOR_LIFTED, Optional.of(asked.news()), now));
        events.add(new AccountEvent.PasswordChanged(asked.password(), asked.news().nonce(), now));
        events.addAll(end(id -> true, Why.FACTOR_LIFTED, now));
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
        if (ended.isEmpty() && erasing != null) return erasing.email == null ? Optional.empty() : Optional.of(forget());
        if (ended.isEmpty()) return news.first().map(Map.Entry::getValue).map(Account::tell);
        var all = ended.entrySet().stream().map(each -> new EndedSessionsCommand.Ended(each.getKey(), each.getValue())).toList();
        var ids = List.copyOf(ended.keySet());
        return Optional.of(Step.of("announce-end", List.of(Step.send(EndedSessionsCommand.of(ids.get(0)), new EndedSessionsCommand.Tell(all))), answers -> new AccountCommand.Announced(ids)));
    }

    /** Nothing is mailed any more when the address is free, so nothing of it lies about later. */
    private Step forget() {
        return Step.of("forget", List.of(Step.send(MailboxCommand.at(erasing.mailboxId), new MailboxCommand.Release(erasing.accountId)),
                Step.ask(ForgetRequest.PROVIDER, new ForgetRequest(erasing.accountId, erasing.email))), answers -> new AccountCommand.Forgotten());
    }

    /** Of this nobody waits to hear, so it comes after the ends. */
    private static Step tell(AccountEvent.NewsDue due) {
        var to = due.to();
        return Step.of("tell-owner", List.of(Step.send(MailboxCommand.at(to.mailboxId()), new MailboxCommand.Tell(due.kind(), to.nonce(), to.language(), due.at()))), answers -> new AccountCommand.NewsTold(to.nonce()));
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
        return new Account(email, name, newPassword, newVersion, newFrom, sessions, ended, erasing, factor, devices, activity, news);
    }

    private Account with(PersistentMap<String, Session> newSessions, PersistentMap<String, Instant> newEnded) {
        return new Account(email, name, password, version, from, newSessions, newEnded, erasing, factor, devices, activity, news);
    }

    private Account with(SecondFactor newFactor) {
        return new Account(email, name, password, version, from, sessions, ended, erasing, newFactor, devices, activity, news);
    }

    private Account with(Devices newDevices, Activity newActivity, PersistentMap<String, AccountEvent.NewsDue> newNews) {
        return new Account(email, name, password, version, from, sessions, ended, erasing, factor, newDevices, newActivity, newNews);
    }

    /** Nothing is left of it but what nodes must still be told. */
    private Account leaving(Erasing newErasing) {
        return new Account(null, Optional.empty(), null, version, "", sessions, ended, newErasing, null, null, null, null);
    }

    /** What an event changes, and that it happened. */
    private static <E extends AccountEvent> BiFunction<Account, E, Account> noted(BiFunction<Account, E, Account> change) {
        return (account, event) -> {
            var changed = change.apply(account, event);
            return changed.with(changed.devices, account.activity.after(event), changed.news);
        };
    }
}
