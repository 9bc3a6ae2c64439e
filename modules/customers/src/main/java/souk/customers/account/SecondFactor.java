package souk.customers.account;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import souk.customers.account.AccountCommand.Proof;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;

/**
 * The second factor of an account: one-time passwords by time (RFC 6238), and codes that are good once instead. A password is good in its own 30 seconds and the 30 before and after, and
 * once: which of them were used is kept while they could come again. The secret is not known here; whoever knows it says which steps of time the code belongs to, and whether that was good is decided here.
 *
 * @param begun     it was shown, and not confirmed yet; null: none
 * @param on        it is asked for; null: none is
 * @param confirmed the step whose code turned it on, so that this can be asked twice
 * @param used      steps whose code was used, the latest of them
 * @param wrong     codes and passwords that were wrong, since the last that was right
 * @param paused    before this none is looked at
 * @param steppedUp by session, until when it may do what is sensitive
 */
public record SecondFactor(Secret begun, Secret on, long confirmed, List<Long> used, int wrong, Instant paused, PersistentMap<String, Instant> steppedUp) {
    /**
     * @param id        of this one secret
     * @param sessionId where it was shown
     * @param codes     those that were not used
     * @param until     when it can be confirmed no more
     */
    record Secret(String id, String sessionId, SealedSecret sealed, List<BackupCode> codes, Instant until) {}

    static final SecondFactor NONE = new SecondFactor(null, null, 0, List.of(), 0, Instant.EPOCH, PersistentMap.empty());
    static final Duration STEP = Duration.ofSeconds(30);
    /** So many wrong codes are followed by a pause of a minute, so many more by one twice as long, and so on to an hour: some 500 tries a day, of a million codes of which three are right. */
    static final int TRIES = 20;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int LONGEST_IS_SHORTEST_TIMES = 60;

    /** Refuses who shows no code. */
    public static final Rejection REQUIRED = new Rejection(Kind.UNAUTHENTICATED, "second-factor-required", "This account has a second factor: send its code, or a backup code, as code.");
    static final Rejection STEP_UP = new Rejection(Kind.DENIED, "step-up-required", "This is sensitive: show the password, or the second factor, at POST /v1/sessions/step-up first.");
    static final Rejection ANOTHER_SESSION = new Rejection(Kind.DENIED, "step-up-required", "This is sensitive, and the second factor was turned on in this session: log in again, and show it, or the password, at POST /v1/sessions/step-up first.");
    static final Rejection ON = new Rejection(Kind.CONFLICT, "second-factor-on", "This account has a second factor: end that one first.");
    static final Rejection NOT_BEGUN = new Rejection(Kind.CONFLICT, "second-factor-not-begun", "There is no secret to be confirmed, or its time is over: begin with POST /v1/me/totp.");
    static final Rejection WRONG = new Rejection(Kind.INVALID, "wrong-code", "This is not the code of the present time.");
    /** The member of a refusal that says when a code is looked at again. */
    public static final String UNTIL = "until";
    private static final Rejection PAUSED = new Rejection(Kind.LIMITED, "rate-limited", "Too many codes were wrong. Wait before you try again: at first a minute, later up to an hour.");

    static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP.toSeconds());
    }

    boolean isOn() {
        return on != null;
    }

    /** Why no code is looked at now. */
    Optional<Rejection> pausedAt(Instant now) {
        return now.isBefore(paused) ? Optional.of(PAUSED.about(UNTIL, List.of(paused.toString()))) : Optional.empty();
    }

    /** What is used up by this; nothing: it is not good. */
    Optional<AccountEvent> use(Proof proof, Instant now) {
        if (on == null || !proof.secretId().equals(on.id)) return Optional.empty();
        Optional<AccountEvent> backup = proof.backup().filter(on.codes::contains).map(code -> new AccountEvent.BackupCodeUsed(code, now));
        return backup.or(() -> good(proof, now).map(step -> new AccountEvent.CodeUsed(step, now)));
    }

    /** The step that turns it on; nothing: the code is wrong. */
    Optional<Long> confirms(Proof proof, Instant now) {
        return proof.secretId().equals(begun.id) ? good(proof, now) : Optional.empty();
    }

    private Optional<Long> good(Proof proof, Instant now) {
        return proof.steps().stream().filter(step -> Math.abs(step - step(now)) <= 1 && !used.contains(step)).findFirst();
    }

    boolean canBeConfirmedAt(Instant now) {
        return begun != null && now.isBefore(begun.until);
    }

    /** Whether this turned it on before. */
    boolean wasConfirmedBy(Proof proof) {
        return on != null && proof.secretId().equals(on.id) && proof.steps().contains(confirmed);
    }

    /** Whether this session may do what is sensitive. */
    boolean allows(String sessionId, Instant now) {
        return on == null || isShownIn(sessionId, now);
    }

    /** Whether the password, or the factor, was shown in this session of late. */
    boolean isShownIn(String sessionId, Instant now) {
        return steppedUp.find(sessionId).filter(now::isBefore).isPresent();
    }

    /** Whether it was turned on in this session: who has stolen that could have done it, so there its codes prove nothing. */
    boolean isFrom(String sessionId) {
        return on != null && sessionId.equals(on.sessionId);
    }

    AccountCommand.Kept kept(Devices devices) {
        return new AccountCommand.Kept(on != null, on == null ? 0 : on.codes.size(), List.copyOf(devices.seen().values()));
    }

    // ---- what events change

    SecondFactor begun(AccountEvent.SecondFactorBegun event) {
        return new SecondFactor(new Secret(event.secretId(), event.sessionId(), event.sealed(), event.codes(), event.until()), on, confirmed, used, wrong, paused, steppedUp);
    }

    /** Nobody has stepped up yet: that was not asked for before. */
    SecondFactor turnedOn(AccountEvent.SecondFactorOn event) {
        return new SecondFactor(null, begun, event.step(), usedUp(event.step(), event.at()), 0, Instant.EPOCH, PersistentMap.empty());
    }

    SecondFactor used(AccountEvent.CodeUsed event) {
        return new SecondFactor(begun, on, confirmed, usedUp(event.step(), event.at()), 0, Instant.EPOCH, steppedUp);
    }

    SecondFactor used(AccountEvent.BackupCodeUsed event) {
        var left = on.codes.stream().filter(each -> !each.equals(event.code())).toList();
        return new SecondFactor(begun, new Secret(on.id, on.sessionId, on.sealed, left, on.until), confirmed, used, 0, Instant.EPOCH, steppedUp);
    }

    SecondFactor refused(AccountEvent.CodeRefused event) {
        int all = wrong + 1;
        var until = all % TRIES > 0 ? paused : event.at().plus(SHORTEST.multipliedBy(Math.min(LONGEST_IS_SHORTEST_TIMES, 1L << Math.min(10, all / TRIES - 1))));
        return new SecondFactor(begun, on, confirmed, used, all, until, steppedUp);
    }

    SecondFactor steppedUp(AccountEvent.SteppedUp event) {
        var all = steppedUp.with(event.sessionId(), event.until());
        for (var each : steppedUp.entrySet()) if (!each.getKey().equals(event.sessionId()) && !event.at().isBefore(each.getValue())) all = all.without(each.getKey());
        return new SecondFactor(begun, on, confirmed, used, 0, Instant.EPOCH, all);
    }

    private List<Long> usedUp(long step, Instant at) {
        return Stream.concat(used.stream().filter(each -> each >= step(at) - 1), Stream.of(step)).distinct().toList();
    }
}
