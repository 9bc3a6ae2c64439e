package souk.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static souk.pricing.PriceListTest.GBP;
import static souk.pricing.PriceListTest.NOON;
import static souk.pricing.PriceListTest.TRADE;
import static souk.pricing.PriceListTest.gbp;
import static souk.pricing.PriceListTest.none;
import static souk.pricing.PriceListTest.quoted;
import static souk.pricing.PriceListTest.set;
import static souk.pricing.PriceListTest.terms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.pricing.api.PriceListCommand.Changed;
import souk.pricing.api.PriceListEvent.PriceListSet;
import souk.pricing.api.PriceListTerms;

class PriceListPropertyTest {
    /** The first instant is within, the last is not; either may be missing. */
    @Property
    void itCountsFromItsFirstInstantToBeforeItsLast(@ForAll @IntRange(min = -3, max = 3) int from, @ForAll @IntRange(min = -3, max = 3) int to, @ForAll @IntRange(min = -4, max = 4) int now) {
        // The ends of the ranges stand for none.
        var begin = from == -3 ? Optional.<Instant>empty() : Optional.of(NOON.plusNanos(from));
        var end = to == 3 ? Optional.<Instant>empty() : Optional.of(NOON.plusNanos(to));
        if (begin.isPresent() && end.isPresent() && from >= to) {
            assertThatIllegalArgumentException().isThrownBy(() -> new PriceListTerms("", GBP, begin, end, TRADE.prices()));
            return;
        }
        var list = none().given(new PriceListSet("trade", new PriceListTerms("", GBP, begin, end, TRADE.prices()), NOON)).at(NOON.plusNanos(now));
        boolean counts = (from == -3 || now >= from) && (to == 3 || now < to);
        assertThat(quoted(list, "TEA")).isEqualTo(counts ? Map.of("TEA", gbp(200)) : Map.of());
    }

    /** Beside a plain map of what was said last. */
    @Property(tries = 300)
    void itQuotesWhatWasSaidLast(@ForAll long seed) {
        var random = new Random(seed);
        var list = none();
        Map<String, Long> said = Map.of();
        for (int change = 0; change <= random.nextInt(5); change++) {
            var next = new HashMap<String, Long>();
            int size = 1 + random.nextInt(random.nextInt(20) == 0 ? PriceListTerms.MOST : 12);
            while (next.size() < size) next.put("S" + random.nextInt(2 * size), random.nextInt(10) == 0 ? Money.MAX : random.nextLong(10_000));
            list.when(set(terms(next)));
            said = next;
            assertThat(((Changed) ((Outcome.Accepted<?>) list.outcome()).reply()).list().terms().prices()).hasSize(size);
        }
        var asked = new ArrayList<String>();
        for (int i = 0; i < 30; i++) asked.add("S" + random.nextInt(40));
        var expected = new HashMap<String, Money>();
        for (String sku : asked) if (said.containsKey(sku)) expected.put(sku, gbp(said.get(sku)));
        assertThat(quoted(list, asked.toArray(String[]::new))).isEqualTo(expected);
    }
}
