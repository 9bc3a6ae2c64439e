package souk.customers.account;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.customers.account.AccountTest.opened;
import static souk.customers.account.AccountTest.visit;
import static souk.customers.account.MailboxTest.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.customers.account.AccountCommand.Proof;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.testkit.Spec;

/** What an account makes of codes: which are good, and that each is so once. */
class SecondFactorTest {
    static final SealedSecret SEALED = new SealedSecret("a sealed secret");
    static final AccountCommand.NewsTo NEWS = new AccountCommand.NewsTo("nonce-3", "mailbox-1", "de");
    private static final String ID = "secret-1";
    private static final Duration WHILE = Duration.ofMinutes(5);
    private static final List<BackupCode> CODES = IntStream.range(0, 10).mapToObj(i -> new BackupCode("hash-" + i)).toList();

    static Proof proof(String secretId, long... steps) {
        return new Proof(secretId, java.util.Arrays.stream(steps).boxed().toList(), Optional.of(new BackupCode("no such code")));
    }

    /** The code of this time. */
    static Proof code(Instant time) {
        return proof(ID, SecondFactor.step(time));
    }

    private static Proof backup(int number) {
        return new Proof(ID, List.of(), Optional.of(CODES.get(number)));
    }

    static AccountCommand.BeginSecondFactor begin(String id, String session) {
        return new AccountCommand.BeginSecondFactor(id, session, SEALED, CODES, WHILE);
    }

    private static AccountCommand.ConfirmSecondFactor confirm(Proof proof) {
        return new AccountCommand.ConfirmSecondFactor(proof, Optional.of(NEWS));
    }

    static AccountCommand.LogIn logIn(String session, Proof proof, String device) {
        return new AccountCommand.LogIn(session, 1, Optional.empty(), visit(NOON), 50, Optional.ofNullable(proof), Optional.of(new AccountCommand.Arrival(device, NEWS)));
    }

    private static AccountCommand.LogIn logIn(String session, Proof proof) {
        return logIn(session, proof, "a device");
    }

    private static AccountCommand.StepUp stepUp(String session, Proof proof) {
        return new AccountCommand.StepUp(session, Optional.of(proof), 0, WHILE);
    }

    private static Spec<Account, AccountEvent> account() {
        return Spec.of(Account.BLUEPRINT).given(opened()).at(NOON).when(logIn("s", null));
    }

    /** Confirmed by the code of noon. */
    static Spec<Account, AccountEvent> withFactor() {
        return account().when(begin(ID, "s")).when(confirm(code(NOON))).then(new AccountEvent.SecondFactorOn(SecondFactor.step(NOON), NOON), new AccountEvent.NewsDue(LetterRequest.Kind.FACTOR_ON, NEWS, NOON));
    }

    private static final AccountCommand.Shown GOOD = new AccountCommand.Shown(false);
    private static final AccountCommand.Shown WRONG = new AccountCommand.Shown(true);

    @Test
    void aSecretIsShownAgainToTheSameCallOnly() {
        var account = account().when(begin(ID, "s")).thenReply(SEALED);
        account.when(new AccountCommand.BeginSecondFactor(ID, "s", new SealedSecret("drawn anew"), CODES, WHILE)).thenNothing().thenReply(SEALED);
        account.when(new AccountCommand.BeginSecondFactor(ID, "t", new SealedSecret("drawn anew"), CODES, WHILE)).thenReply(new SealedSecret("drawn anew"));
        account.when(begin("secret-2", "s")).thenReply(SEALED).when(confirm(code(NOON))).thenRefused(Kind.INVALID, "wrong-code");
        account.when(confirm(proof("secret-2", SecondFactor.step(NOON)))).when(begin("secret-2", "s")).thenRefused(Kind.CONFLICT, "second-factor-on").when(begin("secret-3", "s")).thenRefused(Kind.CONFLICT, "second-factor-on");
    }

