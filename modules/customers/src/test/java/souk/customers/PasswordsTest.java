package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import souk.customers.account.PasswordHash;
import souk.kernel.Outcome;

class PasswordsTest {
    private static final Argon2 SMALL = new Argon2(64, 1, 1);

    private static Passwords passwords(String more) {
        return Passwords.of(ConfigFactory.parseString(more).withFallback(ConfigFactory.load().getConfig("souk.customers.passwords")));
    }

    private static Passwords.Check check(Passwords passwords, String password, PasswordHash kept) {
        return passwords.check(password, Optional.ofNullable(kept)).join().fold(check -> check, refusal -> null);
    }

    /** Made by the reference implementation's command line: {@code echo -n password | argon2 somesalt -id -t 2 -m 8 -p 1 -l 32}, as its own tests have it. */
    @Test
    void hashesAsTheReferenceImplementationDoes() {
        var kept = new PasswordHash("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
        assertThat(Argon2.matches("password", kept)).isTrue();
        assertThat(Argon2.matches("Password", kept)).isFalse();
    }

    @Test
    void theSamePasswordIsAnotherHashEachTimeAndFitsInAnyWriting() {
        var first = SMALL.hash("Grüße aus Köln");
        assertThat(first).isNotEqualTo(SMALL.hash("Grüße aus Köln"));
        assertThat(Argon2.matches("Gru\u0308ße aus Ko\u0308ln", first)).isTrue();
        assertThat(first.phc()).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(first.toString()).doesNotContain("argon2id");
    }

    @Test
    void theDefaultsAreThoseOfOwasp() {
        assertThat(Argon2.of(ConfigFactory.load().getConfig("souk.customers.passwords.argon2"))).isEqualTo(new Argon2(19 * 1024, 2, 1));
    }

    @Test
    void whatWasHashedOtherwiseIsHashedAnewWhenItIsShown() {
        var passwords = passwords("argon2.memory = 1 MiB");
        var old = SMALL.hash("correct horse battery");
        assertThat(check(passwords, "another one here", old)).isEqualTo(new Passwords.Check(false, Optional.empty()));
        var rehashed = check(passwords, "correct horse battery", old).rehashed().orElseThrow();
        assertThat(rehashed.phc()).startsWith("$argon2id$v=19$m=1024,t=2,p=1$");
        assertThat(check(passwords, "correct horse battery", rehashed)).isEqualTo(new Passwords.Check(true, Optional.empty()));
        assertThat(check(passwords, "the password of nobody", null).matches()).as("nobody has no password").isFalse();
    }

    @Test
    void moreThanTheQueueHoldsIsRefusedAtOnce() {
        var passwords = passwords("threads = 1, queue = 2, argon2 { memory = 1 MiB, iterations = 30 }");
        var all = new ArrayList<CompletableFuture<Outcome<PasswordHash>>>();
        for (int i = 0; i < 20; i++) all.add(passwords.hash("correct horse battery"));
        long refused = all.stream().map(CompletableFuture::join).filter(outcome -> outcome.<Boolean>fold(hash -> false, refusal -> refusal.kind().passing())).count();
        assertThat(refused).isBetween(1L, 18L);
    }

    @Test
    void whatHasWaitedForTooLongIsRefusedAndNotHashed() {
        // The first takes longer than the second may wait.
        var passwords = passwords("threads = 1, burst = 1 ms, wait = 500 ms, argon2 { memory = 8 MiB, iterations = 100 }");
        var first = passwords.hash("correct horse battery");
        var later = passwords.hash("correct horse battery");
        assertThat(first.join().<Boolean>fold(hash -> true, refusal -> false)).isTrue();
        assertThat(later.join().<String>fold(hash -> "hashed", refusal -> refusal.code())).isEqualTo("overloaded");
    }

    /** Nothing is asserted about time: the figures are for people. */
    @Test
    void whatAHashCosts() {
        var argon2 = Argon2.of(ConfigFactory.load().getConfig("souk.customers.passwords.argon2"));
        var times = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            long begun = System.nanoTime();
            argon2.hash("correct horse battery");
            times.add((System.nanoTime() - begun) / 1_000_000);
        }
        System.out.println("Argon2id with the default parameters, median of 9: " + times.stream().sorted().toList().get(4) + " ms");
    }
}
