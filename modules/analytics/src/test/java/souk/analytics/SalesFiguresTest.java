package souk.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Rejection;

/** What cannot be told is refused, and says why. */
class SalesFiguresTest {
    private static SalesFigures figures(Bucket bucket) {
        return new SalesFigures(bucket, ZoneOffset.UTC, Currency.getInstance("GBP"));
    }

    private static void sold(SalesFigures figures, int hours) {
        for (int hour = 0; hour < hours; hour++) figures.add(new Slot(hour / 24, hour % 24 * 4), "GBP", new Amounts(1, 1, 100, 0, 0, 0, 0));
    }

    @Test
    void onlyBucketsInWhichSomethingHappenedAreTooMany() {
        var most = figures(Bucket.HOUR);
        sold(most, SalesFigures.MOST);
        assertThat(most.refusal()).isEmpty();
        assertThat(most.buckets()).hasSize(SalesFigures.MOST);
        var more = figures(Bucket.HOUR);
        sold(more, SalesFigures.MOST + 1);
        assertThat(more.tooMany()).isTrue();
        assertThat(more.refusal()).hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo("too-many-buckets"));
        var byTheDay = figures(Bucket.DAY);
        sold(byTheDay, SalesFigures.MOST + 1);
        assertThat(byTheDay.refusal()).isEmpty();
    }

    private static Optional<String> refusal(long... gross) {
        var figures = figures(Bucket.DAY);
        for (int day = 0; day < gross.length; day++) figures.add(new Slot(day, 0), "GBP", new Amounts(1, 1, gross[day], 0, 0, 0, 0));
        return figures.refusal().map(Rejection::code);
    }

    @Test
    void anAmountThatNoAnswerCanHoldIsRefusedAndTheLargestIsTold() {
        assertThat(refusal(Money.MAX)).isEmpty();
        assertThat(refusal(Money.MAX - 1, 1)).isEmpty();
        assertThat(refusal(Money.MAX, 1)).contains("amount-too-large");
        assertThat(refusal(Long.MAX_VALUE, Long.MAX_VALUE)).contains("amount-too-large");
        var figures = figures(Bucket.DAY);
        figures.add(new Slot(0, 0), "GBP", new Amounts(1, 1, Money.MAX, 0, 0, 0, 0));
        assertThat(figures.totals(Instant.EPOCH).net().amount()).isEqualTo(Money.MAX);
    }

    @Test
    void aBestSellerThatNoAnswerCanHoldIsRefusedUnlessItIsNotAmongThem() {
        var top = new TopProducts(Currency.getInstance("GBP"));
        top.add("tea", new ProductSums.OfSku("Tea", Instant.EPOCH, new TreeMap<>()), "GBP", new ProductSums.Count(1, Money.MAX + 1));
        top.add("pot", new ProductSums.OfSku("Pot", Instant.EPOCH, new TreeMap<>()), "GBP", new ProductSums.Count(2, 5));
        assertThat(top.best(TopProducts.By.REVENUE, 1).fold(best -> "told", Rejection::code)).isEqualTo("amount-too-large");
        assertThat(top.best(TopProducts.By.UNITS, 1).fold(best -> best.get(0).sku(), Rejection::code)).isEqualTo("pot");
    }

    /** So the view that writes them never stops, and a rebuild makes the same of them. */
    @Property(tries = 500)
    void sumsOfWhatIsNotBelowZeroAreRightOrAtTheEndInWhateverOrder(@ForAll @Size(max = 6) List<@LongRange(min = 0) Long> amounts) {
        var exact = amounts.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
        var reversed = new ArrayList<>(amounts);
        Collections.reverse(reversed);
        assertThat(amounts.stream().reduce(0L, Amounts::sum)).isEqualTo(exact);
        assertThat(reversed.stream().reduce(0L, Amounts::sum)).isEqualTo(exact);
    }

    @Property(tries = 500)
    void twoAmountsComeToTheirSumOrToTheEndOnItsSide(@ForAll long one, @ForAll long other) {
        if (one == Long.MAX_VALUE || other == Long.MAX_VALUE) assertThat(Amounts.sum(one, other)).isEqualTo(Long.MAX_VALUE);
        else if (one == Long.MIN_VALUE || other == Long.MIN_VALUE) assertThat(Amounts.sum(one, other)).isEqualTo(Long.MIN_VALUE);
        else assertThat(BigInteger.valueOf(Amounts.sum(one, other))).isEqualTo(BigInteger.valueOf(one).add(BigInteger.valueOf(other)).max(BigInteger.valueOf(Long.MIN_VALUE)).min(BigInteger.valueOf(Long.MAX_VALUE)));
    }
}
