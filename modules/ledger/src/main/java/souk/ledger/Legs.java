package souk.ledger;

import java.util.ArrayList;
import java.util.List;
import souk.kernel.Money;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;

/** The legs of a transaction, one after the other. What is nothing has no leg, and what is less than nothing stands on the other side. */
final class Legs {
    private final List<Leg> legs = new ArrayList<>();

    Legs debit(Account account, Money amount) {
        return add(account, Side.DEBIT, amount);
    }

    Legs credit(Account account, Money amount) {
        return add(account, Side.CREDIT, amount);
    }

    private Legs add(Account account, Side side, Money amount) {
        if (amount.amount() < 0) return add(account, side.other(), Money.zero(amount.currency()).minus(amount));
        if (!amount.isZero()) legs.add(new Leg(account.name(), side, amount));
        return this;
    }

    List<Leg> all() {
        return List.copyOf(legs);
    }
}
