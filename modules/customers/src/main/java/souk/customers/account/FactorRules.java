package souk.customers.account;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.customers.account.AccountCommand.Shown;
import souk.customers.account.AccountCommand.SteppedUp;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;

/** What an account makes of commands about its {@link SecondFactor}; how that counts at a log-in, the account says itself. */
final class FactorRules {
    static final Shown GOOD = new Shown(false);
    static final Shown WRONG = new Shown(true);
    private static final Rejection SESSION = new Rejection(Kind.UNAUTHENTICATED, "unauthenticated", "This session has ended: log in again.");

    /** Refuses who would do it for themselves. */
    static final Rejection OWN = new Rejection(Kind.DENIED, "own-second-factor", "This is your own account: somebody else has to do it.");

    private FactorRules() {}

    static Decision<Account, AccountEvent, SealedSecret> begin(Account account, AccountCommand.BeginSecondFactor asked, Instant now) {
        if (account.email() == null) return reject(Rejection.notFound("account"));
        if (account.factor().isOn()) return reject(SecondFactor.ON);
        // The same call again, whose answer was lost: what it was shown is shown again, to nobody else.
        boolean again = account.factor().canBeConfirmedAt(now) && account.factor().begun().id().equals(asked.secretId()) && account.factor().begun().sessionId().equals(asked.sessionId());
        if (again) return accept(after -> after.factor().begun().sealed());
        return accept(after -> after.factor().begun().sealed(), new AccountEvent.SecondFactorBegun(asked.secretId(), asked.sessionId(), asked.sealed(), asked.codes(), now.plus(asked.lasts()), now));
    }

    /** A secret that was never confirmed is nobody's proof: what is wrong is not counted. */
    static Decision<Account, AccountEvent, Done> confirm(Account account, AccountCommand.ConfirmSecondFactor asked, Instant now) {
        if (account.factor().isOn()) return account.factor().wasConfirmedBy(asked.proof()) ? accept(after -> Done.DONE) : reject(SecondFactor.ON);
        if (!account.factor().canBeConfirmedAt(now)) return reject(SecondFactor.NOT_BEGUN);
        var step = account.factor().confirms(asked.proof(), now);
        if (step.isEmpty()) return reject(SecondFactor.WRONG);
        return accept(after -> Done.DONE, told(new AccountEvent.SecondFactorOn(step.get(), now), LetterRequest.Kind.FACTOR_ON, asked.news(), now));
    }

    static Decision<Account, AccountEvent, Shown> end(Account account, AccountCommand.EndSecondFactor asked, Instant now) {
        if (!account.factor().isOn()) return reject(Rejection.notFound("second factor"));
        if (account.factor().pausedAt(now).isPresent()) return reject(account.factor().pausedAt(now).get());
        if (account.factor().use(asked.proof(), now).isEmpty()) return accept(after -> WRONG, new AccountEvent.CodeRefused(now));
        return accept(after -> GOOD, told(new AccountEvent.SecondFactorOff(now), LetterRequest.Kind.FACTOR_OFF, asked.news(), now));
    }

    static List<AccountEvent> told(AccountEvent what, LetterRequest.Kind letter, Optional<AccountCommand.NewsTo> to, Instant now) {
        var events = new ArrayList<AccountEvent>(List.of(what));
        to.ifPresent(each -> events.add(new AccountEvent.NewsDue(letter, each, now)));
        return events;
    }

    static Decision<Account, AccountEvent, SteppedUp> stepUp(Account account, AccountCommand.StepUp asked, Instant now) {
        if (!account.lives(asked.sessionId(), now)) return reject(SESSION);
        if (account.factor().pausedAt(now).isPresent()) return reject(account.factor().pausedAt(now).get());
        var events = new ArrayList<AccountEvent>();
        if (asked.proof().isPresent()) account.factor().use(asked.proof().get(), now).ifPresent(events::add);
        if (events.isEmpty() && (asked.proof().isPresent() || asked.passwordVersion() != account.version())) return accept(after -> new SteppedUp(Optional.empty()), new AccountEvent.CodeRefused(now));
        events.add(new AccountEvent.SteppedUp(asked.sessionId(), now.plus(asked.lasts()), now));
        return accept(after -> new SteppedUp(after.factor().steppedUp().find(asked.sessionId())), events);
    }

    static Outcome<Done> mayDoSensitive(Account account, AccountCommand.MayDoSensitive asked, Instant now) {
        if (!account.lives(asked.sessionId(), now)) return Outcome.refused(SESSION);
        return account.factor().allows(asked.sessionId(), now) ? Outcome.accepted(Done.DONE) : Outcome.refused(SecondFactor.STEP_UP);
    }

    static Outcome<Done> hasSteppedUp(Account account, AccountCommand.HasSteppedUp asked, Instant now) {
        if (!account.lives(asked.sessionId(), now)) return Outcome.refused(SESSION);
        if (account.factor().isFrom(asked.sessionId())) return Outcome.refused(SecondFactor.ANOTHER_SESSION);
        return account.factor().isShownIn(asked.sessionId(), now) ? Outcome.accepted(Done.DONE) : Outcome.refused(SecondFactor.STEP_UP);
    }
}
