package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import souk.devservices.Ports;
import souk.replay.BadInput;
import souk.replay.Replay;
import souk.replay.Shop;

/**
 * What commands that replay real orders in a running shop have in common. Exit value 0 if the shop then says what the files say, 1 if not or if the shop failed meanwhile, 2 if something must be put right first.
 */
abstract class Replaying implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--clients", paramLabel = "N", defaultValue = "32", description = "How many act at once (default: ${DEFAULT-VALUE}).")
    private int clients;
    @Option(names = "--verify", description = "Only check what the shop says against the files, again.")
    private boolean verify;

    @Spec
    private CommandSpec spec;

    final PrintStream out = System.out;

    @Override
    public final Integer call() throws Exception {
        try {
            if (clients < 1 || clients > 512) throw new BadInput("--clients " + clients + " cannot be: choose 1 to 512.");
            if (port < 1 || port > 65_535) throw new BadInput("--port " + port + " cannot be: choose 1 to 65535.");
            return replay();
        } catch (BadInput e) {
            complain(e.getMessage());
            return 2;
        } catch (IOException e) {
            complain("the replay stopped: " + e.getMessage() + "\nNothing is lost: the same command goes on where it stopped.");
            return 1;
        }
    }

    private void complain(String message) {
        spec.commandLine().getErr().println("souk: " + message);
    }

    /**
     * All of it; the exit value.
     *
     * @throws BadInput    when something must be put right first
     * @throws IOException when the shop failed
     */
    abstract int replay() throws IOException, InterruptedException;

    /** Whether nothing is to be done, only checked. */
    final boolean onlyVerifies() {
        return verify;
    }

    /** How many act at once. */
    final int clients() {
        return clients;
    }

    final Shop shop() throws IOException, InterruptedException {
        return Shop.at(URI.create("http://" + Ports.HOST + ":" + port), "admin@souk.local", NodeProcess.adminPassword());
    }

    /** Of how many orders, when so many were asked for. */
    final int of(Integer many) {
        return many != null ? many : verify ? Replay.AS_LAST_TIME : Replay.ALL;
    }

    /** Where it is written down how far it is: beside the shop's own state, so that both are wiped together; a shop that runs elsewhere has a file of its own. */
    final Path diary(String name) throws IOException {
        Optional<Layout> layout = State.running(Checkout.folder(), port);
        return layout.map(Layout::home).map(home -> home.resolve(name + ".ndjson")).orElseGet(() -> Checkout.folder().resolve(".souk").resolve(name + "-" + port + ".ndjson"));
    }
}
