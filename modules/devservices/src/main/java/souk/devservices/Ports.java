package souk.devservices;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports on loopback. */
public final class Ports {
    /** Where every development server listens, and nowhere else. */
    public static final String HOST = "127.0.0.1";

    private Ports() {
    }

    /**
     * A port that nobody listens on at this moment; somebody else may take it before you do. It is below those that systems hand out for outgoing
     * connections, one of which could take it while a server is still starting.
     */
    public static int free() {
        for (int tries = 0; tries < 1000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new DevServicesException("No free port on " + HOST + " between 12000 and 32000. Close some programs and try again.");
    }

    /**
     * Returns when nobody listens on this port.
     *
     * @param purpose what the port is for, as people would say it ("Cassandra (CQL)")
     * @throws PortTakenException when somebody does
     */
    public static void requireFree(String purpose, int port) {
        if (!isFree(port)) {
            throw new PortTakenException(purpose, port);
        }
    }

    /** Whether nobody listens on any of these ports at this moment. */
    public static boolean areFree(int... ports) {
        return IntStream.of(ports).allMatch(Ports::isFree);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);                 // what our own last run left in TIME_WAIT is no obstacle
            socket.bind(new InetSocketAddress(HOST, port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
