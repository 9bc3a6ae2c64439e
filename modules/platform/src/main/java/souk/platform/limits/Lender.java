package souk.platform.limits;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The owner's side: what a node lends of the keys that are its own. What is lent and not used up yet counts as long as it is good, so that
 * all nodes together never have more than the limit; and nothing is written, so a new owner does not know what the one before has lent. It
 * lends nothing until the one before has certainly stopped, and begins with little.
 *
 * <p>Not for several threads.
 */
final class Lender {
    /** For so long some node might still see another circle than the rest. */
    static final long QUIET = Duration.ofSeconds(3).toNanos();
    /** After so long none does any more, mostly, and what was lent before is not good any more: from then on tokens have grown that nobody had. */
    private static final long SETTLED = Duration.ofMillis(1500).toNanos();
    private static final long SOON = Duration.ofMillis(200).toNanos();
    private static final Lending.Lent NOT_MINE = new Lending.Lent(0, 0, SOON, false);

    private record Lease(long tokens, long until) {}

    private record Of(Budget budget, String key) {}

    private static final class Account {
        private final TokenBucket bucket;
        private final Map<String, Lease> leases = new HashMap<>(4);

        private Account(TokenBucket bucket) {
            this.bucket = bucket;
        }

        /** Up to now, under what was lent and not used up meanwhile, for all we know. */
        private void grow(Split split, long now) {
            while (true) {
                long lent = 0;
                Map.Entry<String, Lease> first = null;
                for (var each : leases.entrySet()) {
                    lent += each.getValue().tokens;
                    if (first == null || each.getValue().until < first.getValue().until) first = each;
                }
                boolean over = first != null && first.getValue().until - now <= 0;
                bucket.grow(split.ownersRate, split.ownersBurst - lent, over ? first.getValue().until : now);
                if (!over) return;
                leases.remove(first.getKey());
            }
        }
    }

    private final String self;
    private final Tenure tenure;
    private final Map<Of, Account> accounts;

    /** @param most of how many keys it knows something; of more, those that nobody asked for lately begin anew */
    Lender(String self, int most) {
        this.self = self;
        tenure = new Tenure(self);
        accounts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Of, Account> eldest) {
                return size() > most;
            }
        };
    }

    /** The circle as this node sees it now. */
    void sees(Circle circle, long now) {
        if (circle.equals(tenure.circle())) return;
        tenure.sees(circle, now);
        accounts.keySet().removeIf(of -> !self.equals(circle.owner(of.key)));
    }

    /** Stood still for so long that others may have become owners meanwhile. */
    void forget() {
        tenure.forget();
        accounts.clear();
    }

    Lending.Lent ask(Lending.Ask ask, Split split, long now) {
        var circle = tenure.circle();
        if (circle == null || ask.circle() != circle.mark() || !circle.majority() && !ask.budget().forgives() || !self.equals(circle.owner(ask.key()))) return NOT_MINE;
        long mine = ask.budget().forgives() ? Long.MAX_VALUE : tenure.of(ask.key(), now);
        if (mine < QUIET) return new Lending.Lent(0, 0, QUIET - mine, true);

        var account = accounts.computeIfAbsent(new Of(ask.budget(), ask.key()), of -> new Account(new TokenBucket(first(split, mine), now)));
        account.grow(split, now);
        // What the borrower has left is good again, with what it gets.
        account.leases.remove(ask.borrower());
        long granted = account.bucket.take(ask.wanted());
        if (ask.left() + granted > 0) account.leases.put(ask.borrower(), new Lease(ask.left() + granted, now + Lending.GOOD_FOR));
        return new Lending.Lent(granted, account.bucket.level(), granted < ask.wanted() ? account.bucket.untilOne(split.ownersRate) : 0, true);
    }

    private static double first(Split split, long mine) {
        return mine == Long.MAX_VALUE ? split.ownersBurst : Math.min(split.ownersBurst, split.begun() + (mine - SETTLED) / 1e9 * split.ownersRate);
    }

    void giveBack(Lending.Return given, Split split, long now) {
        var account = accounts.get(new Of(given.budget(), given.key()));
        if (account == null) return;
        account.grow(split, now);
        account.leases.computeIfPresent(given.borrower(), (borrower, lease) -> lease.tokens > given.tokens() ? new Lease(lease.tokens - given.tokens(), lease.until) : null);
        account.bucket.put(given.tokens());
        account.grow(split, now);
    }

    /** Forgets what is as if nobody had ever asked. */
    void sweep(Split[] splits, long now) {
        accounts.entrySet().removeIf(each -> {
            var split = splits[each.getKey().budget.ordinal()];
            var account = each.getValue();
            account.grow(split, now);
            return account.leases.isEmpty() && account.bucket.level() >= split.ownersBurst - 1e-3;
        });
    }

    int size() {
        return accounts.size();
    }
}
