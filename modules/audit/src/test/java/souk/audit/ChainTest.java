package souk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class ChainTest {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    static Act act(String call, boolean repeatable) {
        return new Act(call, repeatable, "staff:ann", "ann@souk.local", "staff", "s-1", "127.0.0.1", "curl", "PUT /v1/admin/products/{id}", "/v1/admin/products/p-1", "products", "p-1",
                "{\"name\":\"Tea\"}", "3", "{\"name\":\"Te\"}", "r-1", "0af7651916cd43dd8448eb211c80319c");
    }

    static Effect effect(int status) {
        return new Effect(status, status < 400 ? "" : "not-found", "", status < 400 ? "4" : "", "");
    }

    /** Entries as they would be written: so many acts, each with its outcome. */
    static List<Entry> entries(int acts) {
        var all = new ArrayList<Entry>();
        String previous = Canonical.NONE;
        for (int i = 0; i < acts; i++) {
            var intent = Entry.sealed("shop", all.size() + 1, Entry.Kind.INTENT, NOON.plusSeconds(i), act("call-" + i, false), Optional.empty(), 0, previous);
            var outcome = Entry.sealed("shop", all.size() + 2, Entry.Kind.OUTCOME, NOON.plusSeconds(i), intent.act(), Optional.of(effect(200)), intent.number(), intent.hash());
            all.add(intent);
            all.add(outcome);
            previous = outcome.hash();
        }
        return all;
    }

    private static Spec<Chain, ChainEvent> chain() {
        return Spec.of(Chain.BLUEPRINT).at(NOON);
    }


    @Test
    void anActHasAnIntentAndAnOutcomeAndEachNamesTheOneBefore() {
        var chain = chain().when(new ChainCommand.Begin(act("a", false))).when(new ChainCommand.End(act("a", false), effect(200)));
        var state = chain.state();
        assertThat(state.number()).isEqualTo(2);
        assertThat(state.open()).isEmpty();
        var first = Entry.sealed("shop", 1, Entry.Kind.INTENT, NOON, act("a", false), Optional.empty(), 0, Canonical.NONE);
        var second = Entry.sealed("shop", 2, Entry.Kind.OUTCOME, NOON, act("a", false), Optional.of(effect(200)), 1, first.hash());
        assertThat(state.hash()).isEqualTo(second.hash());
    }

    @Test
    void whatComesTwiceIsWrittenOnce() {
        var begun = chain().when(new ChainCommand.Begin(act("a", false)));
        begun.when(new ChainCommand.Begin(act("a", false))).thenNothing();
        var ended = begun.when(new ChainCommand.End(act("a", false), effect(200)));
        ended.when(new ChainCommand.End(act("a", false), effect(200))).thenNothing();
    }

    @Test
    void aRetryThatIsAnsweredAsBeforeHasNoEntryOfItsOwn() {
        var done = chain().when(new ChainCommand.Begin(act("key", true))).when(new ChainCommand.End(act("key", true), effect(201)));
        done.when(new ChainCommand.Begin(act("key", true))).thenNothing();
        done.when(new ChainCommand.End(act("key", true), effect(201))).thenNothing();
        // Another body under the same key: 422, which is news.
        assertThat(done.when(new ChainCommand.End(act("key", true), effect(422))).state().number()).isEqualTo(3);
    }

    @Test
    void whatWasNotDoneForGoodIsBegunAgain() {
        var unknown = chain().when(new ChainCommand.Begin(act("key", true))).when(new ChainCommand.End(act("key", true), effect(503)));
        assertThat(unknown.when(new ChainCommand.Begin(act("key", true))).state().number()).isEqualTo(3);
    }

    @Test
    void aNodeThatDiesMeanwhileLeavesItsIntent() {
        var chain = chain().when(new ChainCommand.Begin(act("lost", true))).when(new ChainCommand.Begin(act("b", false))).when(new ChainCommand.End(act("b", false), effect(200)));
        assertThat(chain.state().open()).containsOnlyKeys("lost");
        // The retry on another node ends it.
        chain.when(new ChainCommand.Begin(act("lost", true))).thenNothing();
        assertThat(chain.when(new ChainCommand.End(act("lost", true), effect(200))).state().open()).isEmpty();
    }

    @Test
    void onlyTheLastCallsAreRemembered() {
        var chain = chain();
        for (int i = 0; i < 520; i++) chain = chain.when(new ChainCommand.Begin(act("key-" + i, true))).when(new ChainCommand.End(act("key-" + i, true), effect(200)));
        assertThat(chain.state().ended()).hasSize(500).doesNotContainKey("key-0").containsKey("key-519");
        assertThat(chain.state().order()).hasSize(500);
    }

    @Test
    void storedEventsStayReadable() {
        WireContract.of(Chain.BLUEPRINT).example(new ChainEvent.Written(Entry.sealed("shop", 2, Entry.Kind.OUTCOME, NOON, act("a", true), Optional.of(effect(404)), 1, Canonical.NONE))).holds();
    }

    @Test
    void commandsRepliesAndStatesTravel() {
        WireContract.survives(new ChainCommand.Begin(act("a", true)));
        WireContract.survives(new ChainCommand.End(act("a", true), effect(200)));
        WireContract.survives(new ChainCommand.Receipt(7, "hash", Optional.of(201)));
        WireContract.survives(new ChainCommand.Numbers(List.of(1L, 7L)));
        WireContract.survives(chain().when(new ChainCommand.Begin(act("a", true))).when(new ChainCommand.End(act("a", true), effect(200))).when(new ChainCommand.Begin(act("b", false))).state());
        WireContract.survives(Chain.NONE);
    }

    @Test
    void theHashIsThatOfTheCanonicalForm() {
        var entry = entries(1).get(0);
        assertThat(Canonical.line(entry)).startsWith("{\"at\":\"2026-11-22T12:00:00Z\",\"chain\":\"shop\",\"hash\":\"" + entry.hash() + "\",\"kind\":\"intent\",\"number\":1,\"previous\":\"" + Canonical.NONE + "\",\"what\":{\"before\":");
        assertThat(IntStream.range(0, 100).mapToObj(i -> Canonical.hash(entry)).distinct()).containsExactly(entry.hash());
    }
}
