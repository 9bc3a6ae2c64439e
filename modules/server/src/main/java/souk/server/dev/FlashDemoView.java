package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import souk.flashdemo.Plan;
import souk.flashdemo.Pulse;
import souk.flashdemo.Pulse.Phase;

/** How a demo is shown while it goes on: on a terminal as one panel in which only what has changed is written, elsewhere as a line a second. */
abstract class FlashDemoView implements Consumer<Pulse>, AutoCloseable {
    private static final int BAR = 30;

    /** As it fits the place that this process writes to. */
    static FlashDemoView on(PrintStream out, Plan plan) throws IOException {
        if (!wanted(System.getenv(), System.console() != null)) return new Lines(out, plan);
        var terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        if (!terminal.getType().startsWith(Terminal.TYPE_DUMB)) return new Panel(terminal, plan);
        terminal.close();
        return new Lines(out, plan);
    }

    /** Whether somebody wants a picture, and sees one. */
    static boolean wanted(Map<String, String> environment, boolean console) {
        return console && environment.getOrDefault("NO_COLOR", "").isEmpty() && environment.getOrDefault("CI", "").isEmpty() && !environment.getOrDefault("TERM", Terminal.TYPE_DUMB).equals(Terminal.TYPE_DUMB);
    }

    @Override
    public abstract void close() throws IOException;

    /** A panel on a terminal. */
    static final class Panel extends FlashDemoView {
        private final Terminal terminal;
        private final Display display;
        private final Plan plan;

        Panel(Terminal terminal, Plan plan) {
            this.terminal = terminal;
            this.display = new Display(terminal, false);
            this.plan = plan;
        }

        @Override
        public synchronized void accept(Pulse pulse) {
            var size = terminal.getSize();
            int columns = size.getColumns() > 0 ? size.getColumns() : 80;
            int rows = size.getRows() > 1 ? size.getRows() : 24;
            display.resize(rows, columns);
            var lines = panel(plan, pulse).stream().limit(rows - 1).map(line -> line.columnSubSequence(0, columns - 1)).collect(Collectors.toCollection(ArrayList::new));
            lines.add(AttributedString.EMPTY);
            // The cursor waits below, where whatever else is printed belongs.
            display.update(lines, (lines.size() - 1) * (columns + 1));
        }

        @Override
        public void close() throws IOException {
            terminal.flush();
            terminal.close();
        }
    }

    /** A line a second, and one for each phase. */
    static final class Lines extends FlashDemoView {
        private final PrintStream out;
        private final Plan plan;
        private Phase phase;
        private long second = -1;

        Lines(PrintStream out, Plan plan) {
            this.out = out;
            this.plan = plan;
        }

        @Override
        public synchronized void accept(Pulse pulse) {
            if (pulse.phase() == phase && pulse.since().toSeconds() == second) return;
            phase = pulse.phase();
            second = pulse.since().toSeconds();
            out.println(line(plan, pulse));
        }

        @Override
        public void close() {
            out.flush();
        }
    }

    static String line(Plan plan, Pulse pulse) {
        String head = String.format(Locale.ROOT, "%5.1f s  %s: %,d of %,d buyers", seconds(pulse), pulse.phase().words(), pulse.buyers(), plan.buyers());
        return pulse.phase() == Phase.ARRIVING ? head : head + String.format(Locale.ROOT, ", %,d claims, %,.0f/s, p50 %,.1f ms, p99 %,.1f ms, left %,d, granted %,d, paid %,d, refused: %s", pulse.claims(),
                pulse.perSecond(), pulse.p50(), pulse.p99(), pulse.left(), pulse.granted(), pulse.paid(), FlashDemoReport.reasons(pulse.refused()));
    }

    static List<AttributedString> panel(Plan plan, Pulse pulse) {
        var lines = new ArrayList<AttributedString>();
        lines.add(new AttributedString(String.format(Locale.ROOT, "Flash sale: %s, %.1f s", pulse.phase().words(), seconds(pulse)), AttributedStyle.BOLD));
        lines.add(bar("buyers", pulse.buyers(), plan.buyers(), AttributedStyle.BLUE));
        lines.add(bar("left", pulse.left(), plan.units(), pulse.left() * 4 > plan.units() ? AttributedStyle.GREEN : pulse.left() > 0 ? AttributedStyle.YELLOW : AttributedStyle.RED));
        lines.add(bar("granted", pulse.granted(), plan.units(), AttributedStyle.GREEN));
        lines.add(bar("paid", pulse.paid(), plan.units(), AttributedStyle.GREEN));
        lines.add(plain("claims", "%,9d   %,.0f/s   p50 %,.1f ms   p99 %,.1f ms", pulse.claims(), pulse.perSecond(), pulse.p50(), pulse.p99()));
        lines.add(plain("refused", "%,9d   %s", pulse.refused().values().stream().mapToLong(Long::longValue).sum(), FlashDemoReport.reasons(pulse.refused())));
        lines.add(plain("sent again", "%,9d", pulse.repeated()));
        return lines;
    }

    private static AttributedString bar(String what, long some, long all, int colour) {
        int filled = (int) (Math.min(some, all) * BAR / all);
        return new AttributedStringBuilder().append(head(what)).append(String.format(Locale.ROOT, "%,9d of %,9d   ", some, all))
                .styled(AttributedStyle.DEFAULT.foreground(colour), "#".repeat(filled)).append("-".repeat(BAR - filled)).toAttributedString();
    }

    private static AttributedString plain(String what, String format, Object... figures) {
        return new AttributedString(head(what) + String.format(Locale.ROOT, format, figures));
    }

    private static String head(String what) {
        return String.format(Locale.ROOT, "  %-10s ", what);
    }

    private static double seconds(Pulse pulse) {
        return pulse.since().toMillis() / 1e3;
    }
}
