package souk.customers;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.AccountCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.kernel.Sha256;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Ids;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;

/** The second factor of an account: begun, confirmed, ended, and shown again for what is sensitive. */
final class FactorRoutes {
    /** Longest code, however it is written. */
    static final int LONGEST = 64;

    record ShownCode(@Text(max = LONGEST) String code) {
        /** Never shows it. */
        @Override
        public String toString() {
            return "ShownCode[...]";
        }
    }

    /** One of them. */
    record StepUp(Optional<@Text(max = LONGEST) String> code, Optional<@Text(max = 1000) String> password) implements Checked {
        @Override
        public void check(Faults faults) {
            if (code.isEmpty() && password.isEmpty()) faults.missing("code");
            if (code.isPresent() && password.isPresent()) faults.badFormat("password", "Either a code or the password.");
        }

        /** Never shows them. */
        @Override
        public String toString() {
            return "StepUp[...]";
        }
    }

    /** @param until when it has to be shown again */
    record SteppedUp(Instant until) {}

    private static final Rejection WRONG = new Rejection(Kind.DENIED, "wrong-code", "This is not the code of the present time, nor a backup code, or it was used before.");
    private static final Rejection WRONG_PASSWORD = new Rejection(Kind.DENIED, "bad-credentials", "This is not the present password.");
    private static final Rejection CONFIGURED = new Rejection(Kind.CONFLICT, "second-factor-configured", "This account stands in the configuration and cannot have a second factor here: give an account of its own the roles it needs.");
    private static final Rejection LOST = new Rejection(Kind.CONFLICT, "second-factor-not-begun", "This secret cannot be read any more: begin with another Idempotency-Key.");

    private final Door door;

    private FactorRoutes(Door door) {
        this.door = door;
    }

    static List<Endpoint> of(Door door) {
        var routes = new FactorRoutes(door);
        return List.of(
                Endpoint.post("/v1/me/totp").summary("Begin with a second factor: its secret and the backup codes are shown now and never again; asked for once a code confirms it").roles(Access.ACCOUNTS)
                        .idempotencyKey(KeyUse.OPTIONAL).answers(201, SecondFactors.Begun.class).refuses(Kind.CONFLICT, "second-factor-on", "second-factor-configured", "second-factor-not-begun").handle(routes::begin),
                Endpoint.post("/v1/me/totp/confirm").summary("Turn the second factor on, with its code").roles(Access.ACCOUNTS).body(ShownCode.class)
                        .answers(204, null).refuses(Kind.INVALID, "wrong-code").refuses(Kind.CONFLICT, "second-factor-on", "second-factor-not-begun", "second-factor-configured").handle(routes::confirm),
                Endpoint.delete("/v1/me/totp").summary("Turn the second factor off, with its code or a backup code").roles(Access.ACCOUNTS).body(ShownCode.class)
                        .answers(204, null).refuses(Kind.DENIED, "wrong-code").refuses(Kind.LIMITED, "rate-limited").refuses(Kind.NOT_FOUND, "not-found").handle(routes::end),
                Endpoint.post("/v1/sessions/step-up").summary("Show the second factor or the password again: for a few minutes this session, with the token it has, may do what is sensitive").roles(Access.ACCOUNTS)
                        .body(StepUp.class).answers(200, SteppedUp.class).refuses(Kind.DENIED, "wrong-code", "bad-credentials").refuses(Kind.LIMITED, "rate-limited").handle(routes::stepUp));
    }

    private static boolean isConfigured(Call<?> call) {
        return call.principal().session().isEmpty();
    }

