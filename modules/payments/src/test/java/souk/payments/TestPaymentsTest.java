package souk.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.payments.api.PaymentRequest.Authorise;
import souk.payments.api.PaymentRequest.Capture;
import souk.payments.api.PaymentRequest.Charge;
import souk.payments.api.PaymentRequest.Find;
import souk.payments.api.PaymentRequest.Refund;
import souk.payments.api.PaymentRequest.Void;
import souk.payments.api.PaymentResult;
import souk.payments.api.PaymentStatus;
import souk.testkit.TestKeyspace;

/** The built-in provider, its book in the real Cassandra. */
class TestPaymentsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration DELAY = Duration.ofSeconds(5);
    private static final Money TEN = Money.of(1_000, "GBP");
    private static int payments;
    private static CqlSession cql;

    private final String id = "payment-" + ++payments;
    private Instant now = NOON;

    @BeforeAll
    static void openTheBook() {
        cql = TestKeyspace.open("payments_test", "schema/payments.cql");
    }

    @AfterAll
    static void closeIt() {
        cql.close();
    }

    /** A provider as another node, or this one after a crash, would have it: nothing is kept but the book. */
    private TestPayments provider() {
        return new TestPayments(new TestLedgerStore(cql), () -> now, DELAY);
    }

    private Object ask(Object request) {
        Outcome<PaymentResult> outcome = provider().call(request).toCompletableFuture().join();
        return outcome.fold(PaymentResult::status, Rejection::code);
    }

    private TestPayment book() {
        return TestPayment.of(id, new TestLedgerStore(cql).entries(id).toCompletableFuture().join());
    }

    private Authorise authorise(String token) {
        return new Authorise(id, TEN, "test", token);
    }

    @Test
    void anApprovedPaymentIsAuthorisedThenCaptured() {
        assertThat(ask(authorise("approve"))).isEqualTo(PaymentStatus.AUTHORISED);
        assertThat(ask(new Capture(id, TEN))).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(book().net()).isEqualTo(1_000);
    }

    @Test
    void aChargeIsOneWriteAndHasTheEffectOfBoth() {
        long before = writes();
        assertThat(ask(charge("approve"))).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(writes() - before).isEqualTo(1);
        assertThat(book()).isEqualTo(new TestPayment(id, Optional.of(new TestLedger.Entry(id, TestLedger.AUTHORISE, Optional.of(TEN), "approve", NOON)), Optional.of(TEN),
                Optional.empty(), false));
        now = now.plusSeconds(60);
        assertThat(ask(charge("approve"))).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(ask(new Refund(id, "cancel", TEN))).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(ask(charge("approve"))).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(book().net()).isZero();
    }

    @Test
    void aChargeThatWasHalfDoneByOtherMeansIsCompleted() {
        ask(authorise("approve"));
        assertThat(ask(new Charge(id, Money.of(1_001, "GBP"), "test", "approve"))).isEqualTo("amount-mismatch");
        assertThat(ask(charge("approve"))).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(book().net()).isEqualTo(1_000);
    }

    @Test
    void aChargeIsDeclinedAndTakesItsTimeAsAnAuthorisationDoes() {
        assertThat(ask(charge("decline"))).isEqualTo("payment-declined");
        assertThat(ask(charge("decline"))).isEqualTo("payment-declined");
        assertThat(ask(new Charge(id + "-odd", TEN, "test", "4242"))).isEqualTo("payment-declined");
        var slow = new Charge(id + "-slow", TEN, "test", "timeout");
        assertThat(ask(slow)).isEqualTo(PaymentStatus.PENDING);
        now = NOON.plus(DELAY);
        assertThat(ask(slow)).isEqualTo(PaymentStatus.CAPTURED);
    }

    @Test
    void nothingIsChargedAfterAVoid() {
        ask(new Void(id));
        assertThat(ask(charge("approve"))).isEqualTo(PaymentStatus.VOIDED);
        assertThat(book().net()).isZero();
    }

    /** How many writes the book has seen. */
    private static long writes() {
        return cql.execute("SELECT count FROM system_views.local_write_latency WHERE keyspace_name = 'payments_test' AND table_name = 'payments_test_ledger'").one().getLong(0);
    }

    private Charge charge(String token) {
        return new Charge(id, TEN, "test", token);
    }

    @Test
    void everyRequestAgainChangesNothingAndHearsHowThingsAre() {
        for (int i = 0; i < 2; i++) {
            ask(authorise("approve"));
            assertThat(ask(new Capture(id, TEN))).isEqualTo(i == 0 ? PaymentStatus.CAPTURED : PaymentStatus.REFUNDED);
            assertThat(ask(new Refund(id, "cancel", TEN))).isEqualTo(PaymentStatus.REFUNDED);
            assertThat(book().captured()).contains(TEN);
            assertThat(book().refunded()).contains(TEN);
            now = now.plus(Duration.ofDays(100));
        }
    }

    @Test
    void theFirstEntryStaysWhateverComesLater() {
        ask(authorise("approve"));
        now = now.plusSeconds(60);
        ask(new Authorise(id, Money.of(7, "USD"), "test", "decline"));
        assertThat(book().authorised().orElseThrow()).isEqualTo(new TestLedger.Entry(id, TestLedger.AUTHORISE, Optional.of(TEN), "approve", NOON));
    }

    @Test
    void aDeclinedPaymentIsRefusedForGoodAndNeverCaptured() {
        assertThat(ask(authorise("decline"))).isEqualTo("payment-declined");
        assertThat(ask(new Capture(id, TEN))).isEqualTo(PaymentStatus.DECLINED);
        assertThat(ask(authorise("decline"))).isEqualTo("payment-declined");
        assertThat(book().net()).isZero();
    }

    @Test
    void aTokenThatItDoesNotKnowIsDeclined() {
        assertThat(ask(authorise("4242"))).isEqualTo("payment-declined");
        assertThat(ask(new Find(id))).isEqualTo(PaymentStatus.UNKNOWN);
    }

    @Test
    void afterATimeoutNobodyKnowsForAWhileAndThenItWasApproved() {
        assertThat(ask(authorise("timeout"))).isEqualTo(PaymentStatus.PENDING);
        assertThat(ask(new Capture(id, TEN))).isEqualTo(PaymentStatus.PENDING);
        now = NOON.plus(DELAY).minusMillis(1);
        assertThat(ask(new Find(id))).isEqualTo(PaymentStatus.PENDING);
        assertThat(ask(authorise("timeout"))).as("asking again does not make it wait anew").isEqualTo(PaymentStatus.PENDING);
        now = NOON.plus(DELAY);
        assertThat(ask(new Find(id))).isEqualTo(PaymentStatus.AUTHORISED);
        assertThat(ask(new Capture(id, TEN))).isEqualTo(PaymentStatus.CAPTURED);
    }

    @Test
    void whatIsVoidedIsNeverTakenWhateverArrivesLater() {
        ask(authorise("approve"));
        assertThat(ask(new Void(id))).isEqualTo(PaymentStatus.VOIDED);
        assertThat(ask(new Capture(id, TEN))).isEqualTo(PaymentStatus.VOIDED);
        assertThat(ask(new Refund(id, "undo", TEN))).isEqualTo(PaymentStatus.VOIDED);
        assertThat(book().net()).isZero();
    }

    @Test
    void aVoidThatOvertakesTheAuthorisationHoldsToo() {
        assertThat(ask(new Void(id))).isEqualTo(PaymentStatus.VOIDED);
        ask(authorise("approve"));
        assertThat(ask(new Capture(id, TEN))).isEqualTo(PaymentStatus.VOIDED);
        assertThat(ask(new Void(id))).isEqualTo(PaymentStatus.VOIDED);
    }

    @Test
    void whenACaptureAndAVoidRunIntoEachOtherTheVoidCounts() {
        ask(authorise("approve"));
        ask(new Void(id));
        new TestLedgerStore(cql).add(List.of(new TestLedger.Entry(id, TestLedger.CAPTURE, Optional.of(TEN), "", now))).toCompletableFuture().join();
        assertThat(ask(new Refund(id, "undo", TEN))).isEqualTo(PaymentStatus.VOIDED);
        assertThat(book().net()).isZero();
    }

    @Test
    void aCapturedPaymentIsRefundedInsteadOfVoided() {
        ask(authorise("approve"));
        ask(new Capture(id, TEN));
        assertThat(ask(new Void(id))).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(ask(new Refund(id, "undo", TEN))).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(ask(new Refund(id, "again", TEN))).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(book().net()).isZero();
        assertThat(book().refunded()).contains(TEN);
    }

    @Test
    void partsCanBeGivenBackButNeverMoreThanWasTaken() {
        ask(authorise("approve"));
        ask(new Capture(id, TEN));
        ask(new Refund(id, "one", Money.of(300, "GBP")));
        assertThat(book().net()).isEqualTo(700);
        ask(new Refund(id, "two", TEN));
        assertThat(book().net()).isZero();
        assertThat(ask(new Capture(id, Money.of(1, "GBP")))).isEqualTo(PaymentStatus.REFUNDED);
    }

    @Test
    void aPartIsGivenBackOnceHoweverOftenAndLateItIsAskedFor() {
        ask(charge("approve"));
        for (int again = 0; again < 3; again++) {
            assertThat(ask(new Refund(id, "one", Money.of(300, "GBP")))).isEqualTo(PaymentStatus.REFUNDED);
            assertThat(ask(new Refund(id, "two", Money.of(200, "GBP")))).isEqualTo(PaymentStatus.REFUNDED);
            assertThat(ask(new Refund(id, "none", Money.of(0, "GBP")))).isEqualTo(PaymentStatus.REFUNDED);
            now = now.plus(Duration.ofDays(1));
            assertThat(book().refunded()).contains(Money.of(500, "GBP"));
        }
        assertThat(new TestLedgerStore(cql).entries(id).toCompletableFuture().join()).hasSize(4);
    }

    @Test
    void ofRefundsThatRunIntoEachOtherOnlySoMuchCountsAsWasTaken() {
        ask(charge("approve"));
        var refunds = Stream.of("one", "two", "three").map(each -> new TestLedger.Entry(id, TestLedger.REFUND + ":" + each, Optional.of(Money.of(400, "GBP")), "", now)).toList();
        new TestLedgerStore(cql).add(refunds).toCompletableFuture().join();
        assertThat(book().refunded()).contains(TEN);
        assertThat(book().net()).isZero();
    }

    @Test
    void anotherAmountThanWasAuthorisedIsNotCaptured() {
        ask(authorise("approve"));
        assertThat(ask(new Capture(id, Money.of(1_001, "GBP")))).isEqualTo("amount-mismatch");
    }

    @Test
    void thePagesOfTheBookShowEachPaymentOnceAndWhole() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 25; i++) {
            String each = "page-" + i;
            ids.add(each);
            ask(new Authorise(each, TEN, "test", "approve"));
            ask(new Capture(each, TEN));
        }
        Set<String> seen = new HashSet<>();
        Optional<String> after = Optional.empty();
        for (;;) {
            var page = new TestLedgerStore(cql).payments(after, 4).toCompletableFuture().join();
            if (page.isEmpty()) break;
            page.forEach(payment -> {
                assertThat(seen.add(payment.paymentId())).isTrue();
                if (payment.paymentId().startsWith("page-")) assertThat(payment.net()).isEqualTo(1_000);
            });
            after = Optional.of(page.get(page.size() - 1).paymentId());
        }
        assertThat(seen).containsAll(ids);
    }
}
