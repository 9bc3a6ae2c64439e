package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.flashsale.api.CalendarCommand;
import souk.flashsale.api.CalendarCommand.Book;
import souk.flashsale.api.CalendarCommand.Free;
import souk.flashsale.api.CalendarCommand.Move;
import souk.flashsale.api.CalendarEvent;
import souk.flashsale.api.CalendarEvent.Booked;
import souk.flashsale.api.CalendarEvent.Freed;
import souk.kernel.Outcome;
import souk.testkit.Spec;

class CalendarTest {
    private static final Instant ELEVEN = NOON.minusSeconds(3_600);
    private static final CalendarCommand.Moved GRANTED = new CalendarCommand.Moved(Optional.empty());

    private static Spec<Calendar, CalendarEvent> aCalendar() {
        return Spec.of(Calendar.BLUEPRINT).at(ELEVEN);
    }

    private static Book book(String sale, Instant from, Instant to) {
        return new Book(sale, from, to, ELEVEN);
    }

    private static Free free(String sale, Instant sentAt) {
        return new Free(sale, sentAt);
    }

    @Test
    void atAnyTimeASkuIsAtMostOneSales() {
        aCalendar().when(book("a", NOON, ONE)).then(new Booked("a", NOON, ONE))
                .when(book("b", NOON, ONE)).thenRefused(CONFLICT, "sale-overlap")
                .when(book("b", ONE.minusNanos(1), ONE.plusSeconds(1))).thenRefused(CONFLICT, "sale-overlap")
                .when(book("b", ELEVEN, NOON.plusNanos(1))).thenRefused(CONFLICT, "sale-overlap")
                .when(book("b", ELEVEN, ONE.plusSeconds(1))).thenRefused(CONFLICT, "sale-overlap")
                .when(book("b", NOON.plusSeconds(1), NOON.plusSeconds(2))).thenRefused(CONFLICT, "sale-overlap");
    }

    @Test
    void oneMayBeginAtTheInstantTheOtherEnds() {
        aCalendar().when(book("a", NOON, ONE)).when(book("b", ELEVEN, NOON)).then(new Booked("b", ELEVEN, NOON)).when(book("c", ONE, ONE.plusNanos(1))).then(new Booked("c", ONE, ONE.plusNanos(1)));
    }

    @Test
    void aRefusalNamesTheOtherSaleAndItsTime() {
        assertThat(aCalendar().when(book("the-other", NOON, ONE)).when(book("b", NOON, ONE)).outcome().toString()).contains("the-other").contains(NOON.toString()).contains(ONE.toString());
    }

    @Test
    void theSameBookingAgainIsAnsweredAlikeHoweverLate() {
        aCalendar().when(book("a", NOON, ONE)).when(book("a", NOON, ONE)).thenNothing().at(ONE.plusSeconds(9_999)).when(book("a", NOON, ONE)).thenNothing();
    }

    @Test
    void aBookingThatTravelledTooLongBooksNothing() {
        aCalendar().at(ELEVEN.plusSeconds(30)).when(book("a", NOON, ONE)).then(new Booked("a", NOON, ONE));
        aCalendar().at(ELEVEN.plusSeconds(30).plusNanos(1)).when(book("a", NOON, ONE)).thenRefused(GONE, "too-late");
    }

    @Test
    void timeThatWasGivenFreeIsForOthers() {
        aCalendar().when(book("a", NOON, ONE)).when(free("a", ELEVEN)).then(new Freed("a", ELEVEN, ELEVEN.plus(Calendar.REMEMBERED))).when(book("b", NOON, ONE)).then(new Booked("b", NOON, ONE))
                .when(free("a", ELEVEN)).thenNothing().when(book("c", NOON, ONE)).thenRefused(CONFLICT, "sale-overlap");
    }

