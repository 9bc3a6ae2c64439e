package souk.server.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import souk.devservices.Ports;

/** What {@code ./souk flash-demo} says when it cannot begin: each time with exit value 2. */
class FlashDemoCommandTest {
    private static String refused(String... arguments) {
        var errors = new StringWriter();
        assertThat(new CommandLine(new FlashDemoCommand()).setErr(new PrintWriter(errors, true)).execute(arguments)).as(String.join(" ", arguments)).isEqualTo(2);
        return errors.toString();
    }

    @Test
    void anOptionThatIsUnknownOrDoesNotFitIsNamed() {
        assertThat(refused("--faster")).contains("--faster");
        assertThat(refused("--units", "many")).contains("--units").contains("many");
        assertThat(refused("--units", "0")).contains("--units 0").contains("1 to 1000000");
        assertThat(refused("--buyers", "-1")).contains("--buyers -1");
        assertThat(refused("--pay", "2")).contains("--pay 2").contains("from 0 to 1");
        assertThat(refused("--port", "70000")).contains("1 to 65535");
    }

    @Test
    void aShopThatDoesNotRunIsNamedWithWhatToDo() {
        int port = Ports.free();
        assertThat(refused("--port", Integer.toString(port))).contains("No shop answers at http://127.0.0.1:" + port).contains("./souk up");
    }

    @Test
    void aWebServerThatIsNoShopIsToldFromOne() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = "<html>It works</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        try {
            assertThat(refused("--port", Integer.toString(server.getAddress().getPort()))).contains("is no Souk shop").contains("answered 200").contains("--port");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void somethingThatSpeaksNoHttpIsToldFromOne() throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var greets = new Thread(() -> {
                while (!server.isClosed()) {
                    try (var caller = server.accept()) {
                        caller.getOutputStream().write("SSH-2.0-Something\r\n".getBytes(StandardCharsets.UTF_8));
                        caller.getOutputStream().flush();
                        caller.getInputStream().read();
                    } catch (java.io.IOException e) {
                        // The test is over.
                    }
                }
            });
            greets.start();
            assertThat(refused("--port", Integer.toString(server.getLocalPort()))).contains("is no Souk shop").contains("--port");
        }
    }
}
