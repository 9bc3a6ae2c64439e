package souk.vendors.payouts;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.Provider;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.VendorCommand;

/** Has payouts paid: looks up where a vendor is paid to, at the moment of paying, since no payout holds what is personal, and asks the {@link PayoutProvider}. */
public final class Cashier implements Provider {
    /** So long after it was asked the cashier asks the provider, or not at all. */
    static final Duration SENT_WITHIN = Duration.ofSeconds(1);
    private static final Rejection NO_ACCOUNT = new Rejection(Kind.UNPROCESSABLE, PayoutRequest.NO_ACCOUNT, "There is nowhere to pay this vendor to.");

    private static final Logger LOG = LoggerFactory.getLogger(Cashier.class);

    private final Node node;
    private final PayoutProvider provider;

    private Cashier(Node node, PayoutProvider provider) {
        this.node = node;
        this.provider = provider;
    }

    public static Cashier of(Node node, PayoutProvider provider) {
        return new Cashier(node, provider);
    }

    @Override
    public CompletionStage<? extends Outcome<?>> call(Object request) {
        if (request instanceof PayoutRequest.Check check) return then(account(check.vendorId()), account -> CompletableFuture.completedFuture(account.isPresent() ? Outcome.accepted(Done.DONE) : Outcome.refused(NO_ACCOUNT)));
        if (request instanceof PayoutRequest.Pay pay) return pay(pay, System.nanoTime());
        if (request instanceof PayoutRequest.Find find) return result(find.payoutId(), find.amount(), provider.find(find.payoutId()));
        return CompletableFuture.failedFuture(new IllegalArgumentException("The cashier does not understand " + request));
    }

    /** What took long to find out is found out anew: staff, who wants a payout declined, counts on it that a question is at the provider soon or never. */
    private CompletionStage<Outcome<PayoutResult>> pay(PayoutRequest.Pay pay, long since) {
        return then(account(pay.vendorId()), account -> {
            if (System.nanoTime() - since > SENT_WITHIN.toNanos()) return CompletableFuture.failedFuture(new IllegalStateException("Payout " + pay.payoutId() + ": the vendor's account was not known in time, it is asked for again"));
            return result(pay.payoutId(), pay.amount(), account.map(known -> provider.pay(pay.payoutId(), pay.amount(), known)).orElseGet(() -> without(pay)));
        });
    }

    /** Another amount is for people to look at: the payout shows it, and whoever watches the log is told. */
    private static CompletionStage<Outcome<PayoutResult>> result(String payoutId, Money asked, CompletionStage<PayoutResult> answer) {
        return answer.thenApply(result -> {
            result.amount().filter(there -> !there.equals(asked)).ifPresent(there -> LOG.error("The provider says that payout {} is {} with {} instead of {}", payoutId, result.status(), there, asked));
            return Outcome.accepted(result);
        });
    }

    /**
     * There was an account when it was asked for first, and there is none any more: the owner was erased. What the provider has done meanwhile counts; if it knows nothing, what was sent to it may still be on its way, so nobody may say
     * that it will not be paid.
     */
    private CompletionStage<PayoutResult> without(PayoutRequest.Pay pay) {
        return provider.find(pay.payoutId()).thenApply(found -> {
            if (found.status() == PayoutResult.Status.UNKNOWN) throw new IllegalStateException("Payout " + pay.payoutId() + ": there is nowhere to pay the vendor to any more, and the provider does not know of it: ask the provider to decide it, or decline it (POST /v1/admin/payouts/{id}/decline)");
            return found;
        });
    }

    /** Nothing when it was erased, or when there is no such vendor. */
    private CompletionStage<Outcome<Optional<PayoutAccount>>> account(String vendorId) {
        return node.entities().ask(VendorCommand.at(vendorId), new VendorCommand.Look()).thenApply(seen -> seen.fold(vendor -> Outcome.accepted(node.persons().open(vendor.payoutAccount(), PayoutAccount.class)),
                refusal -> refusal.kind() == Kind.NOT_FOUND ? Outcome.accepted(Optional.empty()) : Outcome.refused(refusal)));
    }

    private static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<A, CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }
}
