package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.Test;
import souk.flashdemo.Plan;
import souk.flashdemo.Pulse;
import souk.flashdemo.Pulse.Phase;

/** How a demo is shown. */
class FlashDemoViewTest {
    private static final Plan PLAN = new Plan(2_000, 100, 1, 200, 1, 0.9);

    private static Pulse pulse(Phase phase, long millis, long left) {
        return new Pulse(phase, Duration.ofMillis(millis), 1_204, 1_612, 1_532, 84.2, 310, left, 100 - left, Map.of("sold-out", 844L, "limit-reached", 88L), 71, 3);
    }

    @Test
    void aPanelShowsAllAndWritesOnlyWhatHasChanged() throws Exception {
        var written = new ByteArrayOutputStream();
        var terminal = TerminalBuilder.builder().system(false).streams(new ByteArrayInputStream(new byte[0]), written).type("xterm-256color").encoding(StandardCharsets.UTF_8).build();
        terminal.setSize(new Size(100, 30));
        try (var panel = new FlashDemoView.Panel(terminal, PLAN)) {
            panel.accept(pulse(Phase.LIVE, 1_400, 12));
            terminal.flush();
            String first = written.toString(StandardCharsets.UTF_8);
            assertThat(first).contains("the sale is live, 1.4 s", "1,204 of     2,000", "12 of       100", "1,532/s", "p50 84.2 ms", "p99 310.0 ms", "limit-reached 88, sold-out 844", "71 of       100");
            written.reset();

            panel.accept(pulse(Phase.LIVE, 1_600, 11));
            terminal.flush();
            String second = written.toString(StandardCharsets.UTF_8);
            // No screen is cleared, and what stays is not written again.
            assertThat(second).doesNotContain("\u001b[2J", "\u001b[J", "sold-out", "p50").hasSizeLessThan(first.length() / 2);
        }
    }

    @Test
    void withoutATerminalThereIsALineASecond() {
        var written = new ByteArrayOutputStream();
        var lines = new FlashDemoView.Lines(new PrintStream(written, true, StandardCharsets.UTF_8), PLAN);
        for (long millis = 0; millis < 2_000; millis += 200) lines.accept(pulse(Phase.LIVE, millis, 12));
        lines.accept(pulse(Phase.OVER, 1_900, 0));
        String said = written.toString(StandardCharsets.UTF_8);
        assertThat(said.lines()).hasSize(3);
        assertThat(said).doesNotContain("\u001b").contains("left 12, granted 88, paid 71, refused: limit-reached 88, sold-out 844");
    }

    @Test
    void whoWantsNoPictureGetsNone() {
        assertThat(FlashDemoView.wanted(Map.of("TERM", "xterm"), true)).isTrue();
        assertThat(FlashDemoView.wanted(Map.of("TERM", "xterm"), false)).isFalse();
        assertThat(FlashDemoView.wanted(Map.of("TERM", "xterm", "NO_COLOR", "1"), true)).isFalse();
        assertThat(FlashDemoView.wanted(Map.of("TERM", "xterm", "CI", "true"), true)).isFalse();
        assertThat(FlashDemoView.wanted(Map.of("TERM", "dumb"), true)).isFalse();
        assertThat(FlashDemoView.wanted(Map.of(), true)).isFalse();
    }
}