    @Test
    void aCopyOfABookingThatComesAfterItWasGivenFreeBooksNothing() {
        var calendar = aCalendar().when(book("a", NOON, ONE)).when(free("a", ELEVEN)).when(book("a", NOON, ONE)).thenRefused(GONE, "booking-ended");
        aCalendar().when(free("a", ELEVEN)).then(new Freed("a", ELEVEN, ELEVEN.plus(Calendar.REMEMBERED))).when(book("a", NOON, ONE)).thenRefused(GONE, "booking-ended");
        for (int i = 1; i < 4; i++) {
            var later = ELEVEN.plusSeconds(100L * i);
            calendar.at(later).when(free("other" + i, later));
        }
        assertThat(calendar.state().freed().has("a")).as("forgotten by now").isFalse();
        calendar.when(book("a", NOON, ONE)).thenRefused(GONE, "too-late");
    }

    @Test
    void whatNobodyNeedsToRememberIsNotRemembered() {
        aCalendar().at(ELEVEN.plus(Calendar.REMEMBERED).plusNanos(1)).when(free("a", ELEVEN)).thenNothing();
    }

    // ---- another time

    @Test
    void aSaleHasItsNewTimeAndTheOldOneIsForOthers() {
        var later = ONE.plusSeconds(10);
        var calendar = aCalendar().when(book("a", NOON, ONE)).when(new Move("a", NOON.plusSeconds(5), later, 1)).then(new CalendarEvent.Moved("a", NOON.plusSeconds(5), later, 1)).thenReply(GRANTED);
        calendar.when(book("b", ONE, later)).thenRefused(CONFLICT, "sale-overlap").when(book("b", NOON, NOON.plusSeconds(5))).then(new Booked("b", NOON, NOON.plusSeconds(5)));
    }

    @Test
    void aSaleKeepsItsTimeIfAnotherOneHasTheNewOne() {
        var calendar = aCalendar().when(book("a", NOON, ONE)).when(book("b", ELEVEN, NOON)).when(new Move("a", NOON.minusNanos(1), ONE, 1));
        assertThat(calendar.events()).hasSize(1);
        assertThat(calendar.outcome().toString()).contains("sale-overlap").contains("the sale b");
        calendar.when(book("c", NOON, ONE)).thenRefused(CONFLICT, "sale-overlap");
    }

    /** Also when the other one has gone meanwhile: the sale that asked has gone on with what it was told. */
    @Test
    void aMoveIsDecidedOnceAndAnOldOneComesTooLate() {
        var calendar = aCalendar().when(book("a", NOON, ONE)).when(book("b", ELEVEN, NOON)).when(new Move("a", ELEVEN, ONE, 1)).when(free("b", ELEVEN));
        calendar.when(new Move("a", ELEVEN, ONE, 1)).thenNothing();
        assertThat(calendar.outcome().toString()).contains("sale-overlap");
        calendar.when(new Move("a", ELEVEN, ONE, 2)).then(new CalendarEvent.Moved("a", ELEVEN, ONE, 2)).when(new Move("a", ELEVEN, ONE, 2)).thenNothing().thenReply(GRANTED)
                .when(new Move("a", NOON, ONE, 1)).thenRefused(GONE, "too-late").when(book("a", NOON, ONE)).thenNothing();
        assertThat(calendar.state().bookings().get("a").from()).isEqualTo(ELEVEN);
    }

    @Test
    void aMoveBooksNothingForASaleThatHasNoTime() {
        aCalendar().when(new Move("a", NOON, ONE, 1)).thenRefused(GONE, "booking-ended").when(book("a", NOON, ONE)).when(free("a", ELEVEN)).when(new Move("a", ONE, ONE.plusSeconds(1), 1)).thenRefused(GONE, "booking-ended");
    }

