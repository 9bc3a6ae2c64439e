package souk.vendors.payouts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.kernel.Money;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutResult;
import souk.vendors.payouts.PayoutBook.Entry;

/**
 * The built-in provider: no money moves, but it remembers like a real one, in a book of its own. By how the reference of a vendor's account begins a payout is declined ({@code decline}), paid after a while ({@code pending}), or paid without
 * the first answer coming ({@code timeout}); into any other account it is paid at once.
 *
 * <p>A process that dies at any point loses nothing: either the entry was written, then whoever asks again finds it, or it was not, then it is written then.
 */
final class TestPayouts implements PayoutProvider {
    private static final String PAY = "pay";
    private static final String DECLINE = "decline";
    private static final String PENDING = "pending";
    private static final String TIMEOUT = "timeout";

    private final PayoutBook book;
    private final InstantSource clock;
    private final Duration delay;

    /** @param delay how long what is pending stays so */
    TestPayouts(PayoutBook book, InstantSource clock, Duration delay) {
        this.book = book;
        this.clock = clock;
        this.delay = delay;
    }

    @Override
    public CompletionStage<PayoutResult> pay(String payoutId, Money amount, PayoutAccount account) {
        return book.find(payoutId).thenCompose(known -> {
            if (known.isPresent()) return known.get().amount().equals(amount) ? CompletableFuture.completedFuture(result(known))
                    : CompletableFuture.failedFuture(new IllegalStateException("Payout " + payoutId + " was asked for with another amount before"));
            var entry = new Entry(payoutId, amount, means(account), clock.instant());
            return book.add(entry).thenCompose(added -> entry.means().equals(TIMEOUT) ? CompletableFuture.failedFuture(new IllegalStateException("The answer about payout " + payoutId + " is lost, as its account wants"))
                    : CompletableFuture.completedFuture(result(Optional.of(entry))));
        });
    }

    private static String means(PayoutAccount account) {
        if (account.kind() != PayoutAccount.Kind.REFERENCE) return PAY;
        return Stream.of(DECLINE, PENDING, TIMEOUT).filter(account.number()::startsWith).findFirst().orElse(PAY);
    }

    @Override
    public CompletionStage<PayoutResult> find(String payoutId) {
        return book.find(payoutId).thenApply(this::result);
    }

    private PayoutResult result(Optional<Entry> known) {
        return known.map(entry -> result(entry, clock.instant(), delay)).orElseGet(PayoutResult::unknown);
    }

    /** What an entry of the book says at a time. */
    static PayoutResult result(Entry entry, Instant now, Duration delay) {
        if (entry.means().equals(DECLINE)) return PayoutResult.declined("account-closed");
        return entry.means().equals(PENDING) && now.isBefore(entry.at().plus(delay)) ? PayoutResult.pending() : PayoutResult.paid("test-" + entry.payoutId());
    }
}
