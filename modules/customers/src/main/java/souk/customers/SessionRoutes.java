package souk.customers;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.cart.api.GuestCarts;
import souk.cart.api.MergeResult;
import souk.customers.account.AccountCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Ids;
import souk.platform.http.Principal;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Email;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;

/**
 * Opens sessions. A guest's is its token, and nothing is stored; so is that of the staff account of the configuration. An account's is kept, goes on by its refresh token, and can be
 * ended.
 */
final class SessionRoutes {
    /**
     * Nothing for a guest, e-mail and password for an account, a code if it has a second factor.
     *
     * @param guestToken of the guest's session that this log-in goes on with
     * @param guestCart  which of that guest's carts is to become the account's
     */
    record OpenSession(Optional<@Email String> email, Optional<@Text(max = 1000) String> password, Optional<@Text(max = FactorRoutes.LONGEST) String> code,
            Optional<@Text(max = 4096) String> guestToken, Optional<@Text(max = 255) String> guestCart) implements Checked {
        @Override
        public void check(Faults faults) {
            if (email.isPresent() && password.isEmpty()) faults.missing("password");
            if ((password.isPresent() || code.isPresent() || guestToken.isPresent()) && email.isEmpty()) faults.missing("email");
            if (guestToken.isPresent() && guestCart.isEmpty()) faults.missing("guestCart");
            if (guestCart.isPresent() && guestToken.isEmpty()) faults.missing("guestToken");
        }

        /** Never shows the password, nor the code. */
        @Override
        public String toString() {
            return "OpenSession[...]";
        }
    }