    @Test
    void untilItIsConfirmedNothingIsAskedFor() {
        var account = account().when(confirm(code(NOON))).thenRefused(Kind.CONFLICT, "second-factor-not-begun").when(begin(ID, "s"));
        account.when(logIn("t", null)).thenReply(GOOD).when(confirm(proof(ID))).thenRefused(Kind.INVALID, "wrong-code");
        account.at(NOON.plus(WHILE)).when(confirm(code(account.now()))).thenRefused(Kind.CONFLICT, "second-factor-not-begun");
        withFactor().when(confirm(code(NOON))).thenNothing().when(confirm(code(NOON.plusSeconds(30)))).thenRefused(Kind.CONFLICT, "second-factor-on");
    }

    @Test
    void aLogInWantsACodeOnceItIsOn() {
        var account = withFactor().when(logIn("t", null)).thenRefused(Kind.UNAUTHENTICATED, "second-factor-required");
        account.when(logIn("t", proof(ID))).then(new AccountEvent.CodeRefused(NOON)).thenReply(WRONG);
        account.when(logIn("t", code(NOON))).then(new AccountEvent.CodeRefused(NOON)).thenReply(WRONG);
        long next = SecondFactor.step(NOON) + 1;
        account.when(logIn("t", proof("another secret", next))).thenReply(WRONG);
        account.when(logIn("t", proof(ID, next))).thenReply(GOOD);
        account.when(logIn("t", proof(ID, next))).thenNothing().thenReply(GOOD);
        account.when(logIn("u", proof(ID, next))).thenReply(WRONG);
        assertThat(account.state().sessions().keySet()).containsExactly("s", "t");
    }

    /** By how many steps the code is early or late, and whether it is good. */
    @Test
    void aCodeIsGoodInItsOwnStepAndTheOnesBesideIt() {
        for (int second : new int[] {0, 1, 29}) {
            for (int steps = -3; steps <= 3; steps++) {
                var now = NOON.plusSeconds(600 + second);
                withFactor().at(now).when(logIn("t", code(now.plusSeconds(30L * steps)))).thenReply(Math.abs(steps) <= 1 ? GOOD : WRONG);
            }
        }
    }

    @Test
    void aCodeThatBelongsToTwoStepsIsGoodForEach() {
        long step = SecondFactor.step(NOON);
        withFactor().when(logIn("t", proof(ID, step, step + 1))).then(new AccountEvent.CodeUsed(step + 1, NOON), new AccountEvent.LoggedIn("t", visit(NOON), NOON), new AccountEvent.DeviceUsed("a device", NOON))
                .when(logIn("u", proof(ID, step, step + 1))).thenReply(WRONG);
    }

    @Test
    void staffTurnsItOffForWhoHasLostItAndThePasswordAndEverySessionGoWithIt() {
        var lift = new AccountCommand.LiftSecondFactor("account-1", "staff-1", MailboxTest.hash("nobody's"), NEWS);
        var account = withFactor().when(lift).then(new AccountEvent.SecondFactorLifted("staff-1", NOON), new AccountEvent.NewsDue(LetterRequest.Kind.FACTOR_LIFTED, NEWS, NOON),
                new AccountEvent.PasswordChanged(MailboxTest.hash("nobody's"), NEWS.nonce(), NOON), new AccountEvent.SessionsEnded(List.of("s"), AccountEvent.Why.FACTOR_LIFTED, NOON));
        account.thenReply(new AccountCommand.Ending(false)).when(lift).thenNothing();
        account.when(logIn("t", null)).thenRefused(Kind.UNAUTHENTICATED, "bad-credentials");
        account.when(new AccountCommand.LogIn("t", 2, Optional.empty(), visit(NOON), 50, Optional.empty(), Optional.empty())).thenReply(GOOD);
        assertThat(account.state().activity().before(Optional.empty(), 50, NOON).entries()).extracting(each -> each.entry().what()).contains(Activity.What.SECOND_FACTOR_LIFTED, Activity.What.PASSWORD_RESET);
        withFactor().when(new AccountCommand.LiftSecondFactor("staff-1", "staff-1", MailboxTest.hash("q"), NEWS)).thenRefused(Kind.DENIED, "own-second-factor");
        account().when(lift).thenNothing();
        Spec.of(Account.BLUEPRINT).when(lift).thenRefused(Kind.NOT_FOUND, "not-found");
    }

