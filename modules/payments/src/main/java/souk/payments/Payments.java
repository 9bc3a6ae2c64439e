package souk.payments;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Outcome;
import souk.payments.api.PaymentRequest;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Principal;

/** Payments: the provider that moves the money, chosen by {@code souk.payments.provider}, and credit notes. */
public final class Payments {
    private static final String TEST = "test";

    private Payments() {}

    /** In a shop without accounts, where nobody asks what is known of them. */
    public static Capability capability() {
        return capability(node -> person -> CompletableFuture.completedFuture(Outcome.accepted(Optional.empty())));
    }

    /** The table of contents. @param mails the e-mail addresses of accounts, by which credit notes are a person's */
    public static Capability capability(Function<Node, Function<Principal, CompletionStage<Outcome<Optional<String>>>>> mails) {
        return Capability.of("payments")
                .hosts(CreditNote.BLUEPRINT)
                .schema("schema/payments.cql")
                .view(CreditNoteList.VIEW, CreditNoteStore::new)
                .provider(PaymentRequest.PROVIDER, Payments::provider)
                .view(CreditNoteList.OF_PERSON, CreditNotesOfPersonStore::new)
                .routes(TestLedgerRoutes::of)
                .routes(CreditNoteRoutes::of)
                .personalData("creditNotes", node -> CreditNoteRoutes.personalData(node, mails.apply(node)));
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
