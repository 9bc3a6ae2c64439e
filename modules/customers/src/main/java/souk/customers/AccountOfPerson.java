package souk.customers;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.AccountCommand;
import souk.customers.account.Activity;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;

/** An account, its sessions and what happened to it of late, for its owner. */
final class AccountOfPerson implements PersonalData {
    record Known(String email, Optional<String> name, List<KnownSession> sessions, List<MeRoutes.OneEntry> activity) {}

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
        return Door.then(node.entities().ask(at, new AccountCommand.Look(), asking), profile -> Door.then(node.entities().ask(at, new AccountCommand.Sessions(), asking), list ->
                node.entities().ask(at, new AccountCommand.RecentActivity(Optional.empty(), Activity.MOST), asking).thenApply(activity -> activity.map(slice -> new Known(node.persons().open(profile.email(), String.class).orElse(""),
                        node.persons().open(profile.name(), String.class), list.sessions().stream().map(this::known).toList(), slice.entries().stream().map(each -> MeRoutes.OneEntry.of(each.entry(), node.persons())).toList())))));
    }

    private KnownSession known(AccountCommand.SessionInfo session) {
        return new KnownSession(session.createdAt(), session.lastSeenAt(), node.persons().open(session.address(), String.class).orElse(""), node.persons().open(session.userAgent(), String.class).orElse(""));
    }
}
