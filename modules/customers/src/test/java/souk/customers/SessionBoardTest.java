package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import souk.customers.account.EndedSessionsCommand;
import souk.customers.account.EndedSessionsCommand.Ended;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;
import souk.platform.http.Principal;
import souk.platform.http.SessionWatch.Standing;
import souk.testkit.LocalEntities;

class SessionBoardTest {
    private final LocalEntities entities = new LocalEntities(List.of(Customers.capability()));
    private volatile boolean cutOff;
    private Instant now = Instant.now();

    private SessionBoard board(String grace) {
        Entities reached = new Entities() {
            @Override
            public <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how) {
                if (cutOff) return CompletableFuture.completedFuture(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Nobody is reached."));
                return entities.ask(to, command, how);
            }
        };
        return new SessionBoard(reached, () -> now, ConfigFactory.parseString("sessions.grace = " + grace));
    }

    private static Standing of(SessionBoard board, String session) {
        return board.of(new Principal("account", Principal.Kind.CUSTOMER, Set.of(), session));
    }

    private void ends(String... sessions) {
        for (String each : sessions) entities.tell(EndedSessionsCommand.of(each), new EndedSessionsCommand.Tell(List.of(new Ended(each, now.plusSeconds(900)))));
    }

    @Test
    void aNodeThatHasJustStartedReadsWhatHasEndedFirst() {
        ends("a", "b", "c");
        var board = board("1 hour");
        assertThat(board.trouble()).isPresent();
        assertThat(of(board, "a")).isEqualTo(Standing.UNKNOWN);
        board.look();
        assertThat(board.trouble()).isEmpty();
        assertThat(List.of(of(board, "a"), of(board, "b"), of(board, "c"), of(board, "d"))).containsExactly(Standing.ENDED, Standing.ENDED, Standing.ENDED, Standing.GOOD);
    }

    @Test
    void eachLookBringsAllThatHasEndedMeanwhile() {
        var board = board("1 hour");
        board.look();
        for (int i = 0; i < 5000; i++) ends("s" + i);
        board.look();
        for (int i = 0; i < 5000; i++) assertThat(of(board, "s" + i)).isEqualTo(Standing.ENDED);
        assertThat(of(board, "s5000")).isEqualTo(Standing.GOOD);
        now = now.plusSeconds(1000);
        board.look();
        assertThat(of(board, "s1")).as("its tokens have run out by themselves").isEqualTo(Standing.GOOD);
    }

    @Test
    void aNodeThatIsCutOffIsBelievedForAWhileAndThenSaysThatItDoesNotKnow() {
        var board = board("100 ms");
        ends("a");
        board.look();
        cutOff = true;
        await("the time of grace is over").atMost(Duration.ofSeconds(60)).until(() -> {
            board.look();
            return of(board, "b") == Standing.UNKNOWN;
        });
        assertThat(of(board, "a")).isEqualTo(Standing.ENDED);
        assertThat(board.trouble()).as("it serves everybody else").isEmpty();
        cutOff = false;
        await("it knows again").atMost(Duration.ofSeconds(60)).until(() -> {
            board.look();
            return of(board, "b") == Standing.GOOD;
        });
    }
}
