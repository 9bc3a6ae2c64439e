package souk.customers;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.AccountCommand;
import souk.customers.account.Activity;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Principal;
import souk.platform.http.body.Text;
import souk.platform.privacy.Persons;

/** What an account may know of itself, and its sessions. The staff account of the configuration is kept there, with its password, and has no sessions that are. */
final class MeRoutes {
    /**
     * @param verified whether its owner reads the mail of this address
     * @param roles    of a member of staff; else none
     */
    record Me(String id, String email, Optional<String> name, String kind, boolean verified, List<String> roles) {
        private static Me of(Principal who, String email, Optional<String> name) {
            return new Me(who.id(), email, name, who.kind().wire(), true, who.roles().stream().sorted().toList());
        }
    }

    /** @param address from which it was last seen */
    record OneSession(String id, Instant createdAt, Instant lastSeenAt, String address, String userAgent, boolean current) {}

    record ChangePassword(@Text(max = 1000) String current, @JsonProperty("new") @Text(min = AccountRoutes.SHORTEST, max = AccountRoutes.LONGEST) String next) {
        /** Never shows them. */
        @Override
        public String toString() {
            return "ChangePassword[...]";
        }
    }

    record Erasure(@Text(max = 1000) String password) {
        /** Never shows it. */
        @Override
        public String toString() {
            return "Erasure[...]";
        }
    }
    /**
     * @param times how often, one after the other
     * @param at    the last time
     */
    record OneEntry(String what, int times, Instant at, Optional<String> address, Optional<String> userAgent) {
        static OneEntry of(Activity.Entry entry, Persons persons) {
            return new OneEntry(entry.what().wire(), entry.times(), entry.at(), entry.visit().flatMap(visit -> persons.open(visit.address(), String.class)), entry.visit().flatMap(visit -> persons.open(visit.userAgent(), String.class)));
        }
    }

    private static final Type SESSIONS = new TypeReference<List<OneSession>>() {}.getType();
    private static final Rejection WRONG = new Rejection(Kind.DENIED, "bad-credentials", "This is not the present password.");
    static final Rejection NO_MORE = new Rejection(Kind.UNAUTHENTICATED, "unauthenticated", "This account is no more.");
    private static final Answer CONFIGURED = Answer.refused(new Rejection(Kind.CONFLICT, "password-configured", "The password of this account stands in the configuration."));

    private final Door door;
    private final Persons persons;

    private MeRoutes(Door door) {
        this.door = door;
        persons = door.node.persons();
    }

    static List<Endpoint> of(Door door) {
        var routes = new MeRoutes(door);
        return List.of(
                Endpoint.get("/v1/me").summary("Who I am").roles(Access.ACCOUNTS).answers(200, Me.class).handle(routes::me),
                Endpoint.put("/v1/me/password").summary("Choose another password; every other session ends").roles(Access.ACCOUNTS).stepUp().body(ChangePassword.class)
                        .answers(204, null).refuses(Kind.DENIED, "bad-credentials").refuses(Kind.CONFLICT, "password-configured", "password-changed").handle(routes::changePassword),
                Endpoint.get("/v1/me/sessions").summary("My sessions, the one last seen first").roles(Access.ACCOUNTS).answers(200, SESSIONS).handle(routes::sessions),
                Endpoint.delete("/v1/me/sessions/{id}").summary("End one of my sessions; its tokens are good no more, on any node, within a second").roles(Access.ACCOUNTS)
                        .answers(204, null).refuses(Kind.NOT_FOUND, "not-found").handle(routes::end),
                Endpoint.post("/v1/me/erasure").summary("Erase me, for ever: the account and its sessions end, and nobody can read any more who bought what; 202: under way").roles(Access.ACCOUNTS).stepUp().body(Erasure.class)
                        .answers(204, null).answers(202, null).refuses(Kind.DENIED, "bad-credentials").refuses(Kind.CONFLICT, "password-configured", "password-changed").handle(routes::erase),
                Endpoint.delete("/v1/me/sessions").summary("End all my sessions but this one").roles(Access.ACCOUNTS).stepUp().answers(204, null).handle(routes::endOthers),
                Endpoint.get("/v1/me/activity").summary("What happened to my account of late, the latest first: log-ins and changes, the last 50 and of 90 days").roles(Access.ACCOUNTS).paged()
                        .answersPageOf(OneEntry.class).handle(routes::activity));
    }

