package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.flashsale.api.ClaimId;
import souk.flashsale.api.CounterCommand;
import souk.kernel.Blueprint.Place;

class CountersTest {
    @Property(tries = 300)
    void theSharesAddUpAndAreAlikeGiveOrTakeOne(@ForAll @IntRange(max = 999_999_999) int units, @ForAll @IntRange(min = 1, max = Counters.MOST) int counters) {
        var shares = IntStream.range(0, counters).map(i -> Counters.share(units, counters, i)).summaryStatistics();
        assertThat(shares.getSum()).isEqualTo(units);
        assertThat(shares.getMin()).isNotNegative();
        assertThat(shares.getMax() - shares.getMin()).isLessThanOrEqualTo(1);
    }

    @Property(tries = 300)
    void thereAreEnoughCountersAndAlikeManyInEachBucket(@ForAll @IntRange(min = 1, max = 999_999_999) int units, @ForAll @IntRange(min = 1, max = 100_000) int perCounter, @ForAll @IntRange(min = 1, max = 64) int buckets) {
        int counters = Counters.needed(units, perCounter, buckets);
        assertThat(counters % buckets).isZero();
        assertThat(counters).isBetween(buckets, Counters.MOST);
        boolean most = counters + buckets > Counters.MOST;
        if (!most) assertThat((long) counters * perCounter).as("room").isGreaterThanOrEqualTo(units);
        if (counters > buckets) assertThat((long) (counters - buckets) * perCounter).as("no more than needed").isLessThan(units);
    }

    @ParameterizedTest
    @CsvSource({"1,5000,1,1", "5000,5000,1,1", "5001,5000,1,2", "100,5000,4,4", "20001,5000,4,8", "999999999,1,1,1000", "999999999,1,64,960", "999999999,5000,3,999", "999999999,2147483647,1,1"})
    void soManyAreNeeded(int units, int perCounter, int buckets, int counters) {
        assertThat(Counters.needed(units, perCounter, buckets)).isEqualTo(counters);
    }

    @Property(tries = 200)
    void eachCounterHasItsOwnNumberWhichSaysItsBucket(@ForAll @IntRange(min = 1, max = 64) int buckets, @ForAll @IntRange(min = 1, max = 64) int each) {
        int counters = Math.min(Counters.MOST / buckets, each) * buckets;
        var numbers = new HashSet<Integer>();
        var perBucket = new HashMap<Integer, Integer>();
        for (int i = 0; i < counters; i++) {
            int number = Counters.number(i, buckets);
            assertThat(numbers.add(number)).isTrue();
            assertThat(ClaimId.parse(new ClaimId("sale", number, "k").toString())).as("a claim's id has room for it").isPresent();
            var place = Counters.place(CounterCommand.at("sale", number).id());
            assertThat(place.key()).isEqualTo("sale");
            perBucket.merge(place.next(), 1, Integer::sum);
        }
        assertThat(perBucket.keySet()).containsExactlyInAnyOrderElementsOf(IntStream.range(0, buckets).boxed().toList());
        assertThat(perBucket.values()).containsOnly(counters / buckets);
    }

    @Test
    void theCountersOfABucketLiveTogetherAndTheBucketsSideBySide() {
        assertThat(Counters.place("sale.0")).isEqualTo(new Place("sale", 0));
        assertThat(Counters.place("sale.999")).isEqualTo(new Place("sale", 0));
        assertThat(Counters.place("sale.1000")).isEqualTo(new Place("sale", 1));
        assertThat(Counters.place("sale.63015")).isEqualTo(new Place("sale", 63));
        assertThat(Counter.BLUEPRINT.place("sale.2007")).isEqualTo(new Place("sale", 2));
    }

    @Test
    void customersSpreadOverAllCountersAndEachHasOneForEver() {
        var perCounter = new HashMap<Integer, Integer>();
        for (int i = 0; i < 20_000; i++) perCounter.merge(Counters.home("customer-" + i, 20, 4), 1, Integer::sum);
        assertThat(perCounter.keySet()).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).map(i -> Counters.number(i, 4)).boxed().toList());
        assertThat(perCounter.values()).allSatisfy(customers -> assertThat(customers).isBetween(800, 1_200));
        assertThat(Counters.home("anna", 20, 4)).as("stored claims depend on it").isEqualTo(Counters.home("anna", 20, 4)).isEqualTo(Counters.number(souk.kernel.Spread.over(20, "anna"), 4));
        assertThat(Counters.home("anna", 1, 1)).isZero();
    }
}
