package souk.ledger.api;

import java.util.Optional;
import souk.kernel.Money;

/**
 * One line of a transaction.
 *
 * @param account its name; an older version of the shop may not know it
 * @param amount  at least one minor unit: the side says which way it goes
 */
public record Leg(String account, Side side, Money amount) {
    public static Leg debit(Account account, Money amount) {
        return new Leg(account.name(), Side.DEBIT, amount);
    }

    public static Leg credit(Account account, Money amount) {
        return new Leg(account.name(), Side.CREDIT, amount);
    }

    /** The account, if this version knows it. */
    public Optional<Account> known() {
        return Account.parse(account);
    }
}
