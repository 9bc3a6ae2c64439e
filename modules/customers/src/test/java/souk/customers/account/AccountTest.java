package souk.customers.account;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.customers.account.MailboxTest.NOON;
import static souk.customers.account.MailboxTest.hash;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection.Kind;
import souk.kernel.Step;
import souk.testkit.Spec;

class AccountTest {
    private static final int MOST = 5;
    private static final Duration TOKEN = Duration.ofMinutes(15);
    private static final Duration UNSEEN = Duration.ofDays(30);
    static final Personal<String> EMAIL = Personal.sealed("account-1", "AMAIL");
    static final Personal<String> NAME = Personal.sealed("account-1", "ANAME");

    static AccountCommand.Visit visit(Instant now) {
        return new AccountCommand.Visit(Personal.sealed("account-1", "AADDR"), Personal.sealed("account-1", "AAGNT"), now.plus(UNSEEN), now.plus(TOKEN));
    }

    static AccountEvent.Opened opened() {
        return new AccountEvent.Opened(EMAIL, Optional.of(NAME), hash("first"), "registration-1", NOON);
    }

    private static AccountCommand.LogIn logIn(String session, int version, Instant now) {
        return new AccountCommand.LogIn(session, version, Optional.empty(), visit(now), MOST, Optional.empty(), Optional.empty());
    }

    private static AccountCommand.Refresh refresh(String session, int number, Instant now) {
        return new AccountCommand.Refresh(session, number, visit(now));
    }

    private static Spec<Account, AccountEvent> account() {
        return Spec.of(Account.BLUEPRINT).given(opened()).at(NOON);
    }

    private static Spec<Account, AccountEvent> withSessions(String... ids) {
        var account = account();
        for (String id : ids) account.when(logIn(id, 1, NOON));
        return account;
    }

    @Test
    void withoutAnAccountThereIsNothing() {
        var none = Spec.of(Account.BLUEPRINT);
        none.when(new AccountCommand.Secret()).thenRefused(Kind.NOT_FOUND, "not-found");
        none.when(new AccountCommand.Look()).thenRefused(Kind.NOT_FOUND, "not-found");
        none.when(logIn("s", 0, NOON)).thenRefused(Kind.UNAUTHENTICATED, "bad-credentials");
        none.when(refresh("s", 1, NOON)).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated");
        none.when(new AccountCommand.EndSession("s")).thenRefused(Kind.NOT_FOUND, "not-found");
        none.when(new AccountCommand.ReplacePassword("r", hash("x"))).thenRefused(Kind.NOT_FOUND, "not-found");
        none.when(new AccountCommand.Open(EMAIL, Optional.of(NAME), hash("first"), "registration-1")).then(new AccountEvent.Opened(EMAIL, Optional.of(NAME), hash("first"), "registration-1", none.now()));
        none.when(new AccountCommand.Open(EMAIL, Optional.of(NAME), hash("first"), "registration-1")).thenNothing();
    }

    @Test
    void aRefreshTokenIsGoodOnceAndASecondTimeEndsTheSession() {
        var account = withSessions("s");
        account.when(refresh("s", 1, NOON)).thenReply(new AccountCommand.Refreshed(Optional.of(2)));
        account.when(refresh("s", 3, NOON)).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated");
        account.when(refresh("s", 1, NOON)).then(new AccountEvent.SessionsEnded(List.of("s"), AccountEvent.Why.TOKEN_USED_TWICE, NOON)).thenReply(new AccountCommand.Refreshed(Optional.empty()));
        account.when(refresh("s", 2, NOON)).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated");
    }

    @Test
    void aPasswordIsThePresentOneWhenTheSessionBegins() {
        var account = withSessions("s", "t").when(new AccountCommand.ChangePassword("s", 1, hash("second")));
        assertThat(account.state().sessions().keySet()).containsExactly("s");
        account.when(logIn("u", 1, NOON)).thenRefused(Kind.UNAUTHENTICATED, "bad-credentials").when(logIn("u", 2, NOON)).then(new AccountEvent.LoggedIn("u", visit(NOON), NOON));
        account.when(new AccountCommand.ChangePassword("s", 1, hash("third"))).thenRefused(Kind.CONFLICT, "password-changed");
    }

    @Test
    void aResetEndsEverySessionAndIsDoneOnce() {
        var account = withSessions("s", "t").when(new AccountCommand.ReplacePassword("reset-1", hash("second")));
        assertThat(account.state().sessions()).isEmpty();
        account.when(logIn("u", 2, NOON)).when(new AccountCommand.ReplacePassword("reset-1", hash("second"))).thenNothing();
        assertThat(account.state().sessions().keySet()).containsExactly("u");
    }

