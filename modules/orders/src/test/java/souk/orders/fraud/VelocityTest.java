package souk.orders.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.testkit.Seeds;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class VelocityTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final VelocityCommand.Counted BY = new VelocityCommand.Counted(false);
    private static final VelocityCommand.Counted OVER = new VelocityCommand.Counted(true);

    private static VelocityCommand.Count order(String id, int most) {
        return new VelocityCommand.Count(id, Money.of(100, "GBP"), HOUR, most, Optional.empty());
    }

    private static VelocityEvent.OrderCounted counted(String id, long amount, Instant at) {
        return new VelocityEvent.OrderCounted(id, amount, HOUR, at);
    }

    private static Spec<Velocity, VelocityEvent> counter() {
        return Spec.of(Velocity.BLUEPRINT).at(NOON);
    }

    @Test
    void soManyComeByAndTheNextIsOverUntilTheFirstIsForgotten() {
        var spec = counter().when(order("a", 2)).then(counted("a", 0, NOON)).thenReply(BY).at(NOON.plusSeconds(60)).when(order("b", 2)).thenReply(BY);
        spec.when(order("c", 2)).thenNothing().thenReply(OVER).at(NOON.plus(HOUR).minusMillis(1)).when(order("c", 2)).thenReply(OVER);
        spec.at(NOON.plus(HOUR)).when(order("c", 2)).then(counted("c", 0, NOON.plus(HOUR))).thenReply(BY).when(order("d", 2)).thenReply(OVER);
    }

    @Test
    void theSameOrderIsCountedOnce() {
        counter().when(order("a", 1)).thenReply(BY).when(order("a", 1)).thenNothing().thenReply(BY).when(order("b", 1)).thenReply(OVER).when(order("a", 1)).thenReply(BY);
    }

    @Test
    void soMuchMoneyComesBy() {
        var most = Optional.of(Money.of(250, "GBP"));
        var spec = counter().when(new VelocityCommand.Count("a", Money.of(150, "GBP"), HOUR, 500, most)).then(counted("a", 150, NOON));
        spec.when(new VelocityCommand.Count("b", Money.of(101, "GBP"), HOUR, 500, most)).thenReply(OVER);
        spec.when(new VelocityCommand.Count("c", Money.of(100, "GBP"), HOUR, 500, most)).thenReply(BY);
        spec.when(new VelocityCommand.Count("d", Money.of(1, "GBP"), HOUR, 500, most)).thenReply(OVER);
        spec.when(new VelocityCommand.Count("e", Money.of(9_000, "EUR"), HOUR, 500, most)).then(counted("e", 0, NOON));
    }

    @Test
    void inNoWindowDoMoreComeByAndWhatIsKeptIsBounded() {
        Seeds.each(50, seed -> {
            var random = new Random(seed);
            int most = 1 + random.nextInt(5);
            var spec = counter();
            var came = new ArrayList<Instant>();
            for (int i = 0; i < 100; i++) {
                spec.at(spec.now().plusSeconds(random.nextInt(1_200))).when(order("order-" + random.nextInt(150), most));
                spec.events().forEach(event -> came.add(((VelocityEvent.OrderCounted) event).at()));
                assertThat(spec.state().orders()).hasSizeLessThanOrEqualTo(most);
            }
            for (Instant end : came) assertThat(came.stream().filter(at -> at.isAfter(end.minus(HOUR)) && !at.isAfter(end))).hasSizeLessThanOrEqualTo(most);
        });
    }

    @Test
    void commandsRepliesAndStatesTravel() {
        WireContract.survives(order("a", 2));
        WireContract.survives(new VelocityCommand.Count("a", Money.of(1, "GBP"), HOUR, 2, Optional.of(Money.of(250, "GBP"))));
        WireContract.survives(OVER);
        WireContract.survives(counter().given(counted("a", 1, NOON)).state());
    }
}
