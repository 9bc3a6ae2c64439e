package souk.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;

/**
 * What transactions come to, account by account; of balanced ones as much on one side as on the other.
 *
 * @param sums by account, then by currency; none twice
 */
record Balances(List<Sum> sums) {
    static final Balances NONE = new Balances(List.of());

    /**
     * What was booked on an account in a currency.
     *
     * @param debit  minor units
     * @param credit minor units
     */
    record Sum(String account, Currency currency, long debit, long credit) {
        /** What the account has, on its normal side; that of one which this version does not know as if it were a debit. */
        long balance() {
            return Account.parse(account).map(known -> known.kind().normal()).orElse(Side.DEBIT) == Side.DEBIT ? debit - credit : credit - debit;
        }

        private Sum plus(long moreDebit, long moreCredit) {
            return new Sum(account, currency, Math.addExact(debit, moreDebit), Math.addExact(credit, moreCredit));
        }
    }

    Balances {
        sums = List.copyOf(sums);
    }

    /** Of one account; nothing but zeros if nothing was booked there. */
    Sum of(String account, Currency currency) {
        return find(account, currency).orElse(new Sum(account, currency, 0, 0));
    }

    /** Of one account, if anything was booked there. */
    Optional<Sum> find(String account, Currency currency) {
        return sums.stream().filter(sum -> sum.account.equals(account) && sum.currency.equals(currency)).findFirst();
    }

    /** Of one account, in all currencies. */
    Balances only(String account) {
        return new Balances(sums.stream().filter(sum -> sum.account.equals(account)).toList());
    }

    /** The accounts here of which each of many has one. */
    Set<String> held() {
        return sums.stream().map(Sum::account).filter(account -> Account.parse(account).filter(known -> known.kind().held()).isPresent()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Each currency's debits and credits, under no account. */
    List<Sum> totals() {
        Map<String, Sum> totals = new TreeMap<>();
        for (Sum sum : sums) totals.merge(sum.currency.getCurrencyCode(), new Sum("", sum.currency, sum.debit, sum.credit), (before, more) -> before.plus(more.debit, more.credit));
        return List.copyOf(totals.values());
    }

    /** Adds up. One thread at a time. */
    static final class Tally {
        private record Key(String account, String currency) {}

        private final Map<Key, Sum> sums = new TreeMap<>(Comparator.comparing(Key::account).thenComparing(Key::currency));

        Tally add(Balances balances) {
            balances.sums.forEach(sum -> add(sum.account, sum.currency, sum.debit, sum.credit));
            return this;
        }

        Tally add(List<Leg> legs) {
            for (Leg leg : legs) {
                long amount = leg.amount().amount();
                add(leg.account(), leg.amount().currency(), leg.side() == Side.DEBIT ? amount : 0, leg.side() == Side.CREDIT ? amount : 0);
            }
            return this;
        }

        private void add(String account, Currency currency, long debit, long credit) {
            sums.merge(new Key(account, currency.getCurrencyCode()), new Sum(account, currency, debit, credit), (before, more) -> before.plus(more.debit, more.credit));
        }

        /** What has come together until now. */
        Balances balances() {
            return new Balances(new ArrayList<>(sums.values()));
        }
    }
}
