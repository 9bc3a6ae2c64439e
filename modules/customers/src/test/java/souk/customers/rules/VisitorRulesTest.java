package souk.customers.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Rejection.Kind;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class VisitorRulesTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Optional<String> WHY = Optional.of("guesses passwords");

    private static RulesCommand.Block block(String range, Optional<Instant> until) {
        return new RulesCommand.Block(range, until, WHY, "staff:a");
    }

    private static RulesEvent.Blocked blocked(String range, Optional<Instant> until) {
        return new RulesEvent.Blocked(range, until, WHY, "staff:a", NOON);
    }

    private static Spec<VisitorRules, RulesEvent> rules() {
        return Spec.of(VisitorRules.BLUEPRINT).at(NOON);
    }

    @Test
    void aLimitIsSetOnceAndTakenBackOnce() {
        var set = new RulesCommand.SetLimit("guest", 5, 10, "staff:a");
        rules().when(set).then(new RulesEvent.LimitSet("guest", 5, 10, "staff:a", NOON)).when(set).thenNothing()
                .when(new RulesCommand.ResetLimit("guest", "staff:a")).then(new RulesEvent.LimitReset("guest", "staff:a", NOON))
                .when(new RulesCommand.ResetLimit("guest", "staff:a")).thenNothing();
    }

    @Test
    void aBlockIsSetOnceAndCanBeChanged() {
        var hour = Optional.of(NOON.plusSeconds(3600));
        rules().when(block("10.0.0.1", Optional.empty())).then(blocked("10.0.0.1", Optional.empty()))
                .thenReply(new RulesCommand.BlockSet(new RulesCommand.BlockInfo("10.0.0.1", Optional.empty(), WHY, NOON, "staff:a"), true))
                .when(block("10.0.0.1", Optional.empty())).thenNothing()
                .when(block("10.0.0.1", hour)).then(blocked("10.0.0.1", hour))
                .thenReply(new RulesCommand.BlockSet(new RulesCommand.BlockInfo("10.0.0.1", hour, WHY, NOON, "staff:a"), false))
                .when(new RulesCommand.Unblock("10.0.0.1", "staff:b")).then(new RulesEvent.Unblocked("10.0.0.1", "staff:b", NOON))
                .when(new RulesCommand.Unblock("10.0.0.1", "staff:b")).thenRefused(Kind.NOT_FOUND, "not-found");
    }

    @Test
    void whatIsOverIsNotThereAndGoesWithTheNextChange() {
        var spec = rules().given(blocked("10.0.0.1", Optional.of(NOON))).at(NOON);
        spec.when(new RulesCommand.Unblock("10.0.0.1", "staff:a")).thenRefused(Kind.NOT_FOUND, "not-found").when(new RulesCommand.OneBlock("10.0.0.1")).thenRefused(Kind.NOT_FOUND, "not-found")
                .when(new RulesCommand.Blocks("", 10)).thenReply(new RulesCommand.BlockList(List.of(), false))
                .when(block("10.0.0.2", Optional.empty())).thenState(state -> assertThat(state.blocks()).containsOnlyKeys("10.0.0.2"));
    }

    @Test
    void aBlockThatWouldBeOverAlreadyIsRefused() {
        for (var until : List.of(NOON, NOON.minusSeconds(1), Instant.EPOCH)) rules().when(block("10.0.0.1", Optional.of(until))).thenRefused(Kind.UNPROCESSABLE, "already-over");
        rules().given(blocked("10.0.0.1", Optional.empty())).when(block("10.0.0.1", Optional.of(NOON))).thenRefused(Kind.UNPROCESSABLE, "already-over")
                .when(new RulesCommand.OneBlock("10.0.0.1")).thenReply(new RulesCommand.BlockSet(new RulesCommand.BlockInfo("10.0.0.1", Optional.empty(), WHY, NOON, "staff:a"), false));
    }

    @Test
    void thereAreAThousandBlocksAtMost() {
        var past = IntStream.range(0, VisitorRules.MOST).mapToObj(i -> blocked("10.0." + i / 256 + "." + i % 256, Optional.empty())).toArray(RulesEvent[]::new);
        rules().given(past).when(block("11.0.0.1", Optional.empty())).thenRefused(Kind.UNPROCESSABLE, "too-many-blocks").when(block("10.0.0.1", Optional.of(NOON.plusSeconds(1)))).then(blocked("10.0.0.1", Optional.of(NOON.plusSeconds(1))));
        var news = (RulesCommand.News) rules().given(past).when(new RulesCommand.Since(-1)).outcome().fold(reply -> reply, refusal -> null);
        assertThat(news.all().orElseThrow().blocked()).hasSize(VisitorRules.MOST);
        // It goes to every node in one message.
        assertThat(souk.platform.wire.Codec.encode(news).length).isLessThan(100_000);
    }

    @Test
    void blocksAreListedInPages() {
        var spec = rules().given(blocked("10.0.0.1", Optional.empty()), blocked("10.0.0.2", Optional.empty()), blocked("10.0.0.3", Optional.empty()));
        var first = (RulesCommand.BlockList) spec.when(new RulesCommand.Blocks("", 2)).outcome().fold(reply -> reply, refusal -> null);
        assertThat(first.blocks()).extracting(RulesCommand.BlockInfo::range).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(first.more()).isTrue();
        var second = (RulesCommand.BlockList) spec.when(new RulesCommand.Blocks("10.0.0.2", 2)).outcome().fold(reply -> reply, refusal -> null);
        assertThat(second.blocks()).extracting(RulesCommand.BlockInfo::range).containsExactly("10.0.0.3");
        assertThat(second.more()).isFalse();
    }

    @Test
    void whoKnowsThisVersionHearsNothingNew() {
        var spec = rules().given(new RulesEvent.LimitSet("guest", 5, 10, "staff:a", NOON), blocked("10.0.0.1", Optional.empty()));
        spec.when(new RulesCommand.Since(0)).thenReply(new RulesCommand.News(2, Optional.of(new RulesCommand.Known(List.of(new RulesCommand.LimitSet("guest", 5, 10)), List.of(new RulesCommand.Blocked("10.0.0.1", Optional.empty()))))));
        spec.when(new RulesCommand.Since(2)).thenReply(new RulesCommand.News(2, Optional.empty()));
        rules().when(new RulesCommand.Since(-1)).thenReply(new RulesCommand.News(0, Optional.of(new RulesCommand.Known(List.of(), List.of()))));
    }

    @Test
    void commandsAndRepliesTravel() {
        WireContract.survives(new RulesCommand.SetLimit("guest", 0.5, 10, "staff:a"));
        WireContract.survives(new RulesCommand.ResetLimit("guest", "staff:a"));
        WireContract.survives(block("10.0.0.1", Optional.of(NOON)));
        WireContract.survives(new RulesCommand.Unblock("10.0.0.1", "staff:a"));
        WireContract.survives(new RulesCommand.Blocks("", 20));
        WireContract.survives(new RulesCommand.News(3, Optional.of(new RulesCommand.Known(List.of(new RulesCommand.LimitSet("guest", 0.5, 10)), List.of(new RulesCommand.Blocked("10.0.0.1", Optional.of(NOON)))))));
        WireContract.survives(new RulesCommand.BlockSet(new RulesCommand.BlockInfo("10.0.0.1", Optional.empty(), WHY, NOON, "staff:a"), true));
        WireContract.survives(rules().given(new RulesEvent.LimitSet("guest", 0.5, 10, "staff:a", NOON), blocked("10.0.0.1", Optional.of(NOON))).state());
    }
}
