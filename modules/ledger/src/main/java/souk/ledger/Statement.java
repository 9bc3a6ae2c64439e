package souk.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import souk.kernel.Money;
import souk.ledger.Booked.Entry;
import souk.ledger.LedgerStore.Moved;
import souk.ledger.api.Leg;

/**
 * An account's statement: what was booked on it in a currency, the newest first, and what that left. It runs back through all logs of the ledger at once, by time,
 * and over buckets in which the account does not occur without looking into them. The first page says how far each log goes; later pages stay with that.
 */
final class Statement {
    /** Sums that are looked at for buckets to skip; more each time, as an account may not have moved for years. */
    private static final int FEW_SUMS = 8;
    private static final int MANY_SUMS = 400;

    /**
     * A transaction on the account.
     *
     * @param balance of the account after it, on its normal side
     */
    record Line(Entry entry, long debit, long credit, long balance) {}

    /** @param next where it goes on, if it does */
    record Page(List<Line> lines, Optional<String> next) {}

    private final LedgerStore store;
    private final String account;
    private final Currency currency;
    private final int limit;
    private final List<Way> ways = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private long balance;

    private Statement(LedgerStore store, String account, Currency currency, int limit) {
        this.store = store;
        this.account = account;
        this.currency = currency;
        this.limit = limit;
    }

    /**
     * Some of it.
     *
     * @param after where the page before this one ended
     */
    static CompletionStage<Page> of(LedgerStore store, String account, Currency currency, int limit, Optional<String> after) {
        var statement = new Statement(store, account, currency, limit);
        return after.isPresent() ? statement.from(after.get()).page() : statement.begin().thenCompose(Statement::page);
    }

    private CompletionStage<Statement> begin() {
        return TrialBalance.cuts(store, log -> store.cut(log, account)).thenApply(cuts -> {
            cuts.forEach(cut -> ways.add(new Way(cut.log(), cut.position() + 1, 0)));
            balance = cuts.stream().mapToLong(cut -> cut.balances().of(account, currency).balance()).sum();
            return this;
        });
    }

    private Statement from(String position) {
        var parts = position.split(",");
        balance = Long.parseLong(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            var place = parts[i].split(":");
            ways.add(new Way(place[0], Long.parseLong(place[1]), Integer.parseInt(place[2])));
        }
        return this;
    }

    private String position() {
        return balance + "," + ways.stream().map(way -> way.log + ":" + way.position + ":" + way.index).collect(Collectors.joining(","));
    }

    private CompletionStage<Page> page() {
        while (true) {
            var dry = ways.stream().filter(Way::dry).toList();
            if (!dry.isEmpty()) return CompletableFuture.allOf(dry.stream().map(way -> way.fill().toCompletableFuture()).toArray(CompletableFuture[]::new)).thenCompose(filled -> page());
            var newest = ways.stream().filter(way -> !way.found.isEmpty()).max(Comparator.<Way, java.time.Instant>comparing(way -> way.found.peek().at()).thenComparing(way -> way.log));
            if (newest.isEmpty()) return CompletableFuture.completedFuture(new Page(lines, Optional.empty()));
            if (lines.size() == limit) return CompletableFuture.completedFuture(new Page(lines, Optional.of(position())));
            take(newest.get());
        }
    }

    private void take(Way way) {
        var entry = way.found.poll();
        way.position = entry.position();
        way.index = entry.index();
        var moved = new Balances.Tally().add(entry.legs().stream().filter(this::concerns).toList()).balances().of(account, currency);
        lines.add(new Line(entry, moved.debit(), moved.credit(), balance));
        balance -= moved.balance();
    }

    private boolean concerns(Leg leg) {
        Money amount = leg.amount();
        return leg.account().equals(account) && amount.currency().equals(currency);
    }

    /** The way back through one log. */
    private final class Way {
        private final String log;
        private final Deque<Entry> found = new ArrayDeque<>();
        private final Deque<Moved> sums = new ArrayDeque<>();
        private int wanted = FEW_SUMS;
        /** Behind everything that was taken. */
        private long position;
        private int index;
        /** Behind everything that was looked at. */
        private long bucket;
        private long lookedPosition;
        private int lookedIndex;
        /** The last bucket that is summed; those after it have to be looked into. Not known before it is asked for. */
        private Long complete;
        private boolean summed = true;

        private Way(String log, long position, int index) {
            this.log = log;
            this.position = position;
            this.index = index;
            bucket = LedgerStore.bucket(position);
            lookedPosition = position;
            lookedIndex = index;
        }

        private boolean dry() {
            return found.isEmpty() && bucket >= 0;
        }

        /** Goes back until something is found, or the log ends. */
        private CompletionStage<?> fill() {
            if (complete == null && dry()) return store.complete(log).thenAccept(last -> complete = last).thenCompose(known -> fill());
            while (dry()) {
                if (bucket > complete) return look().thenCompose(looked -> fill());
                while (!sums.isEmpty() && sums.peek().bucket() > bucket) sums.poll();
                if (sums.isEmpty() && summed) return moreSums().thenCompose(more -> fill());
                // Of what is summed, only buckets with sums that name the account have something on it.
                long next = sums.isEmpty() ? -1 : sums.peek().bucket();
                if (next < bucket) back(next);
                else if (sums.peek().balances().find(account, currency).isPresent()) return look().thenCompose(looked -> fill());
                else back(bucket - 1);
            }
            return CompletableFuture.completedFuture(null);
        }

        private void back(long to) {
            bucket = to;
            lookedPosition = Long.MAX_VALUE;
            lookedIndex = Integer.MAX_VALUE;
        }

        private CompletionStage<?> moreSums() {
            int most = wanted;
            wanted = MANY_SUMS;
            return store.moved(log, account, bucket, most).thenAccept(more -> {
                sums.addAll(more);
                summed = !more.isEmpty();
            });
        }

        private CompletionStage<?> look() {
            int most = Math.max(limit + 1, 100);
            return store.before(log, bucket, lookedPosition, lookedIndex, most).thenAccept(entries -> {
                entries.stream().filter(entry -> entry.legs().stream().anyMatch(Statement.this::concerns)).forEach(found::add);
                if (entries.size() < most) {
                    back(bucket - 1);
                } else {
                    lookedPosition = entries.get(most - 1).position();
                    lookedIndex = entries.get(most - 1).index();
                }
            });
        }
    }
}
