package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.orders.Samples.an;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;
import souk.testkit.WireContract;

class LifecycleTest {
    @Test
    void everyStatusCanBeReached() {
        var reached = EnumSet.of(OrderStatus.NONE);
        var open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) for (var next : Lifecycle.from(open.poll()).values()) if (reached.add(next)) open.add(next);
        assertThat(reached).containsExactly(OrderStatus.values());
    }

    @Test
    void fromEveryStatusAnOrderCanComeToRest() {
        for (var status : OrderStatus.values()) {
            var reached = EnumSet.of(status);
            var open = new ArrayDeque<>(reached);
            while (!open.isEmpty()) for (var next : Lifecycle.from(open.poll()).values()) if (reached.add(next)) open.add(next);
            assertThat(reached).as("from " + status).anyMatch(OrderStatus::resting);
        }
    }

    @Test
    void everyEventCanHappenSomewhere() {
        Set<Class<?>> possible = new HashSet<>();
        for (var status : OrderStatus.values()) possible.addAll(Lifecycle.from(status).keySet());
        assertThat(possible).containsExactlyInAnyOrder(OrderEvent.class.getPermittedSubclasses());
    }

    @Test
    void whatIsUnderWayHasAStepAndWhatRestsHasNone() {
        for (var status : OrderStatus.values()) {
            boolean returns = status == OrderStatus.CANCELLED;
            boolean waitsForPeople = status == OrderStatus.HELD_FOR_REVIEW;
            assertThat(CheckoutProcess.next(an(status).state()).isPresent()).as("a step of " + status).isEqualTo(!status.resting() && !waitsForPeople || returns);
        }
    }

    /** Every command in every status: it is decided without a failure, and what follows can happen in that status. */
    @ParameterizedTest
    @EnumSource(OrderStatus.class)
    void everyCommandIsDefinedInEveryStatus(OrderStatus status) {
        for (OrderCommand<?> command : Samples.COMMANDS) {
            var order = an(status);
            assertThat(order.state().status()).isEqualTo(status);
            order.when(command);
            if (command instanceof OrderCommand.Result) {
                assertThat(order.outcome()).as("%s in %s", command, status).isInstanceOf(Outcome.Accepted.class);
                if (!Lifecycle.heeds(status, (OrderCommand.Result) command)) assertThat(order.events()).as("%s in %s", command, status).isEmpty();
            }
            for (Event event : order.events()) assertThat(((OrderEvent) event).at()).isEqualTo(order.now());
            WireContract.survives(order.state());
        }
    }

    /** The partition carries a step out again whose result changes nothing: so what is heeded must change something. (These orders have no refunds to be acknowledged, no counters to be asked, and no lines of vendors.) */
    @ParameterizedTest
    @EnumSource(OrderStatus.class)
    void aResultThatIsHeededLeadsOn(OrderStatus status) {
        for (OrderCommand<?> command : Samples.COMMANDS) {
            if (!(command instanceof OrderCommand.Result result) || !Lifecycle.heeds(status, result) || status == OrderStatus.REJECTED) continue;
            if (command instanceof OrderCommand.RefundsAcknowledgeAnswered || command instanceof OrderCommand.ScreenAnswered || command instanceof OrderCommand.CommissionsAnswered) continue;
            assertThat(an(status).when(command).events()).as("%s in %s", command, status).isNotEmpty();
        }
    }
}
