package souk.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.STALE;

import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.pricing.api.PriceListCommand.Changed;
import souk.pricing.api.PriceListCommand.Look;
import souk.pricing.api.PriceListCommand.Quote;
import souk.pricing.api.PriceListCommand.Quoted;
import souk.pricing.api.PriceListCommand.SetTerms;
import souk.pricing.api.PriceListEvent;
import souk.pricing.api.PriceListEvent.PriceListSet;
import souk.pricing.api.PriceListTerms;
import souk.pricing.api.PriceListView;
import souk.testkit.Spec;

class PriceListTest {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Currency GBP = Currency.getInstance("GBP");
    static final PriceListTerms TRADE = terms(Map.of("TEA", 200L, "CUP", 350L));

    @Test
    void aListIsMade() {
        none().when(set(TRADE)).then(new PriceListSet("trade", TRADE, NOON)).thenReply(new Changed(true, new PriceListView("trade", 1, NOON, TRADE)))
                .when(new Look()).thenReply(new PriceListView("trade", 1, NOON, TRADE));
    }

    @Test
    void aListIsReplacedAsAWhole() {
        var other = terms(Map.of("POT", 900L));
        trade().at(NOON.plusSeconds(1)).when(set(other)).then(new PriceListSet("trade", other, NOON.plusSeconds(1))).thenReply(new Changed(false, new PriceListView("trade", 2, NOON.plusSeconds(1), other)));
        assertThat(quoted(trade().when(set(other)), "TEA", "POT")).isEqualTo(Map.of("POT", gbp(900)));
    }

    @Test
    void theSameAgainChangesNothing() {
        trade().at(NOON.plusSeconds(1)).when(set(terms(Map.of("CUP", 350L, "TEA", 200L)))).thenNothing().thenReply(new Changed(false, new PriceListView("trade", 1, NOON, TRADE)));
    }

    @Test
    void aChangeOfAnOlderVersionIsStale() {
        trade().when(new SetTerms("trade", TRADE, Optional.of(7L))).thenRefused(STALE, "stale").when(new SetTerms("trade", terms(Map.of("TEA", 1L)), Optional.of(1L)))
                .then(new PriceListSet("trade", terms(Map.of("TEA", 1L)), NOON));
        none().when(new SetTerms("trade", TRADE, Optional.of(1L))).thenRefused(STALE, "stale");
    }

    @Test
    void aListKeepsItsCurrency() {
        var dollars = new PriceListTerms("", Currency.getInstance("USD"), Optional.empty(), Optional.empty(), PersistentMap.<String, Money>empty().with("TEA", Money.of(1, "USD")));
        trade().when(set(dollars)).thenRefused(CONFLICT, "currency-mismatch");
        none().when(set(dollars)).then(new PriceListSet("trade", dollars, NOON));
    }

    @Test
    void aListThatWasNeverMadeIsNotThere() {
        none().when(new Look()).thenRefused(NOT_FOUND, "not-found").when(new Quote(List.of())).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void itQuotesWhatItHasAndLeavesOutTheRest() {
        assertThat(quoted(trade(), "CUP", "PAN")).isEqualTo(Map.of("CUP", gbp(350)));
        trade().when(new Quote(List.of())).thenReply(new Quoted(GBP, Map.of()));
    }

    @Test
    void whatIsNoListIsNotMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> terms(Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> terms(Map.of("TEA", -1L)));
        var dollars = TRADE.prices().with("PAN", Money.of(1, "USD"));
        assertThatIllegalArgumentException().isThrownBy(() -> new PriceListTerms("", GBP, Optional.empty(), Optional.empty(), dollars));
        var many = new HashMap<String, Long>();
        for (int i = 0; i <= PriceListTerms.MOST; i++) many.put("S" + i, 1L);
        assertThatIllegalArgumentException().isThrownBy(() -> terms(many));
        many.remove("S0");
        assertThat(terms(many).prices()).hasSize(PriceListTerms.MOST);
    }

    static Spec<PriceList, PriceListEvent> none() {
        return Spec.of(PriceList.BLUEPRINT).at(NOON);
    }

    static Spec<PriceList, PriceListEvent> trade() {
        return none().given(new PriceListSet("trade", TRADE, NOON));
    }

    static SetTerms set(PriceListTerms terms) {
        return new SetTerms("trade", terms, Optional.empty());
    }

    static PriceListTerms terms(Map<String, Long> pence) {
        var prices = new HashMap<String, Money>();
        pence.forEach((sku, amount) -> prices.put(sku, gbp(amount)));
        return new PriceListTerms("Trade", GBP, Optional.empty(), Optional.empty(), PersistentMap.copyOf(prices));
    }

    static Map<String, Money> quoted(Spec<PriceList, PriceListEvent> list, String... skus) {
        return ((Quoted) ((Outcome.Accepted<?>) list.when(new Quote(List.of(skus))).outcome()).reply()).prices();
    }

    static Money gbp(long amount) {
        return new Money(amount, GBP);
    }
}
