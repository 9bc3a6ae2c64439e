package souk.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.platform.http.Edge;
import souk.platform.http.Health;

/** HTTP over TLS: who is believed, what is refused, and files that change under a server that runs. */
class TlsHttpTest {
    private static final int MINUTE = 60_000;
    private final Authority authority = new Authority("tests");
    private final Authority stranger = new Authority("somebody else");
    @TempDir
    Path folder;
    private Authority.Issued issued;
    private ActorSystem<Void> system;

    @BeforeEach
    void issue() {
        issued = authority.issue("shop", "localhost", "127.0.0.1").into(folder);
    }

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private int serve(String... without) {
        var config = ConfigFactory.parseString("""
                akka { actor.provider = local, loglevel = WARNING, loggers = ["akka.event.slf4j.Slf4jLogger"], coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off } }
                souk.http { port = 0, token-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", notice = 0 s, tls { %s } }
                """.formatted(Authority.settings(folder, without))).withFallback(ConfigFactory.parseResources("souk-http.conf")).resolve().withFallback(ConfigFactory.load());
        system = ActorSystem.create(Behaviors.empty(), "tls", config);
        return Edge.start(system, List.of(), new Health(), Clock.systemUTC()).toCompletableFuture().join().port();
    }

    private static HttpResponse<String> get(HttpClient client, int port) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/health/live")).timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
    }

    private static SSLSocket connect(SSLContext context, int port) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(MINUTE);
        return socket;
    }

    private BigInteger shown(int port) throws IOException {
        try (var socket = connect(authority.client(), port)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    /** What comes back for these bytes until the server ends the connection. */
    private static byte[] answer(int port, byte[] bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MINUTE);
            var answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(bytes);
                socket.getInputStream().transferTo(answer);
            } catch (SocketException reset) {
                // ended, too
            }
            return answer.toByteArray();
        }
    }

    @Test
    void onlyWhoBelievesTheAuthorityIsServedAndOnlyEncrypted() throws Exception {
        int port = serve("ca");
        var answer = get(client(authority.client()), port);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        assertThatThrownBy(() -> get(client(stranger.client()), port)).isInstanceOf(SSLException.class);

        try (var socket = connect(authority.client(), port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).startsWith("TLS_ECDHE_");
        }
        try (var socket = connect(authority.client(), port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(socket::startHandshake).as("an old cipher").isInstanceOf(IOException.class);
        }
        // Ours would not even ask for 1.1: the first message of a client that does, with TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA.
        byte[] hello = new byte[50];
        byte[] head = {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2};
        System.arraycopy(head, 0, hello, 0, head.length);
        byte[] tail = {0, 0, 2, (byte) 0xC0, 9, 1, 0};
        System.arraycopy(tail, 0, hello, hello.length - tail.length, tail.length);
        assertThat(answer(port, hello)).as("an alert, fatal: protocol_version").startsWith(21).endsWith(2, 70);

        assertThat(new String(answer(port, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII)), StandardCharsets.ISO_8859_1)).as("plain HTTP is ended").doesNotContain("HTTP/1.1");
        assertThat(get(client(authority.client()), port).statusCode()).isEqualTo(200);
    }

    @Test
    void aRenewedCertificateIsTakenAndAWrongOneIsNot() throws Exception {
        int port = serve("ca");
        var kept = client(authority.client());
        assertThat(get(kept, port).statusCode()).isEqualTo(200);
        assertThat(shown(port)).isEqualTo(issued.certificate().getSerialNumber());
        var renewed = authority.issue("shop", "localhost", "127.0.0.1").into(folder);
        assertThat(shown(port)).isEqualTo(renewed.certificate().getSerialNumber()).isNotEqualTo(issued.certificate().getSerialNumber());
        assertThat(get(kept, port).statusCode()).as("a connection of before").isEqualTo(200);
        Authority.write(folder.resolve("tls.key"), "half written");
        assertThat(shown(port)).as("what is in order stays").isEqualTo(renewed.certificate().getSerialNumber());
    }

    @Test
    void whoMustShowACertificateIsNotServedWithoutOne() throws Exception {
        int port = serve();
        assertThat(get(client(authority.client(authority.issue("proxy"))), port).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> get(client(authority.client()), port)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(client(authority.client(stranger.issue("proxy"))), port)).isInstanceOf(IOException.class);
    }
}
