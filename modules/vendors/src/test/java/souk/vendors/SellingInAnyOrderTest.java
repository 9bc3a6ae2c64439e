package souk.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.Samples.ANN;
import static souk.vendors.Samples.NOON;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import souk.customers.account.Account;
import souk.customers.account.AccountCommand;
import souk.customers.account.AccountEvent;
import souk.customers.account.PasswordHash;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.testkit.Spec;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorEvent;

/**
 * A vendor is suspended while its owner logs in and another session of the same account is refreshed, in every order in which their parts can come. Whatever the order: when the suspension is in force, no
 * session goes on whose token says that it sells.
 */
class SellingInAnyOrderTest {
    private static final AccountCommand.Visit VISIT = new AccountCommand.Visit(ANN, ANN, NOON.plusSeconds(3_600), NOON.plusSeconds(900));
    private static final int LOG_IN = 0;
    private static final int REFRESH = 1;
    private static final int SUSPEND = 2;
    private static final int PROCESS = 3;

    /** One order of things. */
    private static final class Run {
        private final Spec<Account, AccountEvent> account = Spec.of(Account.BLUEPRINT).at(NOON)
                .given(new AccountEvent.Opened(ANN, Optional.empty(), new PasswordHash("hash"), "", NOON), new AccountEvent.LoggedIn("older", VISIT, NOON));
        private final Spec<Vendor, VendorEvent> vendor = Samples.approved();
        private final int[] done = new int[4];
        /** Whether the last token of a session says that it sells. */
        private final Map<String, Boolean> tokens = new HashMap<>(Map.of("older", true));
        private boolean asked;
        private Step step;
        private Outcome<?> answer;

        private void next(int who) {
            int part = done[who]++;
            switch (who) {
                case LOG_IN -> logIn(part);
                case REFRESH -> refresh(part);
                case SUSPEND -> vendor.when(Samples.suspend());
                default -> process();
            }
        }

        private void logIn(int part) {
            if (part == 0) account.when(new AccountCommand.LogIn("newer", 1, Optional.empty(), VISIT, 50, Optional.empty(), Optional.empty())).thenReply(new AccountCommand.Shown(false));
            else tokens.put("newer", maySell());
        }

        private void refresh(int part) {
            if (part == 0) asked = maySell();
            else if (account.when(new AccountCommand.Refresh("older", 1, VISIT)).outcome() instanceof Outcome.Accepted<?>) tokens.put("older", asked);
        }

        private boolean maySell() {
            return ((VendorCommand.Right) ((Outcome.Accepted<?>) vendor.when(new VendorCommand.MaySell("account-1", "mailbox-1")).outcome()).reply()).granted();
        }

        /** The step is carried out; then, perhaps later, its result comes. */
        private void process() {
            if (answer == null) {
                step = Vendor.BLUEPRINT.next(vendor.state(), NOON).orElse(null);
                if (step == null) return;
                account.when(new AccountCommand.EndOthers(""));
                answer = Outcome.accepted(Done.DONE);
            } else {
                vendor.when(step.result().apply(List.of(answer)));
                answer = null;
            }
        }

        private void comesToRest() {
            while (answer != null || Vendor.BLUEPRINT.next(vendor.state(), NOON).isPresent()) process();
        }

        private List<String> sessions() {
            return ((AccountCommand.SessionList) ((Outcome.Accepted<?>) account.when(new AccountCommand.Sessions()).outcome()).reply()).sessions().stream().map(AccountCommand.SessionInfo::id).toList();
        }
    }

    @Test
    void noSessionThatSellsGoesOnAfterASuspension() {
        var counts = new int[2];
        everyOrder(new int[] {2, 2, 1, 3}, new int[8], 0, order -> {
            var run = new Run();
            for (int who : order) run.next(who);
            run.comesToRest();
            for (String session : run.sessions()) {
                assertThat(run.tokens.get(session)).as("the session %s sells after %s (0: log-in, 1: refresh, 2: suspension, 3: process)", session, Arrays.toString(order)).isFalse();
                counts[1]++;
            }
            counts[0]++;
        });
        System.out.println(counts[0] + " orders of a log-in, a refresh and a suspension: " + counts[1] + " sessions went on, none of which sells");
        assertThat(counts[1]).isPositive();
    }

    private static void everyOrder(int[] left, int[] order, int length, Consumer<int[]> each) {
        if (length == order.length) {
            each.accept(order);
            return;
        }
        for (int who = 0; who < left.length; who++) {
            if (left[who] == 0) continue;
            left[who]--;
            order[length] = who;
            everyOrder(left, order, length + 1, each);
            left[who]++;
        }
    }
}
