package souk.payments;

import java.lang.reflect.InvocationTargetException;
import souk.payments.api.PaymentRequest;
import souk.platform.Capability;
import souk.platform.Node;

/** Payments: the provider that moves the money, chosen by {@code souk.payments.provider}, and credit notes. */
public final class Payments {
    private static final String TEST = "test";

    private Payments() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("payments")
                .hosts(CreditNote.BLUEPRINT)
                .schema("schema/payments.cql")
                .view(CreditNoteList.VIEW, CreditNoteStore::new)
                .provider(PaymentRequest.PROVIDER, Payments::provider)
                .routes(TestLedgerRoutes::of)
                .routes(CreditNoteRoutes::of);
    }

    /** @throws IllegalArgumentException when the configured provider is none */
    static PaymentProvider provider(Node node) {
        String chosen = node.config().getString("souk.payments.provider");
        if (chosen.equals(TEST)) return new TestPayments(new TestLedgerStore(node.cql()), node.clock(), node.config().getDuration("souk.payments.test.answers-after"));
        try {
            return (PaymentProvider) Class.forName(chosen).getConstructor(Node.class).newInstance(node);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("The payment provider " + chosen + " does not start: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException("souk.payments.provider is " + chosen + ": it must be " + TEST + ", or a class that implements "
                    + PaymentProvider.class.getName() + " and has a public constructor with one " + Node.class.getName(), e);
        }
    }
}