    @Test
    void anotherHashOfTheSamePasswordChangesNothingElse() {
        account().when(new AccountCommand.LogIn("s", 1, Optional.of(hash("first, again")), visit(NOON), MOST, Optional.empty(), Optional.empty())).then(new AccountEvent.Rehashed(hash("first, again"), NOON), new AccountEvent.LoggedIn("s", visit(NOON), NOON))
                .when(new AccountCommand.Secret()).thenReply(new AccountCommand.Credentials(hash("first, again"), 1, Optional.empty(), Optional.empty()));
    }

    @Test
    void oneSessionTooManyEndsTheOneThatWasNotSeenForTheLongestTime() {
        var account = account();
        for (int i = 0; i < MOST; i++) account.at(NOON.plusSeconds(i)).when(logIn("s" + i, 1, account.now()));
        account.at(NOON.plusSeconds(10)).when(refresh("s0", 1, account.now())).when(logIn("more", 1, account.now()));
        assertThat(account.state().sessions().keySet()).containsExactlyInAnyOrder("s0", "s2", "s3", "s4", "more");
    }

    @Test
    void whatIsOverIsNotListedAndGoesAtTheNextLogIn() {
        var account = withSessions("s").at(NOON.plus(UNSEEN));
        account.when(new AccountCommand.Sessions()).thenReply(new AccountCommand.SessionList(List.of()));
        account.when(refresh("s", 1, account.now())).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated").when(new AccountCommand.EndSession("s")).thenRefused(Kind.NOT_FOUND, "not-found");
        account.when(logIn("t", 1, account.now()));
        assertThat(account.state().sessions().keySet()).containsExactly("t");
    }

    @Test
    void everyNodeIsToldOfSessionsWhoseTokensLast() {
        var account = withSessions("s", "t").when(new AccountCommand.EndOthers("t"));
        var step = Account.BLUEPRINT.next(account.state(), NOON).orElseThrow();
        assertThat(step.calls()).containsExactly(Step.send(EndedSessionsCommand.of("s"), new EndedSessionsCommand.Tell(List.of(new EndedSessionsCommand.Ended("s", NOON.plus(TOKEN))))));
        account.when(new AccountCommand.EndSession("s")).thenNothing().thenReply(new AccountCommand.Ending(false));
        account.when(step.result().apply(List.of(Outcome.accepted(Done.DONE)))).then(new AccountEvent.EndAnnounced(List.of("s"), NOON)).when(new AccountCommand.Announced(List.of("s"))).thenNothing();
        assertThat(Account.BLUEPRINT.next(account.state(), NOON)).isEmpty();
        account.at(NOON.plus(TOKEN)).when(new AccountCommand.EndSession("t")).thenReply(new AccountCommand.Ending(true));
    }

    @Test
    void anAccountIsErasedForGoodAndEveryNodeIsTold() {
        var account = withSessions("s", "t");
        account.when(new AccountCommand.Erase("account-1", 2, "mailbox-1")).thenRefused(Kind.CONFLICT, "password-changed");
        account.when(new AccountCommand.Erase("account-1", 1, "mailbox-1")).thenReply(new AccountCommand.Erasure(false));
        for (var gone : List.of(new AccountCommand.Secret(), new AccountCommand.Look(), new AccountCommand.Sessions())) account.when(gone).thenRefused(Kind.NOT_FOUND, "not-found");
        account.when(logIn("u", 1, NOON)).thenRefused(Kind.UNAUTHENTICATED, "bad-credentials").when(refresh("s", 1, NOON)).thenRefused(Kind.UNAUTHENTICATED, "unauthenticated");
        // A mailbox that has not heard that the account was opened asks again.
        account.when(new AccountCommand.Open(EMAIL, Optional.of(NAME), hash("first"), "registration-1")).thenNothing();
        var told = Account.BLUEPRINT.next(account.state(), NOON).orElseThrow();
        assertThat(told.name()).isEqualTo("announce-end");
        account.when(told.result().apply(List.of(Outcome.accepted(Done.DONE))));
        var forget = Account.BLUEPRINT.next(account.state(), NOON).orElseThrow();
        assertThat(forget.calls()).containsExactly(Step.send(MailboxCommand.at("mailbox-1"), new MailboxCommand.Release("account-1")), Step.ask(ForgetRequest.PROVIDER, new ForgetRequest("account-1", EMAIL)));
        account.when(new AccountCommand.Erase("account-1", 1, "mailbox-1")).thenNothing().thenReply(new AccountCommand.Erasure(false));
        account.when(forget.result().apply(List.of(Outcome.accepted(Done.DONE), Outcome.accepted(Done.DONE)))).then(new AccountEvent.Forgotten(NOON)).when(new AccountCommand.Forgotten()).thenNothing();
        assertThat(Account.BLUEPRINT.next(account.state(), NOON)).isEmpty();
        account.when(new AccountCommand.Erase("account-1", 1, "mailbox-1")).thenNothing().thenReply(new AccountCommand.Erasure(true));
    }

