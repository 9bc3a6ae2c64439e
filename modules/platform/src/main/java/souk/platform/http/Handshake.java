package souk.platform.http;

import akka.NotUsed;
import akka.http.impl.engine.server.UpgradeToOtherProtocolResponseHeader;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.http.scaladsl.model.HttpHeader;
import akka.http.scaladsl.model.HttpRequest;
import akka.http.scaladsl.model.HttpResponse;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A client's wish to go on with a WebSocket on this connection, of a route that is {@linkplain Endpoint.Draft#webSocket one for them}.
 *
 * <p>Builds on Akka HTTP's <a href="https://doc.akka.io/docs/akka-http/10.5/server-side/websocket-support.html">WebSocket support</a>.
 */
public final class Handshake {
    /** A response that hands the connection over. */
    record Switched(HttpResponse response) {}

    private final WebSocketUpgrade upgrade;
    private final List<String> protocols;
    private final Optional<String> token;

    private Handshake(WebSocketUpgrade upgrade, Optional<String> token) {
        this.upgrade = upgrade;
        this.token = token;
        var offered = new ArrayList<String>();
        upgrade.getRequestedProtocols().forEach(offered::add);
        protocols = List.copyOf(offered);
    }

    /** Nothing, of a request that is no handshake. */
    static Optional<Handshake> of(HttpRequest request, String token) {
        return request.getAttribute(AttributeKeys.webSocketUpgrade).map(upgrade -> new Handshake(upgrade, Optional.ofNullable(token)));
    }

    /** The subprotocols that the client offers, the one it likes best first. */
    public List<String> protocols() {
        return protocols;
    }

    /** The bearer token of the request's head, good or not; browsers cannot send one there. */
    public Optional<String> token() {
        return token;
    }

    /**
     * Goes on as a WebSocket.
     *
     * @param protocol the one of {@link #protocols} that is spoken; empty: none was offered
     * @param talk     takes the client's messages and gives ours
     * @param line     between that and the network, sees bytes; what comes from {@code talk} comes frame by frame. Akka has no API for closing
     *                 with a code (akka-http issue 2458) and none to see that a client answers our pings, but here both can be done
     */
    public Answer accept(Optional<String> protocol, Flow<Message, Message, NotUsed> talk, BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> line) {
        var response = (HttpResponse) protocol.map(spoken -> upgrade.handleMessagesWith(talk, spoken)).orElseGet(() -> upgrade.handleMessagesWith(talk));
        var headers = new ArrayList<HttpHeader>();
        for (HttpHeader header : CollectionConverters.asJava(response.headers())) {
            headers.add(header instanceof UpgradeToOtherProtocolResponseHeader handler ? new UpgradeToOtherProtocolResponseHeader(line.join(new Flow<>(handler.handler())).mapMaterializedValue(none -> (Object) none).asScala()) : header);
        }
        return Answer.of(101, new Switched(response.withHeaders(CollectionConverters.asScala(headers).toList())));
    }
}