    record RefreshSession(@Text(max = 1024) String refreshToken) {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "RefreshSession[...]";
        }
    }

    private static final Rejection WRONG_CODE = new Rejection(Kind.UNAUTHENTICATED, "wrong-code", "This is not the code of the present time, nor a backup code, or it was used before.");
    private static final Answer USED = Answer.refused(new Rejection(Kind.UNAUTHENTICATED, "unauthenticated", "This refresh token is good no more: log in again."));

    private final Door door;
    private final Attempts attempts;
    private final GuestCarts guests;

    private SessionRoutes(Door door, GuestCarts guests) {
        this.guests = guests;
        this.door = door;
        attempts = new Attempts(door.node.limits(), door.node.persons());
    }

    static List<Endpoint> of(Door door, GuestCarts guests) {
        var routes = new SessionRoutes(door, guests);
        return List.of(
                Endpoint.post("/v1/sessions").summary("Open a session: with {} as a guest, or with e-mail and password, and the code of a second factor where the account has one; the cart of a guest can come along").roles(Access.ANYONE)
                        .body(OpenSession.class).answers(201, Door.Session.class).refuses(Kind.UNAUTHENTICATED, "bad-credentials", "second-factor-required", "wrong-code").refuses(Kind.LIMITED, "rate-limited").handle(routes::open),
                Endpoint.post("/v1/sessions/refresh").summary("Go on with an account's session: another token, and another refresh token; each is good once").roles(Access.ANYONE)
                        .body(RefreshSession.class).answers(201, Door.Session.class).refuses(Kind.UNAUTHENTICATED, "unauthenticated").handle(routes::refresh));
    }

    private CompletionStage<Answer> open(Call<OpenSession> call) {
        var body = call.body();
        if (body.email().isEmpty()) return CompletableFuture.completedFuture(door.opened(new Principal(Ids.random(), Principal.Kind.GUEST), door.settings.guest()));
        return attempts.of(call, body.email().get(), () -> withPassword(call, body));
    }

    private CompletionStage<Answer> withPassword(Call<OpenSession> call, OpenSession body) {
        if (isStaff(body)) {
            var staff = new Principal("staff:" + door.settings.email(), Principal.Kind.STAFF, Set.of(Principal.ADMIN));
            return CompletableFuture.completedFuture(door.opened(staff, door.settings.staff()));
        }
        return logIn(call, body, body.email().orElseThrow(), body.password().orElseThrow(), body.code());
    }

    /** Takes the same time whatever is wrong: digests of the same length are compared, both of them, to the end. */
    private boolean isStaff(OpenSession body) {
        boolean email = Door.same(EmailAddress.canonical(body.email().orElseThrow()), EmailAddress.canonical(door.settings.email()));
        boolean password = door.isStaffPassword(body.password().orElseThrow());
        return email & password;
    }

    /** As much is asked and hashed for an address that has no account. */
    private CompletionStage<Answer> logIn(Call<OpenSession> call, OpenSession body, String email, String password, Optional<String> code) {
        String sessionId = Ids.random();
        var opened = Door.then(door.find(email, call), found -> Door.then(door.passwords.check(password, found.map(known -> known.credentials().password())), check -> {
            if (!check.matches()) return CompletableFuture.completedFuture(Outcome.<Answer>refused(Door.BAD_CREDENTIALS));
            var account = found.orElseThrow();
            var visit = door.visit(account.accountId(), call);
            if (visit.isEmpty()) return CompletableFuture.completedFuture(Outcome.<Answer>refused(Door.BAD_CREDENTIALS));
            var proof = code.map(shown -> door.factors.proof(account.accountId(), account.credentials().factor(), shown));
            var command = new AccountCommand.LogIn(sessionId, account.credentials().version(), check.rehashed(), visit.get(), door.settings.most(), proof, Optional.of(door.arrival(call, account.accountId(), email)));
            return Door.then(door.node.entities().ask(AccountCommand.at(account.accountId()), command, call.asking()), shown -> shown.wrong() ? CompletableFuture.completedFuture(Outcome.<Answer>refused(WRONG_CODE))
                    : Door.then(door.standing(account.accountId(), email, call), standing -> comesAlong(call, body, account.accountId(), door.opened(account.accountId(), sessionId, 1, standing, visit.get()))));
        }));
        return call.reply(opened, answer -> answer, door::refused);
    }

    /** The session is open whatever becomes of the cart. */
    private CompletionStage<Outcome<Answer>> comesAlong(Call<?> call, OpenSession body, String accountId, Answer opened) {
        if (body.guestToken().isEmpty()) return CompletableFuture.completedFuture(Outcome.accepted(opened));
        String cart = body.guestCart().orElseThrow();
        var merged = door.guest(body.guestToken().get()).map(guest -> guests.logsIn(accountId, guest.id(), cart, call.requestId()))
                .orElseGet(() -> CompletableFuture.completedFuture(MergeResult.nothing("", cart, "guest-session-over")));
        return merged.thenApply(result -> Outcome.accepted(Answer.of(opened.status(), ((Door.Session) opened.body()).with(result))));
    }

    private CompletionStage<Answer> refresh(Call<RefreshSession> call) {
        var shown = door.refresh(call.body().refreshToken());
        if (shown.isEmpty()) return CompletableFuture.completedFuture(USED);
        var token = shown.get();
        var account = AccountCommand.at(token.accountId());
        // Asked first, as the refresh token is good once. If they change meanwhile this session is ended, with every token of it.
        var standing = Door.then(door.node.entities().ask(account, new AccountCommand.Look(), call.asking()), profile -> door.standing(token.accountId(), door.node.persons().open(profile.email(), String.class), call));
        var opened = Door.then(standing, present -> door.visit(token.accountId(), call).<CompletionStage<Outcome<Answer>>>map(visit ->
                door.node.entities().ask(account, new AccountCommand.Refresh(token.sessionId(), token.number(), visit), call.asking()).thenApply(outcome -> outcome.map(refreshed ->
                        refreshed.number().map(number -> door.opened(token.accountId(), token.sessionId(), number, present, visit)).orElse(USED))))
                .orElseGet(() -> CompletableFuture.completedFuture(Outcome.accepted(USED))));
        return call.reply(opened, answer -> answer, refusal -> refusal.kind() == Kind.NOT_FOUND ? USED : Answer.refused(refusal));
    }
}
