package souk.vendors.payouts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;

/** The built-in provider's book: what it was asked for, each once. Entries are added and never changed. */
interface PayoutBook {
    /**
     * What was asked for.
     *
     * @param means what the account's reference has it do ({@link TestPayouts}); no account's number
     * @param at    when it was asked for first
     */
    record Entry(String payoutId, Money amount, String means, Instant at) {}

    /** Adds an entry; where one of the same payout is there, that stays. Complete when durable. */
    CompletionStage<?> add(Entry entry);

    CompletionStage<Optional<Entry>> find(String payoutId);

    /** The next entries after one (from the start: empty), in an order of the book's own. */
    CompletionStage<List<Entry>> entries(Optional<String> after, int limit);
}
