package souk.platform.tls;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;

/** Speaks TLS with whoever comes, and hands on to a server that does not. */
final class TlsFront implements AutoCloseable {
    private final SSLServerSocket listening;
    private final int behind;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /**
     * @param folder with what it shows
     * @param client whether others must show a certificate, too
     */
    TlsFront(Path folder, int behind, boolean client) throws IOException {
        this.behind = behind;
        var section = ConfigFactory.parseString("souk.http.tls { keystore = \"\", " + Authority.settings(folder) + " }");
        var tls = Tls.server(section, "souk.http.tls").orElseThrow();
        listening = (SSLServerSocket) tls.context().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listening.setNeedClientAuth(client);
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket outer = listening.accept();
            Socket inner = new Socket(InetAddress.getLoopbackAddress(), behind);
            sockets.add(outer);
            sockets.add(inner);
            start(() -> pass(outer, inner));
            start(() -> pass(inner, outer));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException over) {
                // one end has gone, or was refused
            }
        }, "tls-front");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket each : sockets) each.close();
    }
}
