package souk.server.dev;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import souk.replay.Replay;

/** A progress bar for each part of a replay. */
final class ReplayBars implements Replay.Listener {
    private static final int UPDATE = 500;
    private static final int WIDTH = 110;
    private final PrintStream out;
    private ProgressBar bar;

    ReplayBars(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begins(String what, int steps) {
        bar = new ProgressBarBuilder().setTaskName(what).setInitialMax(steps).setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(UPDATE).showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH)).build();
    }

    @Override
    public void step() {
        bar.step();
    }

    @Override
    public void ends() {
        bar.close();
    }
}
