package souk.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

class FollowerTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    /** Follows a list of words of which each answer brings one; the last of them is "end". */
    private static final class Words extends Follower<String> {
        final Deque<CompletableFuture<Outcome<String>>> asked = new ArrayDeque<>();
        final List<String> known = new ArrayList<>();
        RuntimeException stopping;

        @Override
        protected CompletionStage<Outcome<String>> ask() {
            if (stopping != null) throw stopping;
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        }

        @Override
        protected boolean take(String word) {
            if (word.isEmpty()) throw new IllegalArgumentException("no word");
            known.add(word);
            return word.equals("end");
        }

        void answer(String word) {
            asked.getLast().complete(Outcome.accepted(word));
        }
    }

    private final Words words = new Words();

    private boolean isYoung() {
        return words.isYoungerThan(HOUR, System.nanoTime());
    }

    @Test
    void whoComesWhileAQuestionIsUnderWayGetsItsAnswer() {
        var one = words.look();
        var other = words.look();
        assertThat(words.asked).hasSize(1);
        assertThat(one).isNotDone();
        words.answer("end");
        assertThat(one).isCompletedWithValue(true);
        assertThat(other).isCompletedWithValue(true);
        words.look();
        assertThat(words.asked).hasSize(2);
    }

    @Test
    void whatIsLeftIsAskedForAtOnceAndNothingIsKnownBeforeItsEnd() {
        var look = words.look();
        words.answer("a");
        assertThat(words.asked).hasSize(2);
        assertThat(words.isKnown()).isFalse();
        assertThat(isYoung()).isFalse();
        words.answer("end");
        assertThat(look).isCompletedWithValue(true);
        assertThat(words.known).containsExactly("a", "end");
        assertThat(words.isKnown()).isTrue();
        assertThat(isYoung()).isTrue();
        assertThat(words.isYoungerThan(HOUR, System.nanoTime() + 2 * HOUR)).as("an hour later").isFalse();
    }

    @Test
    void whenNobodyAnswersWhatWasKnownStaysAndTheNextLookAsksAgain() {
        words.look();
        words.answer("end");
        var refused = words.look();
        words.asked.getLast().complete(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Later."));
        var failed = words.look();
        words.asked.getLast().completeExceptionally(new IllegalStateException("lost"));
        var broken = words.look();
        words.answer("");
        words.stopping = new IllegalStateException("stopping");
        var stopped = words.look();
        for (var each : List.of(refused, failed, broken, stopped)) assertThat(each).isCompletedWithValue(false);
        assertThat(words.isKnown()).isTrue();
        assertThat(isYoung()).isTrue();
        words.stopping = null;
        var again = words.look();
        words.answer("end");
        assertThat(again).isCompletedWithValue(true);
    }
}
