package souk.customers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import souk.customers.account.AccountCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Ids;
import souk.platform.http.Role;
import souk.platform.http.body.EmailForm;
import souk.platform.http.body.Fault;

/** Help for who has lost the second factor: staff turns it off, never for themselves, and who works here is helped by those who may do everything only. */
final class FactorAdminRoutes {
    /** @param id of the account, as its things name their owner */
    record Lifted(String id) {}

    private static final Answer CONFIGURED = Answer.refused(new Rejection(Kind.CONFLICT, "second-factor-configured", "This account stands in the configuration and has no second factor here."));
    private static final Answer NO_ADDRESS = Answer.badRequest(List.of(new Fault("email", Fault.Code.BAD_FORMAT, "This is an e-mail address.")));
    private static final Rejection OF_STAFF = new Rejection(Kind.DENIED, "second-factor-of-staff", "This is the account of somebody who works here: only who has the role admin may do that.");

    private static final Rejection NEEDED = new Rejection(Kind.DENIED, "second-factor-needed", "Who turns off the second factor of others has one: turn yours on first.");

    private final Door door;

    private FactorAdminRoutes(Door door) {
        this.door = door;
    }

    static List<Endpoint> of(Door door) {
        var routes = new FactorAdminRoutes(door);
        return List.of(Endpoint.delete("/v1/admin/accounts/{email}/totp")
                .summary("Turn the second factor off for who has lost it, after it was made sure who that is: every session ends, the password is good no more, and the owner is told by mail. Nobody can do it for themselves")
                .roles(Access.staff(Role.SECURITY.wire())).stepUp().answers(200, Lifted.class).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.DENIED, "own-second-factor", "second-factor-of-staff", "second-factor-needed")
                .refuses(Kind.CONFLICT, "second-factor-configured").handle(routes::lift));
    }

    private CompletionStage<Answer> lift(Call<Void> call) {
        String email = call.path("email");
        if (!EmailForm.fits(email)) return CompletableFuture.completedFuture(NO_ADDRESS);
        if (EmailAddress.canonical(email).equals(EmailAddress.canonical(door.settings.email()))) return CompletableFuture.completedFuture(CONFIGURED);
        var lifted = Door.then(door.find(email, call), found -> found.map(account -> Door.then(door.roles(email, call), roles -> roles.isEmpty() || call.principal().may(Role.ADMIN.wire())
                ? byWhoHasOne(call, () -> lift(call, account.accountId(), email)) : refused(OF_STAFF))).orElseGet(() -> refused(Rejection.notFound("account"))));
        return call.reply(lifted, answer -> answer);
    }

    /** A step-up asks nothing of who has no second factor: such staff cannot take that of others. The account of the configuration has its password. */
    private CompletionStage<Outcome<Answer>> byWhoHasOne(Call<?> call, Supplier<CompletionStage<Outcome<Answer>>> lift) {
        if (call.principal().isConfigured()) return lift.get();
        return Door.then(door.node.entities().ask(AccountCommand.at(call.owner()), new AccountCommand.Recall(), call.asking()), own -> own.secondFactor() ? lift.get() : refused(NEEDED));
    }

    /** The password of afterwards is drawn, and known to nobody. */
    private CompletionStage<Outcome<Answer>> lift(Call<?> call, String accountId, String email) {
        // Of the letter, whose reader is not the one who asks: in the language that everybody gets.
        var news = new AccountCommand.NewsTo(Ids.random(), EmailAddress.mailbox(email, door.node.persons()), Letters.language(""));
        return Door.then(door.passwords.hash(Ids.random() + Ids.random()), hash -> door.node.entities().ask(AccountCommand.at(accountId), new AccountCommand.LiftSecondFactor(accountId, call.owner(), hash, news), call.asking())
                .thenApply(outcome -> outcome.map(ending -> ending.everywhere() ? Answer.ok(new Lifted(accountId)) : Answer.refused(Door.NOT_EVERYWHERE))));
    }

    private static CompletionStage<Outcome<Answer>> refused(Rejection why) {
        return CompletableFuture.completedFuture(Outcome.refused(why));
    }
}
