package souk.devservices;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
public final class Ports {
    /** Where every development server listens, and nowhere else. */
    public static final String HOST = "127.0.0.1";

    private Ports() {
    }

    /** A port that nobody listens on at this moment; somebody else may take it before you do. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new DevServicesException("No free port on " + HOST + ": " + e.getMessage() + ". Close some programs and try again.", e);
        }
    }

    /**
     * Returns when nobody listens on this port.
     *
     * @param purpose what the port is for, as people would say it ("Cassandra (CQL)")
     * @throws PortTakenException when somebody does
     */
    public static void requireFree(String purpose, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);                 // what our own last run left in TIME_WAIT is no obstacle
            socket.bind(new InetSocketAddress(HOST, port), 1);
        } catch (IOException e) {
            throw new PortTakenException(purpose, port);
        }
    }
}
