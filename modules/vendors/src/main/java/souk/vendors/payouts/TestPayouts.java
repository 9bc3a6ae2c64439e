package souk.vendors.payouts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
    private static final int AT_ONCE = 500;

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
            if (known.isPresent()) return CompletableFuture.completedFuture(result(known));
            var entry = new Entry(payoutId, amount, means(account), clock.instant());
            // Of two who ask at once the first is in the book, and that is what both hear.
            return book.add(entry).thenCompose(added -> entry.means().equals(TIMEOUT) ? CompletableFuture.failedFuture(new IllegalStateException("The answer about payout " + payoutId + " is lost, as its account wants"))
                    : find(payoutId));
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

    @Override
    public CompletionStage<Optional<List<PaidEntry>>> statement(Instant from, Instant to) {
        return statement(from, to, Optional.empty(), new ArrayList<>()).thenApply(Optional::of);
    }

    private CompletionStage<List<PaidEntry>> statement(Instant from, Instant to, Optional<String> after, List<PaidEntry> found) {
        return book.entries(after, AT_ONCE).thenCompose(entries -> {
            for (var entry : entries) {
                var at = entry.means().equals(PENDING) ? entry.at().plus(delay) : entry.at();
                var result = result(Optional.of(entry));
                if (result.status() == PayoutResult.Status.PAID && !at.isBefore(from) && at.isBefore(to)) found.add(new PaidEntry(entry.payoutId(), entry.amount(), result.detail().orElse("")));
            }
            return entries.size() < AT_ONCE ? CompletableFuture.completedFuture(found) : statement(from, to, Optional.of(entries.get(entries.size() - 1).payoutId()), found);
        });
    }

    private PayoutResult result(Optional<Entry> known) {
        return known.map(entry -> result(entry, clock.instant(), delay)).orElseGet(PayoutResult::unknown);
    }

    /** What an entry of the book says at a time. */
    static PayoutResult result(Entry entry, Instant now, Duration delay) {
        if (entry.means().equals(DECLINE)) return PayoutResult.declined("account-closed").of(entry.amount());
        return (entry.means().equals(PENDING) && now.isBefore(entry.at().plus(delay)) ? PayoutResult.pending() : PayoutResult.paid("test-" + entry.payoutId())).of(entry.amount());
    }
}