    @Test
    void soManySalesCanBeBookedAhead() {
        var calendar = aCalendar();
        for (int i = 0; i < Calendar.MOST; i++) calendar.when(book("s" + i, NOON.plusSeconds(i), NOON.plusSeconds(i + 1)));
        calendar.when(book("one-more", ELEVEN, NOON)).thenRefused(CONFLICT, "too-many-sales").when(book("s7", NOON.plusSeconds(7), NOON.plusSeconds(8))).thenNothing()
                .when(free("s7", ELEVEN)).when(book("one-more", ELEVEN, NOON)).then(new Booked("one-more", ELEVEN, NOON));
    }

    /** Sales that book until they are answered, move, and give free what they may have, over a network that copies and delays. */
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void whateverTheNetworkDoesNoTimeIsTwoSalesAndNoneIsLost(@ForAll long seed) {
        var random = new Random(seed);
        var calendar = aCalendar();
        var now = ELEVEN;
        record OnItsWay(Instant arrives, CalendarCommand<?> command) {}
        var copies = new ArrayList<OnItsWay>();
        var booked = new HashMap<String, Book>();
        var freed = new HashSet<String>();
        var revisions = new HashMap<String, Integer>();
        for (int i = 0; i < 150; i++) {
            now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(1_000));
            calendar.at(now);
            var wanted = new ArrayList<CalendarCommand<?>>();
            for (var copy : List.copyOf(copies)) {
                if (copy.arrives().isAfter(now)) continue;
                copies.remove(copy);
                calendar.when(copy.command());
            }
            if (random.nextInt(3) == 0 && !booked.isEmpty()) {
                var sale = List.copyOf(booked.keySet()).get(random.nextInt(booked.size()));
                var from = NOON.plusSeconds(random.nextInt(100));
                wanted.add(new Move(sale, from, from.plusSeconds(1 + random.nextInt(20)), revisions.merge(sale, 1, Integer::sum)));
            } else if (random.nextInt(3) > 0) {
                var from = NOON.plusSeconds(random.nextInt(100));
                wanted.add(new Book("s" + i, from, from.plusSeconds(1 + random.nextInt(20)), now));
            } else if (!booked.isEmpty()) {
                var sale = List.copyOf(booked.keySet()).get(random.nextInt(booked.size()));
                wanted.add(new Free(sale, now));
            }
            for (var command : wanted) {
                for (int c = random.nextInt(3); c > 0; c--) copies.add(new OnItsWay(now.plusMillis(random.nextInt(3) == 0 ? random.nextInt(200_000) : random.nextInt(20_000)), command));
                calendar.when(command);
                boolean accepted = calendar.outcome() instanceof Outcome.Accepted<?>;
                if (command instanceof Book book && accepted) booked.put(book.saleId(), book);
                if (command instanceof Move move && calendar.outcome().equals(Outcome.accepted(GRANTED))) booked.put(move.saleId(), new Book(move.saleId(), move.from(), move.to(), now));
                // Whoever was refused gives free too: a copy of what it asked for may come when the other has gone.
                if (command instanceof Book book && !accepted) calendar.when(new Free(book.saleId(), now));
                if (command instanceof Free free) freed.add(free.saleId());
                freed.forEach(booked::remove);
            }
            assertThat(calendar.state().bookings().keySet()).containsExactlyInAnyOrderElementsOf(booked.keySet());
            calendar.state().bookings().forEach((sale, time) -> assertThat(List.of(time.from(), time.to())).isEqualTo(List.of(booked.get(sale).from(), booked.get(sale).to())));
            var times = new ArrayList<>(calendar.state().bookings().entrySet());
            times.sort(Map.Entry.comparingByValue((a, b) -> a.from().compareTo(b.from())));
            for (int t = 1; t < times.size(); t++) assertThat(times.get(t).getValue().from()).isAfterOrEqualTo(times.get(t - 1).getValue().to());
        }
        assertThat(calendar.state().freed().size()).as("memory of what was given free").isLessThanOrEqualTo(150);
        assertThat(Duration.between(ELEVEN, now)).isPositive();
    }
}
