package souk.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Currency;
import org.junit.jupiter.api.Test;

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
}
