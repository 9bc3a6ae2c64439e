package souk.platform.http;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import souk.kernel.Rejection;

/**
 * A route, as a value: whom it serves, what it takes, what it answers, and what it does. Dispatch, the order of refusal, the OpenAPI
 * contract and {@code docs/capabilities.md} are all made from the same list of these.
 *
 * <pre>{@code
 * Endpoint.post("/v1/carts/{id}/lines").summary("Put something into a cart")
 *     .roles(Access.ANYONE_WITH_A_TOKEN).body(AddLine.class).idempotencyKey(KeyUse.OPTIONAL)
 *     .answers(200, CartView.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "cart-closed", "checkout-in-progress")
 *     .handle(call -> call.reply(node.entities().ask(CartCommand.at(call.path("id")), call.body().toCommand(call), call.asking()),
 *             cart -> Answer.ok(CartView.of(cart)).etag(cart.version())));
 * }</pre>
 */
public final class Endpoint {
    /** What a route answers when all is well: the body's type, null for none. */
    public record Good(int status, Type body, boolean page, boolean raw, String contentType) {}

    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)}");

    final String method;
    final List<String> template;
    final String summary;
    final String tag;
    final Access access;
    final Class<?> body;
    final boolean bodyOptional;
    final String streams;
    final KeyUse key;
    final boolean ifMatch;
    final boolean paged;
    final boolean conditional;
    final boolean webSocket;
    final boolean exempt;
    final Set<Principal.Kind> steppedUp;
    final Set<String> shownFor;
    private final Predicate<Object> shown;
    final Map<String, Query> query;
    final List<Good> good;
    final Map<Rejection.Kind, TreeSet<String>> refusals;
    final Handler<?> handler;

    private Endpoint(Draft<?> draft, Handler<?> handler) {
        method = draft.method;
        template = draft.template;
        summary = draft.summary;
        tag = draft.tag;
        access = draft.access;
        body = draft.body;
        bodyOptional = draft.bodyOptional;
        streams = draft.streams;
        key = draft.key;
        ifMatch = draft.ifMatch;
        paged = draft.paged;
        conditional = draft.conditional;
        webSocket = draft.webSocket;
        exempt = draft.exempt;
        steppedUp = Set.copyOf(draft.steppedUp);
        shownFor = new TreeSet<>(draft.shownFor);
        shown = draft.shown;
        query = Map.copyOf(draft.query);
        good = List.copyOf(draft.good);
        refusals = new LinkedHashMap<>(draft.refusals);
        this.handler = handler;
    }

    public static Draft<Void> get(String path) {
        return new Draft<>("GET", path);
    }

    public static Draft<Void> post(String path) {
        return new Draft<>("POST", path);
    }

    public static Draft<Void> put(String path) {
        return new Draft<>("PUT", path);
    }

    public static Draft<Void> patch(String path) {
        return new Draft<>("PATCH", path);
    }

    public static Draft<Void> delete(String path) {
        return new Draft<>("DELETE", path);
    }

    public String method() {
        return method;
    }

    /** The path with its parameters in braces. */
    public String path() {
        return "/" + String.join("/", template);
    }

    public String summary() {
        return summary;
    }

    public Access access() {
        return access;
    }

    public KeyUse idempotencyKey() {
        return key;
    }

    /** Method and path template: unique in a node. */
    public String name() {
        return method + " " + path();
    }

    boolean hasPathParameters() {
        return template.stream().anyMatch(Endpoint::isParameter);
    }

    /** Whether the method is one that brings a body; DELETE only if one was declared. */
    boolean takesABody() {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH") || body != null;
    }

    /** Whether who sends this body must have stepped up, second factor or not. */
    boolean wantsShown(Object body) {
        return body != null && shown.test(body);
    }

    void requireQuery(String parameter) {
        if (!query.containsKey(parameter)) throw new IllegalArgumentException(this + " does not declare the query parameter " + parameter);
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    static String parameterName(String segment) {
        return segment.substring(1, segment.length() - 1);
    }

    @Override
    public String toString() {
        return name();
    }

    /** A route being described; {@link #handle} ends it. */
    public static final class Draft<B> {
        private final String method;
        private final List<String> template;
        private final Map<String, Query> query = new LinkedHashMap<>();
        private final List<Good> good = new ArrayList<>();
        private final Map<Rejection.Kind, TreeSet<String>> refusals = new LinkedHashMap<>();
        private String summary = "";
        private String tag;
        private Access access;
        private Class<?> body;
        private boolean bodyOptional;
        private String streams;
        private KeyUse key = KeyUse.NONE;
        private boolean ifMatch;
        private boolean paged;
        private boolean conditional;
        private boolean webSocket;
        private boolean exempt;
        private Set<Principal.Kind> steppedUp = Set.of();
        private Set<String> shownFor = Set.of();
        private Predicate<Object> shown = body -> false;

        private Draft(String method, String path) {
            if (!path.startsWith("/") || path.length() > 1 && path.endsWith("/")) throw new IllegalArgumentException("A path starts with a slash and does not end with one: " + path);
            this.method = method;
            this.template = List.of(path.substring(1).split("/"));
            var names = new TreeSet<String>();
            for (String segment : template) {
                boolean parameter = PARAMETER.matcher(segment).matches();
                if (segment.isEmpty() || !parameter && (segment.contains("{") || segment.contains("}"))) throw new IllegalArgumentException("Each part of a path is text or {parameter}: " + path);
                if (parameter && !names.add(segment)) throw new IllegalArgumentException("A parameter appears twice in " + path);
            }
            tag = template.stream().filter(s -> !s.equals("v1") && !s.equals("admin") && !isParameter(s)).findFirst().orElse("souk");
        }

        /** What the route is for, in a few words. */
        public Draft<B> summary(String words) {
            summary = words;
            return this;
        }

        /** Groups routes in the contract; by default the first plain part of the path. */
        public Draft<B> tag(String group) {
            tag = group;
            return this;
        }

        /** Who may use it. Must be said. */
        public Draft<B> roles(Access who) {
            access = who;
            return this;
        }

        /** The body is a JSON object of this record (see package {@code souk.platform.http.body} for the annotations). PATCH takes merge patches too. */
        @SuppressWarnings("unchecked")
        public <N> Draft<N> body(Class<N> record) {
            if (!record.isRecord()) throw new IllegalArgumentException("A body is a record, " + record + " is none");
            body = record;
            return (Draft<N>) this;
        }

        /** The same, and the whole body may be left out: {@link Call#body} is null then. */
        public <N> Draft<N> optionalBody(Class<N> record) {
            bodyOptional = true;
            return body(record);
        }

        /** The body may be of any length and comes as a stream ({@link Call#stream}) of this media type. */
        public Draft<B> streams(String mediaType) {
            streams = mediaType;
            return this;
        }

        public Draft<B> idempotencyKey(KeyUse use) {
            key = use;
            return this;
        }

        /** {@code If-Match} is looked at; the handler passes {@link Call#ifMatch} on. */
        public Draft<B> ifMatch() {
            ifMatch = true;
            return refuses(Rejection.Kind.STALE);
        }

        /** These query parameters are understood. */
        public Draft<B> query(Query... parameters) {
            for (Query parameter : parameters) query.put(parameter.name(), parameter);
            return this;
        }

        /** {@code limit} (1 to 200) and {@code cursor} are understood; answer with {@link Call#page}. */
        public Draft<B> paged() {
            paged = true;
            return query(Query.whole("limit", 1, 200), Query.text("cursor", 2000));
        }

        /** Who has the answer already, and says so with {@code If-None-Match}, is told 304 without a body. For answers with an {@code ETag}. */
        public Draft<B> conditional() {
            conditional = true;
            return answers(304, null);
        }

        /** The request is a handshake ({@link Call#handshake}) and the connection a WebSocket from then on; any other request is refused: 400 {@code upgrade-required}. */
        public Draft<B> webSocket() {
            webSocket = true;
            return answers(101, null).refuses(Rejection.Kind.INVALID, "upgrade-required");
        }

        /** Neither limits nor blocks hold here: for who watches over the node. */
        public Draft<B> exempt() {
            exempt = true;
            return this;
        }

        /**
         * A visitor of one of these kinds, of any if none is named, whose account has a second factor must have shown it, or the password, a moment ago in this session
         * ({@link SessionWatch#steppedUp}); else 403 {@code step-up-required}.
         */
        public Draft<B> stepUp(Principal.Kind... of) {
            steppedUp = Set.of(of.length == 0 ? Principal.Kind.values() : of);
            return refuses(Rejection.Kind.DENIED, "step-up-required");
        }

        /**
         * Whoever sends such a body must have shown the password, or the second factor, a moment ago in this session, whether or not the account has a second factor ({@link SessionWatch#hasSteppedUp}); else
         * 403 {@code step-up-required}. For what a stolen token alone must never do.
         *
         * @param fields those that make it so, for the contract
         */
        @SuppressWarnings("unchecked")
        public Draft<B> stepUpAlways(Predicate<B> when, String... fields) {
            shown = (Predicate<Object>) when;
            shownFor = Set.of(fields);
            return refuses(Rejection.Kind.DENIED, "step-up-required");
        }

        /** What a good answer looks like; the body's type (a record, or a {@link Type} such as a list of records), null for none. */
        public Draft<B> answers(int status, Type type) {
            good.add(new Good(status, type, false, false, JSON));
            return this;
        }

        /** A good answer is a {@link Page} of these. */
        public Draft<B> answersPageOf(Type item) {
            good.add(new Good(200, item, true, false, JSON));
            return this;
        }

        /** A good answer is of another media type. */
        public Draft<B> answersRaw(int status, String contentType) {
            good.add(new Good(status, null, false, true, contentType));
            return this;
        }

        /** A refusal that this route gives, with its codes (those that come from the edge need not be said). */
        public Draft<B> refuses(Rejection.Kind kind, String... codes) {
            refusals.computeIfAbsent(kind, k -> new TreeSet<>()).addAll(List.of(codes));
            return this;
        }

        /** Several refusals with the usual codes. */
        public Draft<B> refuses(Rejection.Kind first, Rejection.Kind second, Rejection.Kind... more) {
            refuses(first);
            refuses(second);
            for (var kind : more) refuses(kind);
            return this;
        }

        /** What the route does. */
        public Endpoint handle(Handler<B> handler) {
            String name = method + " /" + String.join("/", template);
            if (access == null) throw new IllegalStateException(name + " does not say who may use it: .roles(...)");
            if (good.isEmpty()) throw new IllegalStateException(name + " does not say what it answers: .answers(...)");
            if (body != null && streams != null) throw new IllegalStateException(name + " takes either a body or a stream");
            if (body != null && method.equals("GET") || streams != null && (method.equals("GET") || method.equals("DELETE"))) throw new IllegalStateException(name + " cannot take a body");
            return new Endpoint(this, handler);
        }
    }

    /** The codes a refusal of this kind may have here, if the route named them. */
    Optional<List<String>> codes(Rejection.Kind kind) {
        var codes = refusals.get(kind);
        return codes == null || codes.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(codes));
    }
}
