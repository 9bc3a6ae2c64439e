package souk.platform.live;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.Materializer;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Handshake;
import souk.platform.http.Principal;
import souk.platform.http.SessionWatch;
import souk.platform.http.Tokens;
import souk.platform.partition.Partitions;

/**
 * {@code GET /v1/ws}: a socket on which a client says what it watches, and is sent what that is now and each time it has changed. Subprotocols
 * {@code souk.v1} and, for what is somebody's own, {@code bearer.<token>}. Sockets are closed with 4401 when the token ends, with 1001 when
 * the node shuts down, before requests under way are waited for.
 */
public final class LiveRoutes {
    private static final String PROTOCOL = "souk.v1";
    private static final String BEARER = "bearer.";
    private static final Answer FULL = Answer.refused(new Rejection(Kind.OVERLOADED, "overloaded", "This node has as many sockets as it may. Try again shortly."));
    private static final Answer NOT_OURS = Answer.refused(new Rejection(Kind.UNAUTHENTICATED, "unauthenticated", "This is no token of ours: the subprotocol is bearer.<token>, with a token from POST /v1/sessions."));
    private static final Answer NOBODY_KNOWS = Answer.refused(SessionWatch.UNKNOWN);
    private static final Answer UNSPOKEN = Answer.refused(new Rejection(Kind.INVALID, "unknown-subprotocol", "The subprotocol spoken here is " + PROTOCOL + "."));
    private static final Rejection BINARY = new Rejection(Kind.INVALID, "unsupported-media-type", "Messages are text: one JSON object each.");

    private final Materializer materializer;
    private final Map<String, Topic> topics;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final Tokens tokens;
    private final SessionWatch sessions;
    private final Sockets sockets;
    private final ActorRef<Feed.Message> feed;
    private final Rejection tooLong;

    private LiveRoutes(ActorSystem<?> system, Map<String, Topic> topics, Partitions partitions, InstantSource clock, SessionWatch sessions) {
        this.sessions = sessions;
        materializer = Materializer.createMaterializer(system);
        this.topics = new TreeMap<>(topics);
        this.clock = clock;
        settings = LiveSettings.of(system.settings().config());
        tokens = Tokens.of(system.settings().config(), clock);
        sockets = new Sockets(settings.sockets());
        feed = Feed.start(system, topics, partitions::watch, settings, clock);
        tooLong = new Rejection(Kind.INVALID, "body-too-large", "A message has at most " + settings.messageLimit() + " characters.");
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseServiceUnbind(), "live-sockets", () -> sockets.closeAll().thenApply(all -> Done.getInstance()));
    }

    /**
     * Starts a node's feed, and gives the route to it.
     *
     * @param topics by name
     */
    public static List<Endpoint> of(ActorSystem<?> system, Map<String, Topic> topics, Partitions partitions, InstantSource clock) {
        return of(system, topics, partitions, clock, SessionWatch.NONE);
    }

    /** The same, where sessions can be ended: their sockets are closed as if the token had run out. */
    public static List<Endpoint> of(ActorSystem<?> system, Map<String, Topic> topics, Partitions partitions, InstantSource clock, SessionWatch sessions) {
        var routes = new LiveRoutes(system, topics, partitions, clock, sessions);
        return List.of(Endpoint.get("/v1/ws").summary("A WebSocket that is sent what changes: subprotocol souk.v1, and bearer.<token> for what is one's own").roles(Access.ANYONE_TOKEN_OPTIONAL)
                .webSocket().refuses(Kind.INVALID, "unknown-subprotocol").refuses(Kind.UNAUTHENTICATED, "unauthenticated").handle(routes::open));
    }

    private CompletionStage<Answer> open(Call<Void> call) {
        return CompletableFuture.completedFuture(answer(call.handshake()));
    }

    private Answer answer(Handshake handshake) {
        List<String> offered = handshake.protocols();
        if (!offered.isEmpty() && !offered.contains(PROTOCOL)) return UNSPOKEN;
        var token = offered.stream().filter(each -> each.startsWith(BEARER)).findFirst().map(each -> each.substring(BEARER.length())).or(handshake::token);
        var session = token.flatMap(tokens::session);
        if (token.isPresent() && session.isEmpty()) return NOT_OURS;
        var who = session.map(Tokens.Session::principal).filter(each -> !each.session().isEmpty());
        var standing = who.map(sessions::of).orElse(SessionWatch.Standing.GOOD);
        if (standing == SessionWatch.Standing.ENDED) return NOT_OURS;
        if (standing == SessionWatch.Standing.UNKNOWN) return NOBODY_KNOWS;
        if (!sockets.hasRoom()) return FULL;
        var socket = new Socket();
        var line = BidiFlow.fromGraph(new Line(socket, sockets, settings, session.map(Tokens.Session::expiresAt), who.map(this::ended), clock));
        var conversation = new Conversation(socket, feed, topics, settings.topics(), session.map(each -> each.principal().id()));
        Flow<Message, Message, NotUsed> talk = Flow.of(Message.class).mapAsync(1, this::text).via(conversation);
        return handshake.accept(offered.isEmpty() ? Optional.empty() : Optional.of(PROTOCOL), talk, line);
    }

    private BooleanSupplier ended(Principal who) {
        return () -> sessions.of(who) == SessionWatch.Standing.ENDED;
    }

    /** What a message says, if it is one that is read here. It may come in pieces; of one that is too long the rest is let go. */
    private CompletionStage<Outcome<String>> text(Message message) {
        if (message instanceof BinaryMessage binary) {
            var gone = binary.isStrict() ? CompletableFuture.completedFuture(null) : binary.getStreamedData().runWith(Sink.ignore(), materializer);
            return gone.thenApply(done -> Outcome.refused(BINARY));
        }
        var text = (TextMessage) message;
        if (text.isStrict()) return CompletableFuture.completedFuture(bounded(text.getStrictText()));
        return text.getStreamedText().runFold(new StringBuilder(), this::withPiece, materializer).thenApply(all -> bounded(all.toString()));
    }

    private StringBuilder withPiece(StringBuilder all, String piece) {
        int room = settings.messageLimit() + 1 - all.length();
        return all.append(piece, 0, Math.min(piece.length(), Math.max(0, room)));
    }

    private Outcome<String> bounded(String text) {
        return text.length() > settings.messageLimit() ? Outcome.refused(tooLong) : Outcome.accepted(text);
    }
}
