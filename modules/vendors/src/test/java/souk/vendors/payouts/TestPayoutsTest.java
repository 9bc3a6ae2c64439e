package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.vendors.payouts.PayoutWorld.gbp;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.testkit.TestKeyspace;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutResult;

/** The built-in provider, its book in the real Cassandra. */
class TestPayoutsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static int payouts;
    private static CqlSession cql;

    private final String id = "run." + ++payouts;
    private Instant now = NOON;

    @BeforeAll
    static void openTheBook() {
        cql = TestKeyspace.open("payouts_test", "schema/vendors.cql");
    }

    @AfterAll
    static void closeIt() {
        cql.close();
    }

    /** A provider as another node, or this one after a crash, would have it: nothing is kept but the book. */
    private TestPayouts provider() {
        return new TestPayouts(new PayoutBookStore(cql), () -> now, Duration.ofSeconds(5));
    }

    private PayoutResult pay(String account) {
        return provider().pay(id, gbp(500), new PayoutAccount(PayoutAccount.Kind.REFERENCE, account)).toCompletableFuture().join();
    }

    @Test
    void whatIsPaidStaysPaidWhateverIsAskedAgain() {
        assertThat(provider().find(id).toCompletableFuture().join()).isEqualTo(PayoutResult.unknown());
        assertThat(pay("acct-1")).isEqualTo(PayoutResult.paid("test-" + id).of(gbp(500)));
        now = NOON.plusSeconds(60);
        assertThat(pay("decline-1")).isEqualTo(PayoutResult.paid("test-" + id).of(gbp(500)));
        assertThat(new PayoutBookStore(cql).find(id).toCompletableFuture().join()).contains(new PayoutBook.Entry(id, gbp(500), "pay", NOON));
        // Whoever asks for another amount is told what was paid.
        assertThat(provider().pay(id, gbp(501), new PayoutAccount(PayoutAccount.Kind.REFERENCE, "acct-1")).toCompletableFuture().join()).isEqualTo(PayoutResult.paid("test-" + id).of(gbp(500)));
    }

    @Test
    void itDeclinesAnswersLateOrLosesItsAnswerAsTheAccountSays() {
        assertThat(pay("decline-1")).isEqualTo(PayoutResult.declined("account-closed").of(gbp(500)));
        assertThat(pay("acct-1")).isEqualTo(PayoutResult.declined("account-closed").of(gbp(500)));
    }

    @Test
    void whatIsPendingIsPaidLater() {
        assertThat(pay("pending-1")).isEqualTo(PayoutResult.pending().of(gbp(500)));
        now = NOON.plusSeconds(4);
        assertThat(pay("pending-1")).isEqualTo(PayoutResult.pending().of(gbp(500)));
        now = NOON.plusSeconds(5);
        assertThat(pay("pending-1")).isEqualTo(PayoutResult.paid("test-" + id).of(gbp(500)));
    }

    @Test
    void aLostAnswerIsFound() {
        assertThatThrownBy(() -> pay("timeout-1")).hasMessageContaining("is lost");
        assertThat(pay("timeout-1")).isEqualTo(PayoutResult.paid("test-" + id).of(gbp(500)));
    }

    @Test
    void theBookIsReadToItsEnd() {
        pay("acct-1");
        var found = new ArrayList<String>();
        var book = new PayoutBookStore(cql);
        for (var page = book.entries(Optional.empty(), 2).toCompletableFuture().join(); !page.isEmpty(); page = book.entries(Optional.of(found.get(found.size() - 1)), 2).toCompletableFuture().join()) {
            page.forEach(entry -> found.add(entry.payoutId()));
        }
        assertThat(found).doesNotHaveDuplicates().contains(id);
    }
}
