package souk.platform.http;

import akka.http.scaladsl.model.HttpRequest;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities.Asking;
import souk.platform.Trace;
import souk.platform.http.body.Times;
import souk.platform.limits.Budget;
import souk.platform.limits.Verdict;

/**
 * One request that passed every check of its {@link Endpoint}: who asks, what they ask, and the ways to answer.
 *
 * @param <B> the body's record
 */
public final class Call<B> {
    private final Endpoint endpoint;
    private final String requestId;
    private final Trace trace;
    private final String route;
    private final Principal principal;
    private final Map<String, String> path;
    private final Map<String, List<String>> query;
    private final Optional<String> key;
    private final Optional<Long> ifMatch;
    private final Optional<String> cursor;
    private final Cursors cursors;
    private final B body;
    private final Source<ByteString, ?> stream;
    private final Materializer materializer;
    private final Handshake handshake;
    private final HttpRequest request;
    private final InetAddress address;
    private String newId;

    Call(Endpoint endpoint, String requestId, Trace trace, String route, Principal principal, Map<String, String> path, Parameters given, Cursors cursors,
            B body, Source<ByteString, ?> stream, Materializer materializer, Handshake handshake, HttpRequest request, InetAddress address) {
        this.endpoint = endpoint;
        this.requestId = requestId;
        this.trace = trace;
        this.route = route;
        this.principal = principal;
        this.path = path;
        this.query = given.query();
        this.key = given.key();
        this.ifMatch = given.ifMatch();
        this.cursor = given.cursor();
        this.cursors = cursors;
        this.body = body;
        this.stream = stream;
        this.materializer = materializer;
        this.handshake = handshake;
        this.request = request;
        this.address = address;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Trace trace() {
        return trace;
    }

    Map<String, String> pathValues() {
        return path;
    }

    /** Nobody will read the stream, if there is one. */
    void leave() {
        if (stream != null) stream.runWith(Sink.cancelled(), materializer);
    }

    /** The body, read and checked. Null of an endpoint without one, or if it may be left out and is. */
    public B body() {
        return body;
    }

    /** The body's bytes as they come, of an endpoint that {@linkplain Endpoint.Draft#streams streams}. It must be consumed or cancelled. */
    public Source<ByteString, ?> stream() {
        if (stream == null) throw new IllegalStateException(endpoint + " does not stream");
        return stream;
    }

    /** Reads the body's bytes piece by piece: the next piece is asked for when {@code take} has completed. Complete when the body has ended, exceptionally if it broke off. */
    public CompletionStage<?> eachPiece(Function<byte[], ? extends CompletionStage<?>> take) {
        return stream().runFoldAsync(Boolean.TRUE, (going, piece) -> take.apply(piece.toArray()).thenApply(done -> going), materializer);
    }

    /** What the client offers, of an endpoint {@linkplain Endpoint.Draft#webSocket for WebSockets}. */
    public Handshake handshake() {
        if (handshake == null) throw new IllegalStateException(endpoint + " is not for WebSockets");
        return handshake;
    }

    /** The address from which the request came, as digits; empty if nobody knows. Behind one of {@code souk.http.trusted-proxies} it is the one that the proxy names. */
    public String address() {
        return address == null ? "" : address.getHostAddress();
    }

    /** The same, for another question on behalf of the same request; null if nobody knows. */
    InetAddress from() {
        return address;
    }

    /** The same as what is counted and limited: of IPv6 the network of one customer. */
    public Optional<InetAddress> network() {
        return Optional.ofNullable(address).map(Gate::network);
    }

    /** The address, if it could be blocked: this machine's own cannot. */
    public Optional<InetAddress> blockable() {
        return Optional.ofNullable(address).filter(known -> !Gate.isThisMachine(known));
    }

    /** The refusal of what was wanted too often. */
    public static Answer tooOften(Budget of, Verdict verdict) {
        return Gate.tooOften(of, verdict);
    }

    /** The first value of a header, as it came; empty without one. For what a client says of itself, never for what is decided by. */
    public String header(String name) {
        return request.getHeader(name).map(akka.http.javadsl.model.HttpHeader::value).orElse("");
    }

    /** The value of a path parameter, decoded, 1 to 255 characters. */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) throw new IllegalArgumentException(endpoint + " has no path parameter " + name);
        return value;
    }

    /** The value of a path parameter that not every form of the path has. */
    public Optional<String> pathOption(String name) {
        return Optional.ofNullable(path.get(name));
    }

    public Principal principal() {
        return principal;
    }

    /** The id of who asks: what aggregates keep as owner. */
    public String owner() {
        return principal.id();
    }

    /** A declared query parameter that was given and is right. */
    public Optional<String> query(String name) {
        List<String> values = queries(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** All values of a repeatable query parameter. */
    public List<String> queries(String name) {
        endpoint.requireQuery(name);
        return query.getOrDefault(name, List.of());
    }

    /** A query parameter declared as a {@linkplain Query#time time}. */
    public Optional<Instant> time(String name) {
        return query(name).flatMap(Times::parse);
    }

    /** A query parameter declared as a {@linkplain Query#currency currency}. */
    public Optional<Currency> currency(String name) {
        return query(name).map(Currency::getInstance);
    }

    /** How many items at most, of a {@linkplain Endpoint.Draft#paged paged} endpoint: 1 to 200. */
    public int limit() {
        return query("limit").map(Integer::parseInt).orElse(20);
    }

    /** Where the page starts: what this endpoint's last page gave as its position. Empty: at the start. */
    public Optional<String> cursor() {
        return cursor;
    }

    /** A page whose cursor brings {@code nextPosition} back to {@link #cursor()}; an empty position: it is the last page. */
    public <T> Page<T> page(List<T> items, Optional<String> nextPosition) {
        return new Page<>(items, nextPosition.map(position -> cursors.issue(endpoint.name(), position)).orElse(null));
    }

    /** The version the client looked at, when it sent {@code If-Match} (and did not send {@code *}). */
    public Optional<Long> ifMatch() {
        return ifMatch;
    }

    public Optional<String> idempotencyKey() {
        return key;
    }

    /**
     * The id of the thing that this call makes; the same at every call of this method. With an Idempotency-Key it is
     * {@linkplain Ids#derived derived} from principal, route and key, so that a retry reaches the same thing; else drawn at random.
     */
    public String newId() {
        if (newId == null) newId = key.map(given -> Ids.derived(principal, route, given)).orElseGet(Ids::random);
        return newId;
    }

    /** What the body says, for telling a retry from another request under the same key. */
    public String fingerprint() {
        return Fingerprint.of(body == null ? Map.of() : body);
    }

    /** How to send commands of this call. */
    public Asking asking() {
        return new Asking(Asking.DEFAULT.timeout(), requestId, false, 0, trace);
    }

    /** How to send the one command that makes the aggregate whose own id is {@link #newId()}: as fresh if that id was drawn at random. Never for any other aggregate. */
    public Asking askingNew() {
        return key.isPresent() ? asking() : asking().toNew();
    }

    /** The request's id: in the log, and the cause of the events it leads to. */
    public String requestId() {
        return requestId;
    }

    /** Answers with the outcome: what {@code accepted} makes of the reply, or the refusal as a problem. */
    public <R> CompletionStage<Answer> reply(CompletionStage<Outcome<R>> outcome, Function<? super R, Answer> accepted) {
        return reply(outcome, accepted, Answer::refused);
    }

    /** The same, with an own form of refusal ({@link Answer#refused(Rejection, String, Object)}). */
    public <R> CompletionStage<Answer> reply(CompletionStage<Outcome<R>> outcome, Function<? super R, Answer> accepted, Function<Rejection, Answer> refused) {
        return outcome.thenApply(done -> done.fold(accepted, refused));
    }

    /** Answers with what a store found, or 404. */
    public <R> CompletionStage<Answer> found(CompletionStage<Optional<R>> thing, String what, Function<? super R, Answer> form) {
        return thing.thenApply(found -> found.<Answer>map(form).orElseGet(() -> Answer.refused(Rejection.notFound(what))));
    }
}
