package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.TTL;
import static souk.flashsale.FlashSamples.aCounter;
import static souk.flashsale.FlashSamples.attach;
import static souk.flashsale.FlashSamples.claim;
import static souk.flashsale.FlashSamples.detach;
import static souk.flashsale.FlashSamples.expire;
import static souk.flashsale.FlashSamples.look;
import static souk.flashsale.FlashSamples.release;
import static souk.flashsale.FlashSamples.sell;

import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterEvent;
import souk.testkit.Spec;

/** Every command in every stage of a claim: what happens, or why not. */
class CounterStagesTest {
    private static final Instant EXPIRES = NOON.plus(TTL);
    private static final Instant FORGOTTEN = EXPIRES.plus(Held.REMEMBERED);

    /** Anna's claim, and her order {@code o}. */
    private static Spec<Counter, CounterEvent> in(String stage) {
        var counter = aCounter(5);
        if (stage.equals("never claimed")) return counter;
        counter.when(claim("k", "anna"));
        return switch (stage) {
            case "open" -> counter;
            case "over, not lapsed yet" -> counter.at(EXPIRES);
            case "attached" -> counter.when(attach("k", "anna", "o"));
            case "sold" -> counter.when(attach("k", "anna", "o")).when(sell("k", "o"));
            case "let go" -> counter.when(attach("k", "anna", "o")).when(detach("k", "o"));
            case "given back" -> counter.when(release("k", "anna"));
            case "lapsed" -> counter.at(EXPIRES).when(expire());
            case "lapsed with its order" -> counter.when(attach("k", "anna", "o")).at(NOON.plusSeconds(1_200)).when(expire());
            case "called off" -> counter.when(new CounterCommand.Collect(1, true));
            case "forgotten" -> counter.at(EXPIRES).when(expire()).at(FORGOTTEN).when(expire());
            default -> throw new IllegalArgumentException(stage);
        };
    }

    private static CounterCommand<?> command(String name, String by, Instant now) {
        return switch (name) {
            case "claim" -> claim("k", by, 1, now);
            case "look" -> look("k", by);
            case "release" -> release("k", by);
            case "attach" -> attach("k", by.equals("bert") ? by : "anna", by, now);
            case "sell" -> sell("k", by);
            case "detach" -> detach("k", by, now);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** What happened: the events' names, a dash if nothing had to; or why not. */
    private static String outcome(Spec<Counter, CounterEvent> counter) {
        var events = counter.events().stream().map(event -> event.getClass().getSimpleName()).collect(Collectors.joining(" "));
        return counter.outcome().fold(reply -> events.isEmpty() ? "-" : events, refusal -> refusal.kind() + " " + refusal.code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            never claimed         | Claimed  | NOT_FOUND not-found    | NOT_FOUND not-found
            open                  | -        | -                      | Released
            over, not lapsed yet  | -        | GONE claim-expired     | Released
            attached              | -        | -                      | CONFLICT claim-in-checkout
            sold                  | -        | CONFLICT claim-paid    | CONFLICT claim-paid
            let go                | -        | -                      | Released
            given back            | -        | GONE claim-expired     | -
            lapsed                | -        | GONE claim-expired     | -
            lapsed with its order | -        | GONE claim-expired     | -
            called off            | -        | GONE claim-expired     | -
            forgotten             | Claimed  | NOT_FOUND not-found    | NOT_FOUND not-found
            """)
    void itsCustomer(String stage, String claim, String look, String release) {
        hears(stage, "claim", "anna", claim);
        hears(stage, "look", "anna", look);
        hears(stage, "release", "anna", release);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            never claimed         | GONE claim-expired     | GONE reservation-expired | -
            open                  | Attached               | GONE reservation-expired | Detached
            over, not lapsed yet  | GONE claim-expired     | GONE reservation-expired | Detached
            attached              | -                      | Sold                     | Detached
            sold                  | -                      | -                        | -
            let go                | GONE reservation-ended | GONE reservation-expired | -
            given back            | GONE claim-expired     | GONE reservation-expired | Detached
            lapsed                | GONE claim-expired     | GONE reservation-expired | Detached
            lapsed with its order | GONE claim-expired     | GONE reservation-expired | Detached
            called off            | GONE claim-expired     | GONE reservation-expired | Detached
            forgotten             | GONE claim-expired     | GONE reservation-expired | -
            """)
    void itsOrder(String stage, String attach, String sell, String detach) {
        hears(stage, "attach", "o", attach);
        hears(stage, "sell", "o", sell);
        hears(stage, "detach", "o", detach);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            never claimed         | GONE claim-expired         | GONE reservation-expired | -
            open                  | Attached                   | GONE reservation-expired | Detached
            over, not lapsed yet  | GONE claim-expired         | GONE reservation-expired | Detached
            attached              | CONFLICT claim-in-checkout | GONE reservation-expired | Detached
            sold                  | CONFLICT claim-paid        | GONE reservation-expired | Detached
            let go                | Attached                   | GONE reservation-expired | Detached
            given back            | GONE claim-expired         | GONE reservation-expired | Detached
            lapsed                | GONE claim-expired         | GONE reservation-expired | Detached
            lapsed with its order | GONE claim-expired         | GONE reservation-expired | Detached
            called off            | GONE claim-expired         | GONE reservation-expired | Detached
            forgotten             | GONE claim-expired         | GONE reservation-expired | -
            """)
    void anotherOrderOfHers(String stage, String attach, String sell, String detach) {
        hears(stage, "attach", "p", attach);
        hears(stage, "sell", "p", sell);
        hears(stage, "detach", "p", detach);
    }

    /** To him there is no such claim, and his key is not his. */
    @ParameterizedTest
    @CsvSource({"open", "'over, not lapsed yet'", "attached", "sold", "let go", "given back", "lapsed", "lapsed with its order", "called off"})
    void anotherCustomer(String stage) {
        hears(stage, "claim", "bert", "UNPROCESSABLE idempotency-key-reused");
        hears(stage, "look", "bert", "NOT_FOUND not-found");
        hears(stage, "release", "bert", "NOT_FOUND not-found");
        hears(stage, "attach", "bert", "GONE claim-expired");
    }

    /** And the same again: nothing more happens, and the answer is the same. */
    private static void hears(String stage, String name, String by, String expected) {
        var counter = in(stage);
        var command = command(name, by, counter.now());
        assertThat(outcome(counter.when(command))).as("%s by %s when %s", name, by, stage).isEqualTo(expected);
        var answer = counter.outcome();
        var level = counter.state().level();
        counter.when(command);
        assertThat(counter.events()).as("%s by %s when %s, again", name, by, stage).isEmpty();
        assertThat(counter.outcome()).isEqualTo(answer);
        assertThat(counter.state().level()).isEqualTo(level);
    }

    @Test
    void customersAreCountedWhileTheyHaveWhatIsNotPaid() {
        var counter = aCounter(5).when(claim("a", "anna")).when(claim("b", "anna")).when(claim("c", "bert"));
        counter.when(new CounterCommand.CountCustomers()).thenReply(new CounterCommand.Crowd(2, 2));
        counter.when(release("c", "bert")).when(attach("a", "anna", "o")).when(new CounterCommand.CountCustomers()).thenReply(new CounterCommand.Crowd(3, 1));
        counter.when(sell("a", "o")).when(new CounterCommand.CountCustomers()).thenReply(new CounterCommand.Crowd(3, 1));
        counter.when(release("b", "anna")).when(new CounterCommand.CountCustomers()).thenReply(new CounterCommand.Crowd(4, 0));
    }
}