    @Test
    void itsOwnerIsToldHowManyBackupCodesAreLeft() {
        withFactor().when(logIn("t", backup(0))).when(new AccountCommand.Recall()).thenReply(new AccountCommand.Kept(true, 9, List.of(NOON)));
        account().when(new AccountCommand.Recall()).thenReply(new AccountCommand.Kept(false, 0, List.of(NOON)));
    }

    @Test
    void aBackupCodeIsGoodOnce() {
        var account = withFactor();
        for (int i = 0; i < 10; i++) account.when(logIn("t" + i, backup(i))).thenReply(GOOD).when(logIn("u" + i, backup(i))).thenReply(WRONG);
        account.when(logIn("v", code(NOON.plusSeconds(30)))).thenReply(GOOD);
    }

    @Test
    void wrongCodesPauseAllOfThemForLongerEachTime() {
        var account = withFactor();
        for (Duration pause : List.of(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(4))) {
            for (int i = 0; i < SecondFactor.TRIES; i++) account.when(logIn("t", proof(ID))).thenReply(WRONG);
            account.at(account.now().plus(pause).minusMillis(1)).when(logIn("t", code(account.now()))).thenRefused(Kind.LIMITED, "rate-limited");
            account.when(stepUp("s", code(account.now()))).thenRefused(Kind.LIMITED, "rate-limited").when(new AccountCommand.EndSecondFactor(backup(0), Optional.empty())).thenRefused(Kind.LIMITED, "rate-limited");
            account.at(account.now().plusMillis(1));
        }
        account.when(logIn("t", code(account.now()))).thenReply(GOOD);
        for (int i = 1; i < SecondFactor.TRIES; i++) account.when(logIn("u", proof(ID))).thenReply(WRONG);
        account.when(logIn("u", code(account.now().plusSeconds(30)))).thenReply(GOOD);
        for (int i = 0; i < 30 * SecondFactor.TRIES; i++) account.at(account.now().plus(Duration.ofHours(1))).when(logIn("v", proof(ID))).thenReply(WRONG);
        account.at(account.now().plus(Duration.ofHours(1))).when(logIn("v", code(account.now()))).thenReply(GOOD);
    }

