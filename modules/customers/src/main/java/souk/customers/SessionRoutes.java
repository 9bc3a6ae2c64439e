package souk.customers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Rejection;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Endpoint;
import souk.platform.http.Ids;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Email;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;

/** Opens sessions. A session is its token: nothing is stored. */
final class SessionRoutes {
    /** Nothing for a guest, e-mail and password for an account. */
    record OpenSession(Optional<@Email String> email, Optional<@Text(max = 1000) String> password) implements Checked {
        @Override
        public void check(Faults faults) {
            if (email.isPresent() && password.isEmpty()) faults.missing("password");
            if (password.isPresent() && email.isEmpty()) faults.missing("email");
        }
    }

    record Session(String token, String kind, Instant expiresAt) {}

    private static final Answer BAD_CREDENTIALS = Answer.refused(new Rejection(Rejection.Kind.UNAUTHENTICATED, "bad-credentials", "No account has this e-mail address and password."));

    private final Tokens tokens;
    private final SessionSettings settings;

    private SessionRoutes(Tokens tokens, SessionSettings settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    static List<Endpoint> of(Tokens tokens, SessionSettings settings) {
        var routes = new SessionRoutes(tokens, settings);
        return List.of(Endpoint.post("/v1/sessions").summary("Open a session: with {} as a guest, or with e-mail and password").roles(Access.ANYONE)
                .body(OpenSession.class).answers(201, Session.class).refuses(Rejection.Kind.UNAUTHENTICATED, "bad-credentials")
                .handle(call -> CompletableFuture.completedFuture(routes.open(call.body()))));
    }

    private Answer open(OpenSession body) {
        if (body.email().isEmpty()) return session(new Principal(Ids.random(), Principal.Kind.GUEST), settings.guest());
        return isStaff(body) ? session(new Principal("staff:" + settings.email(), Principal.Kind.STAFF, Set.of(Principal.ADMIN)), settings.staff()) : BAD_CREDENTIALS;
    }

    /** Takes the same time whatever is wrong: digests of the same length are compared, both of them, to the end. */
    private boolean isStaff(OpenSession body) {
        boolean email = same(body.email().orElseThrow().toLowerCase(Locale.ROOT), settings.email().toLowerCase(Locale.ROOT));
        boolean password = same(body.password().orElseThrow(), settings.password());
        return email & password;
    }

    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(digest(given), digest(expected));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    private Answer session(Principal principal, Duration lifetime) {
        var issued = tokens.issue(principal, lifetime);
        return Answer.of(201, new Session(issued.token(), principal.kind().wire(), issued.expiresAt()));
    }
}