    /** Whether it is the staff account of the configuration: staff whose roles were given to them have sessions as every account has. */
    private static boolean isConfigured(Call<?> call) {
        return call.principal().isConfigured();
    }

    private CompletionStage<Answer> me(Call<Void> call) {
        var who = call.principal();
        if (isConfigured(call)) return CompletableFuture.completedFuture(Answer.ok(Me.of(who, door.settings.email(), Optional.empty())));
        return call.reply(ask(call, new AccountCommand.Look()), profile -> Answer.ok(Me.of(who, persons.open(profile.email(), String.class).orElse(""), persons.open(profile.name(), String.class))));
    }

    private CompletionStage<Answer> changePassword(Call<ChangePassword> call) {
        if (isConfigured(call)) return CompletableFuture.completedFuture(CONFIGURED);
        var body = call.body();
        return call.reply(Door.then(ask(call, new AccountCommand.Secret()), known -> Door.then(door.passwords.check(body.current(), Optional.of(known.password())), check ->
                !check.matches() ? CompletableFuture.completedFuture(Outcome.<AccountCommand.Ending>refused(WRONG)) : Door.then(door.passwords.hash(body.next()), hash ->
                        ask(call, new AccountCommand.ChangePassword(call.principal().session(), known.version(), hash))))), Door::ended);
    }

    private CompletionStage<Answer> sessions(Call<Void> call) {
        if (isConfigured(call)) return CompletableFuture.completedFuture(Answer.ok(List.of()));
        return call.reply(ask(call, new AccountCommand.Sessions()), list -> Answer.ok(list.sessions().stream().map(each ->
                new OneSession(each.id(), each.createdAt(), each.lastSeenAt(), persons.open(each.address(), String.class).orElse(""), persons.open(each.userAgent(), String.class).orElse(""), each.id().equals(call.principal().session()))).toList()));
    }

    private CompletionStage<Answer> end(Call<Void> call) {
        return call.reply(ask(call, new AccountCommand.EndSession(call.path("id"))), Door::ended);
    }

    private CompletionStage<Answer> endOthers(Call<Void> call) {
        if (isConfigured(call)) return CompletableFuture.completedFuture(Answer.noContent());
        return call.reply(ask(call, new AccountCommand.EndOthers(call.principal().session())), Door::ended);
    }

    private CompletionStage<Answer> erase(Call<Erasure> call) {
        if (isConfigured(call)) return CompletableFuture.completedFuture(CONFIGURED);
        return call.reply(Door.then(ask(call, new AccountCommand.Secret()), known -> Door.then(door.passwords.check(call.body().password(), Optional.of(known.password())), check ->
                !check.matches() ? CompletableFuture.completedFuture(Outcome.<AccountCommand.Erasure>refused(WRONG)) : Door.then(ask(call, new AccountCommand.Look()), profile -> ask(call,
                        new AccountCommand.Erase(call.owner(), known.version(), persons.open(profile.email(), String.class).map(email -> EmailAddress.mailbox(email, persons)).orElse(call.owner())))))),
                erasure -> Answer.of(erasure.done() ? 204 : 202, null));
    }

    private CompletionStage<Answer> activity(Call<Void> call) {
        if (isConfigured(call)) return CompletableFuture.completedFuture(Answer.ok(call.page(List.of(), Optional.empty())));
        return call.reply(ask(call, new AccountCommand.RecentActivity(call.cursor().map(Long::valueOf), call.limit())), slice -> {
            var items = slice.entries().stream().map(each -> OneEntry.of(each.entry(), persons)).toList();
            return Answer.ok(call.page(items, slice.more() ? Optional.of(Long.toString(slice.entries().get(items.size() - 1).number())) : Optional.empty()));
        });
    }

    /** Of an account that was just erased the token may still be good for a moment, on a node that was not told yet. */
    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, AccountCommand<R> command) {
        return door.node.entities().ask(AccountCommand.at(call.owner()), command, call.asking()).thenApply(outcome -> outcome.fold(Outcome::accepted,
                refusal -> Outcome.refused(refusal.kind() == Kind.NOT_FOUND && !(command instanceof AccountCommand.EndSession) ? NO_MORE : refusal)));
    }
}