    private CompletionStage<Answer> begin(Call<Void> call) {
        if (isConfigured(call)) return refused(CONFIGURED);
        byte[] secret = door.factors.newSecret();
        // With an Idempotency-Key the same in the same session, and in no other.
        String secretId = Sha256.urlSafe(call.newId() + ":" + call.principal().session());
        var begin = new AccountCommand.BeginSecondFactor(secretId, call.principal().session(), door.factors.seal(call.owner(), secret), door.factors.backupCodes(call.owner(), secret), door.factors.confirmWithin);
        return call.reply(Door.then(ask(call, new AccountCommand.Look()), profile -> ask(call, begin).thenApply(outcome -> outcome.<Outcome<SecondFactors.Begun>>fold(
                // Of the first call with this Idempotency-Key, if there was one.
                sealed -> door.factors.open(call.owner(), sealed).map(kept -> Outcome.accepted(door.factors.shown(email(profile), kept))).orElseGet(() -> Outcome.refused(LOST)),
                Outcome::refused))), begun -> Answer.of(201, begun));
    }

    private CompletionStage<Answer> confirm(Call<ShownCode> call) {
        if (isConfigured(call)) return refused(CONFIGURED);
        return call.reply(withNews(call, (known, news) -> ask(call, new AccountCommand.ConfirmSecondFactor(door.factors.proof(call.owner(), known.begun().or(known::factor), call.body().code()), Optional.of(news)))), done -> Answer.noContent());
    }

    private CompletionStage<Answer> end(Call<ShownCode> call) {
        if (isConfigured(call)) return refused(Rejection.notFound("second factor"));
        return call.reply(withNews(call, (known, news) -> ask(call, new AccountCommand.EndSecondFactor(door.factors.proof(call.owner(), known.factor(), call.body().code()), Optional.of(news)))),
                shown -> shown.wrong() ? Answer.refused(WRONG) : Answer.noContent(), door::refused);
    }

    private interface Doing<R> {
        CompletionStage<Outcome<R>> with(AccountCommand.Credentials known, AccountCommand.NewsTo news);
    }

    private <R> CompletionStage<Outcome<R>> withNews(Call<?> call, Doing<R> doing) {
        return Door.then(ask(call, new AccountCommand.Look()), profile -> Door.then(ask(call, new AccountCommand.Secret()), known ->
                doing.with(known, new AccountCommand.NewsTo(Ids.random(), EmailAddress.mailbox(email(profile), door.node.persons()), Letters.language(call.header("Accept-Language"))))));
    }

    /** Empty of who is being erased. */
    private String email(AccountCommand.Profile profile) {
        return door.node.persons().open(profile.email(), String.class).orElse("");
    }

    /** The password is as good as a code: the session was begun with both. */
    private CompletionStage<Answer> stepUp(Call<StepUp> call) {
        var body = call.body();
        if (isConfigured(call)) {
            boolean right = body.password().filter(door::isStaffPassword).isPresent();
            return right ? CompletableFuture.completedFuture(Answer.ok(new SteppedUp(door.node.clock().instant().plus(door.factors.stepUp)))) : refused(WRONG_PASSWORD);
        }
        String session = call.principal().session();
        var stepped = Door.then(ask(call, new AccountCommand.Secret()), known -> body.code().isPresent()
                ? ask(call, new AccountCommand.StepUp(session, Optional.of(door.factors.proof(call.owner(), known.factor(), body.code().get())), 0, door.factors.stepUp))
                : Door.then(door.passwords.check(body.password().orElseThrow(), Optional.of(known.password())), check ->
                        ask(call, new AccountCommand.StepUp(session, Optional.empty(), check.matches() ? known.version() : 0, door.factors.stepUp))));
        return call.reply(stepped, done -> done.until().map(until -> Answer.ok(new SteppedUp(until))).orElseGet(() -> Answer.refused(body.code().isPresent() ? WRONG : WRONG_PASSWORD)), door::refused);
    }

    private static CompletionStage<Answer> refused(Rejection why) {
        return CompletableFuture.completedFuture(Answer.refused(why));
    }

    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, AccountCommand<R> command) {
        return door.node.entities().ask(AccountCommand.at(call.owner()), command, call.asking()).thenApply(outcome -> outcome.fold(Outcome::accepted,
                refusal -> Outcome.refused(refusal.kind() == Kind.NOT_FOUND && !(command instanceof AccountCommand.EndSecondFactor) ? MeRoutes.NO_MORE : refusal)));
    }
}
