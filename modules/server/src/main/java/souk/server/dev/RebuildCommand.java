package souk.server.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.devservices.DevServicesException;
import souk.platform.partition.PageRebuild;
import souk.server.RebuildPages;

/**
 * {@code ./souk rebuild WHAT}: makes what is derived from the logs anew: views, the histories and the search index beside the generation
 * that serves, pages beside those in use, whether the shop is open or closed.
 */
@Command(name = "rebuild", mixinStandardHelpOptions = true, description = "Makes anew from the logs what is derived from them.")
final class RebuildCommand implements Callable<Integer> {
    private static final int PAUSE = 500;
    private static final String PAGES = "pages";
    private static final String ALL = "all";

    @Parameters(paramLabel = "WHAT", description = "A view, history, search, pages, or all.")
    private String what;
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node (default: ${DEFAULT-VALUE}).")
    private int port;
    @ArgGroup
    private Instead instead = new Instead();

    private final PrintStream out;
    private final Supplier<String> password;

    RebuildCommand() {
        this(System.out, NodeProcess::adminPassword);
    }

    /** @param password with which it signs in */
    RebuildCommand(PrintStream out, Supplier<String> password) {
        this.out = out;
        this.password = password;
    }

    /** What is done to the other generation of a view, instead of making a new one. */
    private static final class Instead {
        @Option(names = "--switch", description = "Let the new generation take over although it is not equal: the old one was wrong.")
        private boolean takeOver;
        @Option(names = "--rollback", description = "Go back to the generation before, which is kept and written until the next rebuild.")
        private boolean rollback;
        @Option(names = "--finish", description = "Give up the generation that is kept.")
        private boolean finish;
        @Option(names = "--cancel", description = "Give up the generation that is being built; the one that serves is not touched.")
        private boolean cancel;

        private String word() {
            return takeOver ? "switch" : rollback ? "rollback" : finish ? "finish" : cancel ? "cancel" : "rebuild";
        }
    }

    @Override
    public Integer call() throws Exception {
        String act = instead.word();
        boolean anew = act.equals("rebuild");
        if (what.equals(PAGES) && !anew) throw new DevServicesException("Pages have nothing to " + act + ".");
        if (what.equals(PAGES)) return pages();
        var ops = new Ops(port, password.get());
        List<String> views = new ArrayList<>();
        ops.get("/ops/views").path("names").forEach(name -> views.add(name.asText()));
        if (!what.equals(ALL) && !views.contains(what)) {
            throw new DevServicesException("There is no " + what + " to rebuild. There are: " + String.join(", ", views) + ", " + PAGES + ", " + ALL + ".");
        }
        if (!what.equals(ALL)) return beside(ops, what, act);
        if (anew) pages();
        int worst = 0;
        for (String view : views) {
            // Of all those that there are, what is asked for concerns some.
            if (anew || concerns(act, ops.get("/ops/views/" + view))) worst = Math.max(worst, beside(ops, view, act));
        }
        return worst;
    }

    private static boolean concerns(String act, JsonNode state) {
        boolean rests = List.of("resting", "different", "failed").contains(state.path("phase").asText());
        return act.equals("cancel") ? !rests : rests && state.has("other");
    }

    private int beside(Ops ops, String view, String act) {
        String path = "/ops/views/" + view;
        var before = ops.get(path);
        ops.begin(path + "/" + act);
        var after = follow(ops, view, path);
        var found = after.path("comparison");
        String again = "`./souk rebuild " + view;
        if (after.path("phase").asText().equals("different")) {
            out.println("Generation " + after.path("other") + " of " + view + " was built and is not equal: " + found.path("differing") + " of " + found.path("entries") + " entries differ, such as "
                    + found.path("examples") + ". Generation " + after.path("serving") + " serves as before. If it was wrong, " + again + " --switch` lets the new one take over; --finish gives the new one up.");
            return 1;
        }
        if (after.path("phase").asText().equals("failed")) {
            out.println("Generation " + after.path("other") + " of " + view + " could not take over: " + after.path("problem").asText() + ". Generation " + after.path("serving") + " serves as before. "
                    + again + " --switch` tries it again, --finish gives generation " + after.path("other") + " up.");
            return 1;
        }
        if (act.equals("rebuild")) out.println(found.path("entries") + " entries compared, " + found.path("differing") + " differ");
        out.println("Generation " + after.path("serving") + " of " + view + " serves" + (after.path("serving").equals(before.path("serving")) ? "" : " instead of " + before.path("serving"))
                + (after.has("other") ? "; generation " + after.path("other") + " is kept, and written: " + again + " --rollback` goes back, --finish gives it up" : ""));
        return 0;
    }

    /** Shows how it goes until it rests. */
    private JsonNode follow(Ops ops, String name, String path) {
        try (var bar = bar("Segments of logs read")) {
            String problem = "";
            while (true) {
                var state = ops.get(path);
                long head = 0;
                long done = 0;
                for (JsonNode reader : state.path("progress")) {
                    head += reader.path("head").asLong();
                    done += Math.min(reader.path("position").asLong(), reader.path("head").asLong());
                }
                String phase = state.path("phase").asText();
                if (head > 0) bar.maxHint(head).stepTo(done);
                bar.setExtraMessage(phase);
                if (List.of("resting", "different", "failed").contains(phase)) return state;
                String said = state.path("problem").asText();
                if (!said.isEmpty() && !said.equals(problem)) out.println("It does not get on and is tried again: " + said + ". `./souk rebuild " + name + " --cancel` gives up what is being built.");
                problem = said;
                LockSupport.parkNanos(Duration.ofMillis(PAUSE).toNanos());
            }
        }
    }

    private ProgressBar bar(String task) {
        return new ProgressBarBuilder().setTaskName(task).setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(PAUSE).setConsumer(new ConsoleProgressBarConsumer(out, 100)).setInitialMax(1).build();
    }

    // ---- pages, by this process ----

    private int pages() throws IOException {
        var own = new HashMap<>(StoredShop.find(port, out).nodeConfig(0));
        // This process has a small heap.
        own.put("souk.partition.residents", 10_000);
        var config = ConfigFactory.parseMap(own).withFallback(ConfigFactory.parseResources("application.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved());
        try (var bar = bar("Pages of")) {
            RebuildPages.run(config, progress -> {
                bar.maxHint(progress.head()).stepTo(progress.position());
                bar.setExtraMessage(progress.log() + (progress.lookedThrough() == 0 ? "" : ", " + progress.lookedThrough() + " pages looked through"));
            }, out);
            return 0;
        } catch (PageRebuild.Unreadable e) {
            throw new DevServicesException(e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new DevServicesException("The pages were not rebuilt: " + e.getMessage() + ". Run it again; it goes on where it was.", e);
        }
    }
}
