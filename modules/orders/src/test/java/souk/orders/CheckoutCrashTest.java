package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.orders.api.OrderCommand;
import souk.testkit.Simulation.Trouble;

/** A checkout, killed at every single step. */
class CheckoutCrashTest {
    /** Each way an order can go, with all owners dying at once after the first, the second, the third ... message or step, until there is none. */
    @ParameterizedTest
    @CsvSource({"approve, 5, false, false, false", "decline, 5, false, false, false", "timeout, 5, false, false, false", "approve, 1, false, false, false",
            "approve, 5, true, false, false", "approve, 5, false, true, false", "approve, 5, true, true, false", "approve, 5, false, false, true", "decline, 5, false, false, true",
            "timeout, 5, false, false, true", "approve, 1, false, false, true", "approve, 5, true, true, true"})
    void whoeverDiesWheneverTheOrderEndsCompleteOrFullyUndone(String token, int units, boolean cancels, boolean refunds, boolean claims) {
        for (boolean ghosts : new boolean[] {false, true}) {
            long things = 1;
            for (long death = 0; death < things; death++) {
                var trouble = new Trouble(0, 0, 0, 0, 0, ghosts ? 1 : 0);
                var traders = new Traders(new Random(death), trouble, CheckoutSimulationTest.types(), Duration.ofMinutes(15), Duration.ofSeconds(5));
                traders.stock("a", 100, 5);
                traders.stock("b", 300, units);
                traders.shop().dieAfter(death);
                String cart = traders.cart(List.of(traders.line("a", 2), traders.line("b", 2)));
                if (claims) {
                    traders.sale("a", 50, 3, Duration.ofHours(1));
                    traders.sale("b", 0, 3, Duration.ofHours(1));
                    traders.claim(cart, "a", 2);
                    traders.claim(cart, "b", 1);
                }
                for (int again = 0; again < 3; again++) traders.shop().after(Duration.ofSeconds(30L * again), () -> traders.checkout(cart, "key", token));
                if (refunds) {
                    for (int again = 1; again < 4; again++) {
                        traders.shop().after(Duration.ofSeconds(20L * again), () -> traders.refund(cart + "/key", "some", List.of(units("b", 1), units("a", 1)), true));
                        traders.shop().after(Duration.ofSeconds(25L * again), () -> traders.refund(cart + "/key", "more", List.of(units("a", 1)), false));
                    }
                }
                if (cancels) for (int again = 1; again < 4; again++) traders.shop().after(Duration.ofSeconds(40L * again), () -> traders.cancel(cart, "key"));
                traders.shop().run(Duration.ofMinutes(5));
                things = traders.shop().things();
                traders.settleDown();
                traders.audit();
            }
            assertThat(things).isGreaterThan(30);
        }
    }

    private static OrderCommand.Units units(String sku, int quantity) {
        return new OrderCommand.Units(sku, quantity);
    }
}
