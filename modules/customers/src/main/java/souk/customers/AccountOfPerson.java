package souk.customers;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import souk.customers.account.AccountCommand;
import souk.customers.account.Activity;
import souk.customers.account.MailboxCommand;
import souk.customers.staff.StaffCommand;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;

/** An account, its sessions and what happened to it of late, for its owner. */
final class AccountOfPerson implements PersonalData {
    /** @param roles of who works here */
    record Known(String email, Optional<String> name, List<KnownSession> sessions, List<MeRoutes.OneEntry> activity, AccountCommand.Kept security, MailboxCommand.Kept mailbox, List<String> roles) {}

    record KnownSession(Instant createdAt, Instant lastSeenAt, String address, String userAgent) {}

    private final Node node;

    private AccountOfPerson(Node node) {
        this.node = node;
    }

    static PersonalData of(Node node) {
        return new AccountOfPerson(node);
    }

    @Override
    public CompletionStage<? extends Outcome<?>> of(Principal person, Asking asking) {
        // The account of the configuration: what is known of it stands there.
        if (person.isConfigured()) return CompletableFuture.completedFuture(Outcome.accepted(List.of()));
        var at = AccountCommand.at(person.id());
        return ask(person, new AccountCommand.Look(), asking, profile -> ask(person, new AccountCommand.Sessions(), asking, list -> ask(person, new AccountCommand.RecentActivity(Optional.empty(), Activity.MOST), asking, activity ->
                ask(person, new AccountCommand.Recall(), asking, kept -> ofAddress(node.persons().open(profile.email(), String.class).orElse(""), asking, (mailbox, roles) -> new Known(
                        node.persons().open(profile.email(), String.class).orElse(""), node.persons().open(profile.name(), String.class), list.sessions().stream().map(this::known).toList(),
                        activity.entries().stream().map(each -> MeRoutes.OneEntry.of(each.entry(), node.persons())).toList(), kept, mailbox, roles))))));
    }

    private <R, S> CompletionStage<Outcome<S>> ask(Principal person, AccountCommand<R> question, Asking asking, Function<R, CompletionStage<Outcome<S>>> next) {
        return Door.then(node.entities().ask(AccountCommand.at(person.id()), question, asking), next);
    }

    /** What is kept under the address of an account. */
    private <S> CompletionStage<Outcome<S>> ofAddress(String email, Asking asking, BiFunction<MailboxCommand.Kept, List<String>, S> told) {
        String mailbox = EmailAddress.mailbox(email, node.persons());
        return Door.then(node.entities().ask(MailboxCommand.at(mailbox), new MailboxCommand.Recall(), asking), kept -> node.entities().ask(StaffCommand.at(mailbox), new StaffCommand.Look(), asking)
                .thenApply(staff -> staff.map(member -> told.apply(kept, member.roles()))));
    }

    private KnownSession known(AccountCommand.SessionInfo session) {
        return new KnownSession(session.createdAt(), session.lastSeenAt(), node.persons().open(session.address(), String.class).orElse(""), node.persons().open(session.userAgent(), String.class).orElse(""));
    }
}
