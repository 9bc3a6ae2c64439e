package souk.vendors;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.customers.api.Accounts;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Change;
import souk.platform.http.body.Email;
import souk.platform.http.body.EmailForm;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Text;
import souk.platform.privacy.Persons;
import souk.vendors.VendorForm.OneVendor;
import souk.vendors.api.Company;
import souk.vendors.api.Members;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorStatus;
import souk.vendors.api.VendorView;

/** What a vendor's people see and do, with the token of a vendor: that names the vendor, so nothing of another one can be asked for. */
final class VendorRoutes {
    private static final String MEMBER = "/v1/vendor/members/{email}";
    private static final Type MEMBERS = new TypeReference<List<OneMember>>() {}.getType();
    private static final Rejection NO_VENDOR = Rejection.notFound("vendor");
    private static final Rejection NOT_ACTIVE = new Rejection(Kind.DENIED, "vendor-not-active", "This vendor may not sell at present.");
    private static final Answer NO_MEMBER = Answer.refused(Rejection.notFound("member"));
    private static final Answer SELLS_ALREADY = Answer.refused(new Rejection(Kind.CONFLICT, "sells-already", "Who has this address sells for another vendor already."));
    private static final Answer NOT_EVERYWHERE = Answer.refused(new Rejection(Kind.UNKNOWN_OUTCOME, "unknown-outcome", "It is written down, but may not be in force everywhere yet. Ask again to learn when."));
    private static final Answer NO_ADDRESS = Answer.badRequest(List.of(new Fault("email", Fault.Code.BAD_FORMAT, "This is an e-mail address.")));

    private static final int TRIES = 5;
    private static final Rejection ERASED = new Rejection(Kind.GONE, "erased", "What was known of this person was erased.");
    private static final Rejection STALE = new Rejection(Kind.STALE, "stale", "This was changed meanwhile: look at it again.");

    /**
     * What of a vendor is to be otherwise.
     *
     * @param name          under which it sells
     * @param email         to which the shop writes
     * @param payoutAccount where it is paid to, from the next time on that the provider is told
     */
    record DetailsPatch(Change<@Text(max = 200) String> name, Change<@Email String> email, Change<@Text(min = 4, max = 64) String> payoutAccount) {
        /** Never shows the account. */
        @Override
        public String toString() {
            return "DetailsPatch[...]";
        }
    }

    record OneMember(String email, Instant since) {}

    private final Node node;
    private final Accounts accounts;
    private final PayoutAccountProvider payoutAccounts;

    private VendorRoutes(Node node, Accounts accounts) {
        this.node = node;
        this.accounts = accounts;
        payoutAccounts = Vendors.payoutAccounts(node);
    }

