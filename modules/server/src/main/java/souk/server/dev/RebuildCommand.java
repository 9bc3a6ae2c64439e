package souk.server.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.devservices.CassandraServer;
import souk.devservices.Child;
import souk.devservices.DevServicesException;
import souk.platform.partition.PageRebuild;
import souk.server.RebuildPages;

/**
 * {@code ./souk rebuild WHAT}: makes what is derived from the logs anew. A read model beside the one that serves; a view or the histories in
 * place; the pages beside those in use, whether the shop is open or closed.
 */
@Command(name = "rebuild", mixinStandardHelpOptions = true, description = "Makes anew from the logs what is derived from them.")
final class RebuildCommand implements Callable<Integer> {
    private static final int PAUSE = 500;
    private static final Duration STOP = Duration.ofSeconds(20);

    @Parameters(paramLabel = "WHAT", description = "search, pages, history, a view (GET /ops/rereads names them), or all.")
    private String what;
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--rollback", description = "search: go back to the generation before, which is kept and written until the next rebuild.")
    private boolean rollback;
    @Option(names = "--finish", description = "search: give up the generation that is kept.")
    private boolean finish;
    @Option(names = "--cancel", description = "search: give up the generation that is being built; the one that serves is not touched.")
    private boolean cancel;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if ((rollback ? 1 : 0) + (finish ? 1 : 0) + (cancel ? 1 : 0) > 1) throw new DevServicesException("One of --rollback, --finish and --cancel at a time.");
        if (what.equals("pages")) return pages();
        var ops = new Ops(port);
        List<String> inPlace = new ArrayList<>();
        ops.get("/ops/rereads").path("names").forEach(name -> inPlace.add(name.asText()));
        if (!what.equals("all")) return inPlace.contains(what) ? again(ops, what) : beside(ops, what);
        pages();
        for (String each : inPlace) again(ops, each);
        return beside(ops, "search");
    }

    // ---- a read model, beside the one that serves ----

    private int beside(Ops ops, String model) {
        String view = "/ops/views/" + model;
        var before = ops.get(view);
        ops.begin(view + (rollback ? "/rollback" : finish ? "/finish" : cancel ? "/cancel" : "/rebuild"));
        var after = follow(ops, model, view);
        var found = after.path("comparison");
        if (after.path("phase").asText().equals("different")) {
            out.println("Generation " + after.path("other") + " was built and is not equal: " + found.path("differing") + " of " + found.path("entries") + " entries differ, such as " + found.path("examples")
                    + ". Generation " + after.path("serving") + " serves as before.");
            return 1;
        }
        if (after.path("phase").asText().equals("failed")) {
            out.println("Generation " + after.path("other").asInt() + " could not take over: " + after.path("problem").asText() + ". Generation " + after.path("serving") + " serves as before. `./souk rebuild " + model
                    + " --rollback` tries the switch again, --finish gives generation " + after.path("other") + " up.");
            return 1;
        }
        if (!rollback && !finish && !cancel) out.println(found.path("entries") + " entries compared, " + found.path("differing") + " differ");
        out.println("Generation " + after.path("serving") + " of " + model + " serves" + (after.path("serving").equals(before.path("serving")) ? "" : " instead of " + before.path("serving"))
                + (after.has("other") ? "; generation " + after.path("other") + " is kept: `./souk rebuild " + model + " --rollback` goes back, --finish gives it up" : ""));
        return 0;
    }

    // ---- a view, in place ----

    private int again(Ops ops, String view) {
        ops.begin("/ops/rereads/" + view);
        follow(ops, view, "/ops/rereads/" + view);
        out.println(view + " was emptied and read again from the logs");
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
                if (List.of("resting", "different", "failed", "done").contains(phase)) return state;
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
        Path checkout = Checkout.folder();
        var running = State.running(checkout, port);
        if (running.isPresent()) {
            pages(running.get());
            return 0;
        }
        State state = State.take(checkout, port);
        Layout layout = new Layout(port, 1, state.home(), state.partitions(1));
        if (!Files.isDirectory(layout.cassandraData())) throw new DevServicesException("There is no shop in " + state.home() + ". ./souk up makes one.");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Child.startNoMore();
            Child.stopAll(STOP);
        }, "stop"));
        out.println("The shop is closed: starting Cassandra alone");
        CassandraServer.start(CassandraServer.Config.of(layout.cassandraData(), layout.cassandra(), layout.cassandraStorage()));
        pages(layout);
        return 0;
    }

    private void pages(Layout layout) {
        var own = new HashMap<String, Object>();
        for (String property : layout.nodeProperties(0)) own.put(property.substring(2, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
        // This process has a small heap.
        own.put("souk.partition.residents", 10_000);
        var config = ConfigFactory.parseMap(own).withFallback(ConfigFactory.parseResources("application.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved());
        try (var bar = bar("Pages of")) {
            RebuildPages.run(config, progress -> {
                bar.maxHint(progress.head()).stepTo(progress.position());
                bar.setExtraMessage(progress.log() + (progress.lookedThrough() == 0 ? "" : ", " + progress.lookedThrough() + " pages looked through"));
            }, out);
        } catch (PageRebuild.Unreadable e) {
            throw new DevServicesException(e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new DevServicesException("The pages were not rebuilt: " + e.getMessage() + ". Run it again; it goes on where it was.", e);
        }
    }
}
