package souk.payments;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.payments.TestLedger.Entry;
import souk.payments.api.PaymentStatus;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;

/** The test provider's book, for comparing it with the orders. */
final class TestLedgerRoutes {
    /**
     * A payment. Amounts are left out where nothing was authorised, captured or given back.
     *
     * @param paymentId the order's id
     * @param net       what stays taken: captured less refunded
     */
    record LedgerPayment(String paymentId, PaymentStatus status, Optional<Money> authorised, Optional<Money> captured, Optional<Money> refunded, Optional<Money> net, boolean voided) {}

    private final Node node;
    private TestLedger ledger;

    private TestLedgerRoutes(Node node) {
        this.node = node;
    }

    static List<Endpoint> of(Node node) {
        var routes = new TestLedgerRoutes(node);
        return List.of(Endpoint.get("/v1/admin/payments/test-ledger").summary("The test provider's book: what it captured and gave back, payment by payment")
                .roles(Access.staff("finance", "orders")).query(Query.text("payment", 255)).paged().answersPageOf(LedgerPayment.class)
                .handle(routes::list));
    }

    private synchronized TestLedger ledger() {
        if (ledger == null) ledger = new TestLedgerStore(node.cql());
        return ledger;
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        var one = call.query("payment");
        if (one.isPresent()) {
            return ledger().entries(one.get()).thenApply(entries -> {
                List<LedgerPayment> found = entries.isEmpty() ? List.of() : List.of(shown(TestPayment.of(one.get(), entries)));
                return Answer.ok(call.page(found, Optional.empty()));
            });
        }
        return ledger().payments(call.cursor(), call.limit() + 1).thenApply(payments -> {
            boolean more = payments.size() > call.limit();
            var page = more ? payments.subList(0, call.limit()) : payments;
            return Answer.ok(call.page(page.stream().map(this::shown).toList(), more ? Optional.of(page.get(page.size() - 1).paymentId()) : Optional.empty()));
        });
    }

    private LedgerPayment shown(TestPayment payment) {
        var status = payment.status(node.clock().instant(), node.config().getDuration("souk.payments.test.answers-after"));
        return new LedgerPayment(payment.paymentId(), status, payment.authorised().flatMap(Entry::amount), payment.captured(), payment.refunded(),
                payment.captured().map(captured -> new Money(payment.net(), captured.currency())), payment.voided());
    }
}