    static List<Endpoint> of(Node node, Accounts accounts) {
        var routes = new VendorRoutes(node, accounts);
        return List.of(
                Endpoint.get("/v1/vendor").summary("The vendor for whom I sell").roles(Access.VENDORS).answers(200, OneVendor.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, "vendor-not-active").handle(routes::look),
                Endpoint.patch("/v1/vendor").summary("Change under which name it sells, to which address the shop writes, or where it is paid to; for its owner. Who reads the mail of the address of before is told, and of another address or account its owner too").roles(Access.VENDORS).stepUp()
                        .body(DetailsPatch.class).stepUpAlways(form -> form.email().given() || form.payoutAccount().given(), "email", "payoutAccount").ifMatch().answers(200, OneVendor.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, "owner-only").refuses(Kind.CONFLICT, "not-approved").refuses(Kind.STALE, "stale")
                        .refuses(Kind.UNPROCESSABLE, "bad-payout-account").refuses(Kind.GONE, "erased").refuses(Kind.LIMITED, "too-many-changes").handle(routes::change),
                Endpoint.get("/v1/vendor/members").summary("Who sells for it beside its owner").roles(Access.VENDORS).answers(200, MEMBERS).refuses(Kind.NOT_FOUND).handle(routes::members),
                Endpoint.put(MEMBER).summary("Let who has this address sell for it, from their next log-in on; for its owner").roles(Access.VENDORS).answers(200, MEMBERS).refuses(Kind.NOT_FOUND)
                        .refuses(Kind.DENIED, "owner-only").refuses(Kind.CONFLICT, "not-approved", "sells-already", "still-leaving").refuses(Kind.UNPROCESSABLE, "is-owner", "too-many-members")
                        .refuses(Kind.UNKNOWN_OUTCOME, "unknown-outcome").handle(routes::add),
                Endpoint.delete(MEMBER).summary("Let them sell for it no more: every session of theirs ends, on any node, within a second. For its owner, and for who has the address").roles(Access.VENDORS)
                        .answers(204, null).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, "owner-only").refuses(Kind.UNKNOWN_OUTCOME, "unknown-outcome").handle(routes::remove));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(ask(call, new VendorCommand.Look()), view -> view.status() == VendorStatus.APPROVED ? Answer.ok(OneVendor.of(view, node.persons())).etag(view.details()) : Answer.refused(NOT_ACTIVE));
    }

    private CompletionStage<Answer> change(Call<DetailsPatch> call) {
        var may = ask(call, new VendorCommand.MayChange(call.owner()));
        return call.reply(then(may, done -> then(checked(call.body()), account -> change(call, account, TRIES))), view -> Answer.ok(OneVendor.of(view, node.persons())).etag(view.details()));
    }

    private CompletionStage<Outcome<Optional<PayoutAccount>>> checked(DetailsPatch form) {
        if (!form.payoutAccount().given()) return CompletableFuture.completedFuture(Outcome.accepted(Optional.empty()));
        return payoutAccounts.check(form.payoutAccount().value()).thenApply(good -> good.map(Optional::of));
    }

    /** Beside another change it is tried again, unless who asks has said which version it is of. */
    private CompletionStage<Outcome<VendorView>> change(Call<DetailsPatch> call, Optional<PayoutAccount> account, int tries) {
        return then(ask(call, new VendorCommand.Look()), seen -> {
            if (call.ifMatch().filter(version -> version != seen.details()).isPresent()) return CompletableFuture.completedFuture(Outcome.refused(STALE));
            var key = node.persons().key(seen.ownerId());
            var company = node.persons().open(seen.company(), Company.class);
            if (key.isEmpty() || company.isEmpty()) return CompletableFuture.completedFuture(Outcome.refused(ERASED));
            return ask(call, changes(call, seen, key.get(), company.get(), account)).thenCompose(outcome -> outcome.<CompletionStage<Outcome<VendorView>>>fold(view -> CompletableFuture.completedFuture(Outcome.accepted(view)),
                    refusal -> refusal.kind() == Kind.STALE && call.ifMatch().isEmpty() && tries > 1 ? change(call, account, tries - 1) : CompletableFuture.completedFuture(Outcome.refused(refusal))));
        });
    }

    private VendorCommand.ChangeDetails changes(Call<DetailsPatch> call, VendorView seen, Persons.Key key, Company company, Optional<PayoutAccount> account) {
        var form = call.body();
        var name = Optional.of(form.name().or(seen.name())).filter(other -> !other.equals(seen.name()));
        var email = Optional.of(form.email().or(company.email())).filter(other -> !other.equals(company.email()));
        var paidTo = node.persons().open(seen.payoutAccount(), PayoutAccount.class);
        return new VendorCommand.ChangeDetails(call.owner(), seen.details(), name, email.map(other -> key.seal(new Company(other, company.taxId(), company.legalAddress()))),
                account.filter(other -> !paidTo.equals(Optional.of(other))).map(key::seal), key.seal(company.email()), DetailsLetters.language(call.header("Accept-Language")));
    }

    private CompletionStage<Answer> members(Call<Void> call) {
        return call.reply(ask(call, new VendorCommand.LookAtMembers()), members -> Answer.ok(opened(members)));
    }

    /** Nobody who was erased. */
    private List<OneMember> opened(Members members) {
        return members.members().stream().flatMap(each -> node.persons().open(each.email(), String.class).map(email -> new OneMember(email, each.since())).stream()).toList();
    }

    private CompletionStage<Answer> add(Call<Void> call) {
        String email = call.path("email");
        if (!EmailForm.fits(email)) return CompletableFuture.completedFuture(NO_ADDRESS);
        String mailbox = accounts.mailbox(email);
        return call.reply(ask(call, new VendorCommand.AddMember(call.owner(), mailbox, sealed(email, call))), members -> {
            if (members.members().stream().anyMatch(each -> each.mailboxId().equals(mailbox))) return Answer.ok(opened(members));
            return members.settling() ? NOT_EVERYWHERE : SELLS_ALREADY;
        });
    }

    /** With a key of who reads the mail of this address, since there need not be an account; of one whose reader was erased, with a key of its own. */
    private Personal<String> sealed(String email, Call<?> call) {
        return node.persons().key(node.persons().reader(email)).or(() -> node.persons().key(VendorCommand.TYPE + ":" + call.newId())).orElseThrow().seal(email);
    }

    private CompletionStage<Answer> remove(Call<Void> call) {
        if (!EmailForm.fits(call.path("email"))) return CompletableFuture.completedFuture(NO_MEMBER);
        String mailbox = accounts.mailbox(call.path("email"));
        return call.reply(then(accounts.email(call.owner(), call.requestId()), own -> ask(call, new VendorCommand.RemoveMember(call.owner(), accounts.mailbox(own), mailbox))),
                members -> members.settling() ? NOT_EVERYWHERE : Answer.noContent());
    }

    private static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<A, CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    /** The vendor of the token, and no other. */
    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, VendorCommand<R> command) {
        String vendor = call.principal().vendor();
        return vendor.isEmpty() ? CompletableFuture.completedFuture(Outcome.refused(NO_VENDOR)) : node.entities().ask(VendorCommand.at(vendor), command, call.asking());
    }
}
