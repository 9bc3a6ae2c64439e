package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Recorded;
import souk.orders.api.OrderStatus;
import souk.orders.api.Screening;
import souk.orders.api.Verdict;
import souk.orders.fraud.VelocityEvent;

/** The rules against fraud of a simulated shop, and whether their counters let through what they may. */
final class Counters {
    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final int MOST = 2;

    private final Map<String, List<Instant>> times = new HashMap<>();
    private final Map<String, Set<String>> cameBy = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private Optional<String> only = Optional.empty();
    private boolean hold;

    void only(String counter, int letThrough) {
        only = Optional.of(counter);
        most.put(counter, letThrough);
    }

    void holdAll() {
        hold = true;
    }

    int cameBy(String counter) {
        return cameBy.getOrDefault(counter, Set.of()).size();
    }

    Optional<Screening> anyScreening(Random random) {
        var reviewFor = Duration.ofMinutes(random.nextBoolean() ? 3 : 40);
        if (hold) return Optional.of(new Screening(1, List.of(reason("all", Verdict.REVIEW)), List.of(), List.of(), reviewFor));
        if (only.isPresent()) return Optional.of(new Screening(1, List.of(), List.of(), List.of(counting(only.get(), Verdict.REJECT)), reviewFor));
        if (random.nextInt(3) == 0) return Optional.empty();
        var fired = new ArrayList<Screening.Reason>();
        var counting = new ArrayList<Screening.Counting>();
        if (random.nextInt(2) == 0) fired.add(reason("listed", random.nextInt(4) == 0 ? Verdict.REJECT : Verdict.REVIEW));
        var limits = List.of(new Screening.Limit(reason("much", random.nextBoolean() ? Verdict.REVIEW : Verdict.REJECT), new Money(random.nextInt(4_000), Traders.GBP)));
        for (int i = random.nextInt(3); i > 0; i--) counting.add(counting("counter-" + i, random.nextBoolean() ? Verdict.REVIEW : Verdict.REJECT));
        return Optional.of(new Screening(1, fired, limits, counting, reviewFor));
    }

    private static Screening.Reason reason(String rule, Verdict verdict) {
        return new Screening.Reason(rule, "code", verdict);
    }

    private Screening.Counting counting(String counter, Verdict verdict) {
        return new Screening.Counting(reason(counter, verdict), counter, WINDOW, most.getOrDefault(counter, MOST), Optional.empty());
    }

    void hears(Recorded<Event> event) {
        var counted = (VelocityEvent.OrderCounted) event.event();
        var at = times.computeIfAbsent(event.id(), id -> new ArrayList<>());
        at.add(counted.at());
        cameBy.computeIfAbsent(event.id(), id -> new HashSet<>()).add(counted.orderId());
        assertThat(at.stream().filter(each -> each.isAfter(counted.at().minus(WINDOW)))).as("came by %s in a window", event.id()).hasSizeLessThanOrEqualTo(most.getOrDefault(event.id(), MOST));
    }

    /** What the order says of itself is what its rules say. */
    void holds(Order order) {
        if (order.vetting() == null || order.vetting().screened() == null) return;
        var screened = order.vetting().screened();
        assertThat(screened.verdict()).isEqualTo(Vetting.verdict(screened.reasons()));
        boolean asked = !screened.reasons().stream().anyMatch(reason -> reason.verdict() == Verdict.REJECT);
        for (var each : order.vetting().screening().counting()) {
            if (asked && !screened.reasons().contains(each.reason())) assertThat(cameBy.getOrDefault(each.counter(), Set.of())).as("counted by %s", each.counter()).contains(order.id());
        }
        if (screened.verdict() == Verdict.REJECT) assertThat(order.rejection().code()).isEqualTo("order-refused");
        boolean wentOn = order.status() == OrderStatus.CONFIRMED || order.status() == OrderStatus.CANCELLED;
        if (wentOn && screened.verdict() == Verdict.REVIEW) assertThat(order.vetting().reviewed().outcome()).isEqualTo(souk.orders.api.OrderReview.Outcome.APPROVED);
    }
}
