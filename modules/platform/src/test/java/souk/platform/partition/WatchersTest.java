package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.TestInbox;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import souk.kernel.Address;
import souk.platform.partition.Resident.Key;

class WatchersTest {
    private final Watchers watchers = new Watchers();
    private final TestInbox<Changed> ann = TestInbox.create("ann");
    private final TestInbox<Changed> bob = TestInbox.create("bob");

    private void watches(TestInbox<Changed> who, Duration lasts, String... ids) {
        watchers.watch(new Watch("toy-0", Stream.of(ids).<Address<?>>map(Tally::at).toList(), lasts, who.getRef()));
    }

    private void change(String... ids) {
        watchers.changed(Set.copyOf(Stream.of(ids).map(id -> new Resident(new Key("toy.tally", id), Tally.BLUEPRINT)).toList()));
    }

    private static List<String> told(TestInbox<Changed> who) {
        return who.getAllReceived().stream().map(word -> String.join(" ", word.what().stream().map(Address::id).sorted().toList())).toList();
    }

    @Test
    void aBatchIsOneWordToEachWhoWatches() {
        watches(ann, Duration.ofHours(1), "a", "b");
        watches(bob, Duration.ofHours(1), "b");
        assertThat(told(ann)).as("what was not watched before may have changed").containsExactly("a b");
        assertThat(told(bob)).containsExactly("b");
        change("a", "b", "c");
        change("c");
        change("a");
        assertThat(told(ann)).containsExactly("a b", "a");
        assertThat(told(bob)).containsExactly("b");
        watches(ann, Duration.ofHours(1), "b", "c");
        assertThat(told(ann)).as("only what is new").containsExactly("c");
    }

    @Test
    void whoDoesNotSayItAgainIsForgotten() {
        watches(ann, Duration.ofMillis(1), "a");
        watches(bob, Duration.ofHours(1), "a");
        told(bob);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            watchers.forgetOverdue();
            ann.getAllReceived();
            change("a");
            return !ann.hasMessages();
        });
        assertThat(told(bob)).isNotEmpty();
    }
}
