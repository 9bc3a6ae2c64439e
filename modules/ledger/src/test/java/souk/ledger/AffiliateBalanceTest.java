package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.ledger.api.Account;

/** What is owed to an affiliate is told exactly or not at all. */
class AffiliateBalanceTest {
    private static final String ACCOUNT = Account.affiliate("blog").name();

    private static int status(long owed) {
        return AffiliateBalanceRoutes.answer("blog", ACCOUNT, new Balances(List.of(new Balances.Sum(ACCOUNT, Currency.getInstance("GBP"), 0, owed)))).status();
    }

    @Test
    void moreThanAnAmountOfMoneyGoesIsRefusedAndNotBroken() {
        assertThat(status(Money.MAX)).isEqualTo(200);
        assertThat(status(Money.MAX + 1)).isEqualTo(422);
        assertThat(status(Long.MAX_VALUE)).isEqualTo(422);
    }
}