    @Test
    void whatIsSensitiveWantsASessionThatHasSteppedUpOfLate() {
        account().when(new AccountCommand.MayDoSensitive("s")).thenReply(Done.DONE);
        var account = withFactor().when(logIn("t", code(NOON.plusSeconds(30)))).when(new AccountCommand.MayDoSensitive("t")).thenRefused(Kind.DENIED, "step-up-required");
        account.when(stepUp("s", code(NOON.plusSeconds(30)))).thenReply(new AccountCommand.SteppedUp(Optional.empty()));
        account.when(stepUp("s", code(NOON.minusSeconds(30)))).thenReply(new AccountCommand.SteppedUp(Optional.of(NOON.plus(WHILE))));
        account.when(new AccountCommand.MayDoSensitive("s")).thenReply(Done.DONE).when(new AccountCommand.MayDoSensitive("t")).thenRefused(Kind.DENIED, "step-up-required");
        account.at(NOON.plus(WHILE)).when(new AccountCommand.MayDoSensitive("s")).thenRefused(Kind.DENIED, "step-up-required");
        account.when(new AccountCommand.StepUp("s", Optional.empty(), 2, WHILE)).thenReply(new AccountCommand.SteppedUp(Optional.empty()));
        account.when(new AccountCommand.StepUp("s", Optional.empty(), 1, WHILE)).thenReply(new AccountCommand.SteppedUp(Optional.of(account.now().plus(WHILE)))).when(new AccountCommand.MayDoSensitive("s")).thenReply(Done.DONE);
        account.when(stepUp("nobody's", backup(0))).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated").when(new AccountCommand.EndOthers("t")).when(new AccountCommand.MayDoSensitive("s")).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated");
        assertThat(account.state().factor().steppedUp().keySet()).containsExactly("s");
    }

    @Test
    void whatAStolenTokenMustNeverDoWantsAStepUpWithoutAFactorToo() {
        var asked = new AccountCommand.HasSteppedUp("s");
        var account = account().when(asked).thenRefused(Kind.DENIED, "step-up-required");
        account.when(new AccountCommand.StepUp("s", Optional.empty(), 2, WHILE)).when(asked).thenRefused(Kind.DENIED, "step-up-required");
        account.when(new AccountCommand.StepUp("s", Optional.empty(), 1, WHILE)).when(asked).thenReply(Done.DONE).when(new AccountCommand.HasSteppedUp("nobody's")).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated");
        account.at(NOON.plus(WHILE)).when(asked).thenRefused(Kind.DENIED, "step-up-required");
    }

    @Test
    void whoHasStolenATokenGainsNothingByTurningOnAFactorOfTheirOwn() {
        var asked = new AccountCommand.HasSteppedUp("s");
        var account = withFactor().when(stepUp("s", backup(0))).when(new AccountCommand.MayDoSensitive("s")).thenReply(Done.DONE).when(asked).thenRefused(Kind.DENIED, "step-up-required");
        // Neither by ending it again.
        account.when(new AccountCommand.EndSecondFactor(backup(1), Optional.empty())).when(asked).thenRefused(Kind.DENIED, "step-up-required");
        // Who can log in with it has the password too.
        withFactor().when(logIn("t", code(NOON.plusSeconds(30)))).when(new AccountCommand.HasSteppedUp("t")).thenRefused(Kind.DENIED, "step-up-required").when(stepUp("t", backup(0))).when(new AccountCommand.HasSteppedUp("t")).thenReply(Done.DONE);
    }

    @Test
    void whoHasItCanEndIt() {
        var account = withFactor().when(new AccountCommand.EndSecondFactor(code(NOON), Optional.of(NEWS))).thenReply(WRONG);
        account.when(new AccountCommand.EndSecondFactor(backup(3), Optional.of(NEWS))).then(new AccountEvent.SecondFactorOff(NOON), new AccountEvent.NewsDue(LetterRequest.Kind.FACTOR_OFF, NEWS, NOON)).thenReply(GOOD);
        account.when(new AccountCommand.EndSecondFactor(backup(4), Optional.of(NEWS))).thenRefused(Kind.NOT_FOUND, "not-found").when(logIn("t", null)).thenReply(GOOD);
        account.when(begin("secret-2", "s")).when(confirm(proof("secret-2", SecondFactor.step(NOON)))).when(logIn("u", backup(5))).thenReply(WRONG);
    }

    @Test
    void aDeviceThatWasNotSeenBeforeIsToldByMailOnce() {
        var account = account();
        account.when(logIn("t", null, "another device")).then(new AccountEvent.LoggedIn("t", visit(NOON), NOON), new AccountEvent.DeviceUsed("another device", NOON), new AccountEvent.NewsDue(LetterRequest.Kind.NEW_DEVICE, NEWS, NOON));
        var step = Account.BLUEPRINT.next(account.state(), NOON).orElseThrow();
        assertThat(step.calls()).containsExactly(Step.send(MailboxCommand.at("mailbox-1"), new MailboxCommand.Tell(LetterRequest.Kind.NEW_DEVICE, "nonce-3", "de", NOON)));
        var told = step.result().apply(List.of(Outcome.accepted(Done.DONE)));
        account.when(new AccountCommand.EndSession("t"));
        assertThat(Account.BLUEPRINT.next(account.state(), NOON).orElseThrow().name()).as("an end comes first").isEqualTo("announce-end");
        account.when(told).then(new AccountEvent.NewsTold("nonce-3", NOON)).when(told).thenNothing();
        account.when(logIn("u", null, "another device")).then(new AccountEvent.LoggedIn("u", visit(NOON), NOON), new AccountEvent.DeviceUsed("another device", NOON));
        for (int i = 0; i < Devices.MOST; i++) account.at(NOON.plusSeconds(i + 1)).when(logIn("v" + i, null, "device " + i));
        assertThat(account.state().devices().seen()).hasSize(Devices.MOST).doesNotContainKeys("a device", "another device").containsKeys("device 0", "device 19");
    }

    @Test
    void itsOwnerSeesWhatHappenedOfLate() {
        var account = withFactor();
        for (int i = 0; i < 5; i++) account.when(logIn("t", proof(ID)));
        var all = activity(account, Optional.empty(), 20);
        assertThat(all.entries()).extracting(each -> each.entry().what().wire()).containsExactly("code-refused", "second-factor-on", "second-factor-begun", "logged-in", "opened");
        assertThat(all.entries().get(0).entry().times()).isEqualTo(5);
        assertThat(all.entries().get(3).entry().visit()).contains(visit(NOON));
        var first = activity(account, Optional.empty(), 2);
        assertThat(first.more()).isTrue();
        assertThat(activity(account, Optional.of(first.entries().get(1).number()), 3).entries()).isEqualTo(all.entries().subList(2, 5));
        for (int i = 0; i < 100; i++) account.at(account.now().plusSeconds(30)).when(logIn("u" + i, code(account.now())));
        assertThat(account.state().activity().entries()).hasSize(Activity.MOST);
        account.at(account.now().plus(Activity.KEPT).plusSeconds(1));
        assertThat(activity(account, Optional.empty(), 20).entries()).isEmpty();
        account.when(logIn("later", code(account.now())));
        assertThat(account.state().activity().entries()).as("what is too old is thrown away").hasSize(1);
    }

    @Test
    void nothingOfItIsLeftOfAnAccountThatWasErased() {
        var account = withFactor().when(logIn("t", code(NOON.plusSeconds(30)), "another device")).when(new AccountCommand.Erase("account-1", 1, "mailbox-1"));
        assertThat(account.state().factor()).isEqualTo(SecondFactor.NONE);
        assertThat(account.state().devices()).isEqualTo(Devices.NONE);
        assertThat(account.state().activity()).isEqualTo(Activity.NONE);
        assertThat(account.state().news().keySet()).isEmpty();
        // A letter that was on its way to the mailbox.
        account.when(new AccountCommand.NewsTold("nonce-3")).thenNothing();
        for (var gone : List.of(begin("secret-2", "s"), new AccountCommand.EndSecondFactor(backup(0), Optional.empty()), new AccountCommand.RecentActivity(Optional.empty(), 50))) account.when(gone).thenRefused(Kind.NOT_FOUND, "not-found");
        account.when(stepUp("s", backup(0))).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated").when(new AccountCommand.MayDoSensitive("s")).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated");
        assertThat(Account.BLUEPRINT.next(account.state(), NOON).orElseThrow().name()).isEqualTo("announce-end");
        account.when(new AccountCommand.Announced(List.of("s", "t")));
        assertThat(Account.BLUEPRINT.next(account.state(), NOON).orElseThrow().name()).isEqualTo("forget");
        account.when(new AccountCommand.Forgotten());
        assertThat(account.state().factor()).isEqualTo(SecondFactor.NONE);
        assertThat(Account.BLUEPRINT.next(account.state(), NOON)).isEmpty();
    }

    private static Activity.Slice activity(Spec<Account, AccountEvent> account, Optional<Long> before, int most) {
        account.when(new AccountCommand.RecentActivity(before, most));
        return account.outcome().fold(Activity.Slice.class::cast, refusal -> null);
    }

    /** Whatever is shown in whatever order: each code begins one session at most, and none that is not of its time. */
    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void aCodeIsGoodOnceWhateverComes(@ForAll long seed) {
        var random = new Random(seed);
        var account = withFactor();
        var used = new HashSet<Object>(List.of(SecondFactor.step(NOON)));
        for (int i = 0; i < 60; i++) {
            account.at(account.now().plusSeconds(random.nextInt(40)));
            boolean paused = account.state().factor().pausedAt(account.now()).isPresent();
            long present = SecondFactor.step(account.now());
            long step = present + random.nextInt(5) - 2;
            int number = random.nextInt(12);
            boolean byBackup = random.nextInt(4) == 0;
            boolean inTime = byBackup ? number < 10 : Math.abs(step - present) <= 1;
            var shown = byBackup ? new Proof(ID, List.of(), Optional.of(new BackupCode("hash-" + number))) : proof(ID, step);
            account.when(random.nextBoolean() ? logIn("t" + i, shown) : stepUp("s", shown));
            boolean good = account.outcome().fold(reply -> !reply.equals(WRONG) && !reply.equals(new AccountCommand.SteppedUp(Optional.empty())), refusal -> false);
            boolean expected = !paused && inTime && used.add(byBackup ? "hash-" + number : step);
            assertThat(good).as("try %s of seed %s", i, seed).isEqualTo(expected);
        }
    }
}
