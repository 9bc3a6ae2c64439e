package souk.customers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.LetterRequest;
import souk.customers.account.MailboxCommand;
import souk.customers.api.Accounts;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Ids;
import souk.platform.http.body.Email;
import souk.platform.http.body.Text;

/** Accounts and lost passwords, by who reads the mail. No answer says whether there is an account: the mail does. */
final class AccountRoutes {
    /** Fewest and most characters of a password. */
    static final int SHORTEST = Accounts.SHORTEST_PASSWORD;
    static final int LONGEST = Accounts.LONGEST_PASSWORD;

    record Registration(@Email String email, @Text(min = SHORTEST, max = LONGEST) String password, Optional<@Text(max = 200) String> name) {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "Registration[...]";
        }
    }

    record Followed(@Text(max = 1024) String token) {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "Followed[...]";
        }
    }

    record Lost(@Email String email) {}

    record NewPassword(@Text(max = 1024) String token, @Text(min = SHORTEST, max = LONGEST) String password) {
        /** Never shows them. */
        @Override
        public String toString() {
            return "NewPassword[...]";
        }
    }

    private static final Answer USED = Answer.refused(new Rejection(Kind.GONE, "link-used", "This link was used, has expired, or never was one of ours: ask for another."));

    private final Door door;

    private AccountRoutes(Door door) {
        this.door = door;
    }

    static List<Endpoint> of(Door door) {
        var routes = new AccountRoutes(door);
        return List.of(
                Endpoint.post("/v1/accounts").summary("Register: a link is mailed, by which the account is opened").roles(Access.ANYONE)
                        .body(Registration.class).answers(202, null).handle(routes::register),
                Endpoint.post("/v1/accounts/verify").summary("Open the account, with the token of the link that was mailed; once").roles(Access.ANYONE)
                        .body(Followed.class).answers(204, null).refuses(Kind.GONE, "link-used").handle(routes::verify),
                Endpoint.post("/v1/password-resets").summary("Have a link mailed for another password").roles(Access.ANYONE)
                        .body(Lost.class).answers(202, null).handle(routes::askReset),
                Endpoint.post("/v1/password-resets/confirm").summary("Another password, with the token of the link that was mailed; once. Every session of the account ends").roles(Access.ANYONE)
                        .body(NewPassword.class).answers(204, null).refuses(Kind.GONE, "link-used").handle(routes::reset));
    }

    /** Hashed first, whether the address is known or not: it takes as long. */
    private CompletionStage<Answer> register(Call<Registration> call) {
        var body = call.body();
        String mailbox = EmailAddress.mailbox(body.email(), door.node.persons());
        // Whose key it is: the account to be, which is nobody yet.
        var key = door.node.persons().key(Ids.random()).orElseThrow();
        return call.reply(Door.then(door.passwords.hash(body.password()), hash -> door.node.entities().ask(MailboxCommand.at(mailbox),
                new MailboxCommand.Register(key.seal(body.email()), body.name().map(key::seal), hash, link(call, LetterRequest.Kind.VERIFY, mailbox, door.links.verifyFor)), call.asking())), done -> Answer.of(202, null));
    }

    private CompletionStage<Answer> verify(Call<Followed> call) {
        var link = door.links.open(LetterRequest.Kind.VERIFY, call.body().token());
        if (link.isEmpty()) return CompletableFuture.completedFuture(USED);
        var command = new MailboxCommand.Verify(link.get().nonce(), link.get().hash(), Ids.random());
        return call.reply(door.node.entities().ask(MailboxCommand.at(link.get().mailboxId()), command, call.asking()), done -> Answer.noContent());
    }

    private CompletionStage<Answer> askReset(Call<Lost> call) {
        String mailbox = EmailAddress.mailbox(call.body().email(), door.node.persons());
        var command = new MailboxCommand.AskReset(link(call, LetterRequest.Kind.RESET, mailbox, door.links.resetFor));
        return call.reply(door.node.entities().ask(MailboxCommand.at(mailbox), command, call.asking()), done -> Answer.of(202, null));
    }

    /** Nothing is hashed for a token that is none of ours. */
    private CompletionStage<Answer> reset(Call<NewPassword> call) {
        var link = door.links.open(LetterRequest.Kind.RESET, call.body().token());
        if (link.isEmpty()) return CompletableFuture.completedFuture(USED);
        return call.reply(Door.then(door.passwords.hash(call.body().password()), hash -> door.node.entities().ask(MailboxCommand.at(link.get().mailboxId()),
                new MailboxCommand.Reset(link.get().nonce(), link.get().hash(), hash), call.asking())), done -> Answer.noContent());
    }

    private MailboxCommand.Link link(Call<?> call, LetterRequest.Kind kind, String mailbox, Duration lasts) {
        String nonce = Ids.random();
        return new MailboxCommand.Link(nonce, door.links.hash(kind, mailbox, nonce), door.node.clock().instant().plus(lasts), door.links.pause, Letters.language(call.header("Accept-Language")));
    }
}
