package souk.customers.staff;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
import souk.customers.account.MailboxCommand;
import souk.customers.account.PasswordHash;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Step;
import souk.testkit.Spec;

/**
 * Roles change twice while somebody logs in and somebody else's session of the same account is refreshed, in every order in which their parts can come. Whatever the order: when the last roles are in force, each
 * session that goes on has them, and no other.
 */
class RolesInAnyOrderTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Personal<String> ANN = Personal.sealed("account-1", "AMAIL");
    private static final AccountCommand.Visit VISIT = new AccountCommand.Visit(ANN, ANN, NOON.plusSeconds(3_600), NOON.plusSeconds(900));
    private static final int LOG_IN = 0;
    private static final int REFRESH = 1;
    private static final int CHANGE = 2;
    private static final int PROCESS = 3;

    /** One order of things. */
    private static final class Run {
        private final Spec<Account, AccountEvent> account = Spec.of(Account.BLUEPRINT).at(NOON)
                .given(new AccountEvent.Opened(ANN, Optional.empty(), new PasswordHash("hash"), "", NOON), new AccountEvent.LoggedIn("older", VISIT, NOON));
        private final Spec<Staff, StaffEvent> staff = Spec.of(Staff.BLUEPRINT).at(NOON)
                .given(new StaffEvent.RolesGiven("mailbox-1", ANN, List.of("catalog"), "admin-1", NOON), new StaffEvent.RolesInForce(NOON));
        private final int[] done = new int[4];
        /** The roles that stand in the last token of each session. */
        private final Map<String, List<String>> tokens = new HashMap<>(Map.of("older", List.of("catalog")));
        private List<String> asked;
        private Step step;
        private Outcome<?> answer;

        private void next(int who) {
            int part = done[who]++;
            switch (who) {
                case LOG_IN -> logIn(part);
                case REFRESH -> refresh(part);
                case CHANGE -> give(part == 0 ? List.of("admin") : List.of());
                default -> process();
            }
        }

        private void logIn(int part) {
            if (part == 0) account.when(new AccountCommand.LogIn("newer", 1, Optional.empty(), VISIT, 50, Optional.empty(), Optional.empty())).thenReply(new AccountCommand.Shown(false));
            else tokens.put("newer", roles());
        }

        private void refresh(int part) {
            if (part == 0) asked = roles();
            else if (account.when(new AccountCommand.Refresh("older", 1, VISIT)).outcome() instanceof Outcome.Accepted<?>) tokens.put("older", asked);
        }

        private void give(List<String> roles) {
            staff.when(new StaffCommand.Give("mailbox-1", ANN, roles, "admin-1", Optional.empty()));
        }

        /** The step is carried out; then, perhaps later, its result comes. */
        private void process() {
            if (answer == null) {
                step = Staff.BLUEPRINT.next(staff.state(), NOON).orElse(null);
                if (step != null) answer = answer(((Step.ToAggregate) step.calls().get(0)).command());
            } else {
                staff.when(step.result().apply(List.of(answer)));
                answer = null;
            }
        }

        private Outcome<?> answer(Object command) {
            if (command instanceof MailboxCommand.Look) return Outcome.accepted(new MailboxCommand.Holder(Optional.of("account-1")));
            account.when((AccountCommand.EndOthers) command);
            return Outcome.accepted(new AccountCommand.Ending(true));
        }

        private List<String> roles() {
            return ((StaffCommand.Member) ((Outcome.Accepted<?>) staff.when(new StaffCommand.Look()).outcome()).reply()).roles();
        }

        private void comesToRest() {
            while (answer != null || Staff.BLUEPRINT.next(staff.state(), NOON).isPresent()) process();
        }

        private List<String> sessions() {
            return ((AccountCommand.SessionList) ((Outcome.Accepted<?>) account.when(new AccountCommand.Sessions()).outcome()).reply()).sessions().stream().map(AccountCommand.SessionInfo::id).toList();
        }
    }

    @Test
    void noSessionGoesOnWithRolesOfBefore() {
        var counts = new int[2];
        everyOrder(new int[] {2, 2, 2, 5}, new int[11], 0, order -> {
            var run = new Run();
            for (int who : order) run.next(who);
            run.comesToRest();
            for (String session : run.sessions()) {
                assertThat(run.tokens.get(session)).as("roles of the session %s after %s (0: log-in, 1: refresh, 2: change, 3: process)", session, Arrays.toString(order)).isEqualTo(run.roles());
                counts[1]++;
            }
            counts[0]++;
        });
        System.out.println(counts[0] + " orders of a log-in, a refresh and two changes of roles: " + counts[1] + " sessions went on, each with the last roles");
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
