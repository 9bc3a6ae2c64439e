package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import souk.devservices.CassandraServer;
import souk.devservices.Child;
import souk.devservices.DevServicesException;

/** The shop of this checkout as it is stored, whether it is open or closed: for commands that read its logs, and make anew what is derived from them. */
final class StoredShop {
    private static final Duration STOP = Duration.ofSeconds(20);

    private StoredShop() {}

    /**
     * The shop that runs here, or that which ran here: then its Cassandra is started for this process alone, and stopped when it ends.
     *
     * @param port of a node
     * @param out  is told of a Cassandra that has to be started
     * @throws DevServicesException when there is none
     */
    static Layout find(int port, PrintStream out) throws IOException {
        Path checkout = Checkout.folder();
        var running = State.running(checkout, port);
        if (running.isPresent()) return running.get();
        State state = State.take(checkout, port);
        Layout layout = new Layout(port, 1, state.home(), state.partitions(1));
        if (!Files.isDirectory(layout.cassandraData())) throw new DevServicesException("There is no shop in " + state.home() + ". ./souk up makes one.");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Child.startNoMore();
            Child.stopAll(STOP);
        }, "stop"));
        out.println("The shop is closed: starting Cassandra alone");
        CassandraServer.start(CassandraServer.Config.of(layout.cassandraData(), layout.cassandra(), layout.cassandraStorage()));
        return layout;
    }
}