    @Test
    void aListIsReadToItsEndAndForgetsWhatIsOver() {
        var list = Spec.of(EndedSessions.BLUEPRINT).at(NOON);
        for (int i = 0; i < 1500; i++) list.when(new EndedSessionsCommand.Tell(List.of(new EndedSessionsCommand.Ended("s" + i, NOON.plusSeconds(i)))));
        var first = news(list, 0);
        var second = news(list, first.last());
        assertThat(first.more()).isTrue();
        assertThat(second.more()).isFalse();
        assertThat(first.ended().size() + second.ended().size()).isEqualTo(1500);
        assertThat(news(list, second.last())).isEqualTo(new EndedSessionsCommand.News(List.of(), 1500, false));
        list.at(NOON.plusSeconds(1400)).when(new EndedSessionsCommand.Tell(List.of(new EndedSessionsCommand.Ended("last", NOON.plusSeconds(3000)))));
        assertThat(list.state().ended()).hasSize(101);
        assertThat(news(list, 1500).ended()).containsExactly(new EndedSessionsCommand.Ended("last", NOON.plusSeconds(3000)));
    }

    private static EndedSessionsCommand.News news(Spec<EndedSessions, EndedSessionsEvent> list, long after) {
        list.when(new EndedSessionsCommand.Since(after));
        return list.outcome().fold(EndedSessionsCommand.News.class::cast, refusal -> null);
    }

    /** Random lives of an account beside a map of what should live: a token works while its session does, and of every end the lists are told. */
    @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
    void aSessionLivesUntilItIsEndedAndThenEveryNodeLearnsOfIt(@ForAll long seed) {
        var random = new Random(seed);
        var account = account();
        Map<String, Integer> living = new HashMap<>();
        Set<String> mustBeTold = new HashSet<>();
        int version = 1;
        for (int i = 0; i < 40; i++) {
            if (random.nextInt(4) == 0) account.at(account.now().plusSeconds(random.nextInt(1200)));
            String some = "s" + random.nextInt(i + 1);
            Set<String> before = new HashSet<>(living.keySet());
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    account.when(logIn("s" + i, version, account.now()));
                    living.put("s" + i, 1);
                    living.keySet().retainAll(account.state().sessions().keySet());
                    assertThat(living.size()).isEqualTo(Math.min(MOST, before.size() + 1));
                }
                case 2 -> {
                    int number = living.getOrDefault(some, 1) - random.nextInt(2);
                    boolean good = living.containsKey(some) && number == living.get(some);
                    account.when(refresh(some, number, account.now()));
                    assertThat(account.outcome() instanceof Outcome.Accepted<?> yes && yes.reply().equals(new AccountCommand.Refreshed(Optional.of(number + 1)))).isEqualTo(good);
                    if (good) living.put(some, number + 1);
                    else living.remove(some);
                }
                case 3 -> {
                    account.when(new AccountCommand.EndSession(some));
                    living.remove(some);
                }
                case 4 -> {
                    if (random.nextInt(3) > 0) break;
                    account.when(new AccountCommand.EndOthers(some));
                    living.keySet().removeIf(id -> !id.equals(some));
                }
                case 5 -> {
                    if (random.nextInt(3) > 0) break;
                    account.when(new AccountCommand.ReplacePassword("reset-" + i, hash("p" + i)));
                    version++;
                    living.clear();
                }
                default -> Account.BLUEPRINT.next(account.state(), account.now()).ifPresent(step -> {
                    account.when(step.result().apply(List.of(Outcome.accepted(Done.DONE))));
                    mustBeTold.clear();
                });
            }
            before.removeAll(living.keySet());
            for (String gone : before) if (account.state().ended().containsKey(gone)) mustBeTold.add(gone);
            assertThat(account.state().sessions().keySet()).isEqualTo(living.keySet());
            assertThat(account.state().ended().keySet()).isEqualTo(mustBeTold);
        }
    }
}
