package souk.vendors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.customers.api.Accounts;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Ids;
import souk.platform.http.KeyUse;
import souk.platform.http.Principal;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Country;
import souk.platform.http.body.Email;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.privacy.PersonalData;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;
import souk.vendors.VendorForm.OneVendor;
import souk.vendors.api.Applicant;
import souk.vendors.api.Company;
import souk.vendors.api.Document;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorStatus;

/** Applying to sell, and what became of it. */
final class ApplicationRoutes {
    private static final Access APPLICANTS = Access.kinds(Principal.Kind.GUEST, Principal.Kind.CUSTOMER);
    private static final int MOST_DOCUMENTS = 20;
    /** So many vendors of one person are in an export. */
    private static final int EXPORTED = 200;

    record AddressForm(@Text(max = 200) String line1, Optional<@Text(max = 200) String> line2, @Text(max = 100) String city, @Text(max = 20) String postcode, @Country String country) {
        private Company.LegalAddress address() {
            return new Company.LegalAddress(line1, line2, city, postcode, country);
        }
    }

    record DocumentForm(Document.Kind type, @Text(max = 255) String name, @Whole(min = 1, max = 1L << 40) long size, @Text(min = 64, max = 64, pattern = "[0-9a-fA-F]{64}") String sha256) {
        private DocumentProvider.Facts facts() {
            return new DocumentProvider.Facts(type, name, size, sha256.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Who is no customer yet also sends an e-mail address and a password, with which they can log in when the vendor is approved.
     *
     * @param name  under which the vendor sells
     * @param email to which the shop writes; without it that of the account
     */
    record ApplicationForm(@Text(max = 200) String name, Optional<@Email String> email, Optional<@Text(min = Accounts.SHORTEST_PASSWORD, max = Accounts.LONGEST_PASSWORD) String> password,
            @Text(min = 4, max = 64) String payoutAccount, Optional<@Text(max = 50) String> taxId, Optional<AddressForm> legalAddress, Optional<@Size(max = MOST_DOCUMENTS) List<DocumentForm>> documents) implements Checked {
        @Override
        public void check(Faults faults) {
            if (password.isPresent() && email.isEmpty()) faults.missing("email");
        }

        /** Never shows the password. */
        @Override
        public String toString() {
            return "ApplicationForm[...]";
        }
    }

    record Application(String vendorId, VendorStatus status) {}

    /** @param decidedAt when staff said something last */
    record Listed(String id, VendorStatus status, String name, Instant appliedAt, Optional<Instant> decidedAt) {
        private static Listed of(VendorList.Entry entry) {
            return new Listed(entry.id(), entry.status(), entry.name(), entry.appliedAt(), entry.decidedAt());
        }
    }

    private static final Answer ERASED = Answer.refused(new Rejection(Kind.GONE, "erased", "What was known of this person was erased."));

    private final Node node;
    private final Accounts accounts;
    private final Served<VendorListStore> vendors;
    private final PayoutAccountProvider payoutAccounts;
    private final DocumentProvider documents;

    private ApplicationRoutes(Node node, Accounts accounts) {
        this.node = node;
        this.accounts = accounts;
        vendors = Served.of(node, VendorList.VIEW, VendorListStore::new);
        payoutAccounts = Vendors.payoutAccounts(node);
        documents = Vendors.documents(node);
    }

    static List<Endpoint> of(Node node, Accounts accounts) {
        var routes = new ApplicationRoutes(node, accounts);
        return List.of(
                Endpoint.post("/v1/vendors/applications").summary("Apply to sell here; a guest sends an e-mail address and a password, with which to log in once the vendor is approved").roles(APPLICANTS)
                        .body(ApplicationForm.class).idempotencyKey(KeyUse.OPTIONAL).answers(201, Application.class).refuses(Kind.UNPROCESSABLE, "bad-payout-account", "bad-document").refuses(Kind.GONE, "erased")
                        .refuses(Kind.NOT_FOUND).handle(routes::apply),
                Endpoint.get("/v1/me/vendors").summary("Vendors for which I have applied, in an order that means nothing and never changes").tag("vendors").roles(Access.ACCOUNTS).paged().answersPageOf(Listed.class).handle(routes::list),
                Endpoint.get("/v1/me/vendors/{id}").summary("A vendor for which I have applied").tag("vendors").roles(Access.ACCOUNTS).answers(200, OneVendor.class).refuses(Kind.NOT_FOUND).handle(routes::look));
    }

    /** For the export: what stands in an application, but not in full where to pay to. */
    static PersonalData personalData(Node node) {
        var vendors = Served.of(node, VendorList.VIEW, VendorListStore::new);
        return (person, asking) -> vendors.ask(store -> store.ofAccount(person.id(), EXPORTED, Optional.empty())).thenCompose(slice -> {
            var asked = slice.items().stream().map(entry -> node.entities().ask(VendorCommand.at(entry.id()), new VendorCommand.LookAtOwn(person.id()), asking)).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
                var all = new ArrayList<OneVendor>();
                for (var each : asked) {
                    var refused = each.join().<Optional<Rejection>>fold(view -> {
                        all.add(OneVendor.of(view, node.persons()));
                        return Optional.empty();
                    }, Optional::of);
                    if (refused.filter(why -> why.kind() != Kind.NOT_FOUND).isPresent()) return Outcome.<List<OneVendor>>refused(refused.get());
                }
                return Outcome.accepted(List.copyOf(all));
            });
        });
    }

    // ---- applying

    private CompletionStage<Answer> apply(Call<ApplicationForm> call) {
        var form = call.body();
        boolean guest = call.principal().kind() == Principal.Kind.GUEST;
        var faults = new Faults();
        if (guest && form.email.isEmpty()) faults.missing("email");
        if (guest && form.password.isEmpty()) faults.missing("password");
        if (!guest && form.password.isPresent()) faults.badFormat("password", "Who has an account already sends none.");
        if (!faults.none()) return CompletableFuture.completedFuture(Answer.badRequest(faults.list()));
        return call.reply(then(payoutAccounts.check(form.payoutAccount), account -> then(checked(form), done -> then(guest ? newcomer(call) : customer(call), owner -> send(call, owner, account)))),
                answer -> answer);
    }

    /** @param address of the account */
    private record Owner(String accountId, String address, boolean unproven) {}

    private CompletionStage<Outcome<Owner>> customer(Call<ApplicationForm> call) {
        return accounts.email(call.owner(), call.requestId()).thenApply(outcome -> outcome.map(address -> new Owner(call.owner(), address, false)));
    }

    /** An account of their own, for which nobody else can have an id: nobody can log in to it before the vendor is approved. A retry opens the same. */
    private CompletionStage<Outcome<Owner>> newcomer(Call<ApplicationForm> call) {
        String accountId = Ids.derived(call.principal(), "vendor's owner", call.newId());
        String address = call.body().email.orElseThrow();
        return accounts.open(accountId, address, call.body().password.orElseThrow(), Optional.empty(), call.requestId()).thenApply(outcome -> outcome.map(done -> new Owner(accountId, address, true)));
    }

    private CompletionStage<Outcome<Answer>> send(Call<ApplicationForm> call, Owner owner, PayoutAccount account) {
        var key = node.persons().key(owner.accountId);
        if (key.isEmpty()) return CompletableFuture.completedFuture(Outcome.accepted(ERASED));
        var form = call.body();
        var applicant = new Applicant(owner.accountId, accounts.mailbox(owner.address), key.get().seal(owner.address), owner.unproven);
        var company = new Company(form.email.orElse(owner.address), form.taxId, form.legalAddress.map(AddressForm::address));
        var apply = new VendorCommand.Apply(call.newId(), applicant, form.name, key.get().seal(company), key.get().seal(account), documents(form).stream().map(DocumentForm::facts).map(each -> kept(each, key.get())).toList());
        return node.entities().ask(VendorCommand.at(call.newId()), apply, call.askingNew()).thenApply(outcome -> outcome.map(view -> Answer.created("/v1/me/vendors/" + view.id(), new Application(view.id(), view.status()))));
    }

    private static Document kept(DocumentProvider.Facts facts, Persons.Key key) {
        return new Document(facts.kind(), key.seal(facts.name()), facts.size(), facts.sha256());
    }

    private static List<DocumentForm> documents(ApplicationForm form) {
        return form.documents.orElse(List.of());
    }

    /** One after the other: they are few, and the first that is not good is told. */
    private CompletionStage<Outcome<Done>> checked(ApplicationForm form) {
        CompletionStage<Outcome<Done>> all = CompletableFuture.completedFuture(Outcome.accepted(Done.DONE));
        for (var each : documents(form)) all = then(all, done -> documents.check(each.facts()));
        return all;
    }

    private static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<A, CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    // ---- what became of it

    private CompletionStage<Answer> list(Call<Void> call) {
        return vendors.ask(store -> store.ofAccount(call.owner(), call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items().stream().map(Listed::of).toList(), slice.next())));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(node.entities().ask(VendorCommand.at(call.path("id")), new VendorCommand.LookAtOwn(call.owner()), call.asking()), view -> Answer.ok(OneVendor.of(view, node.persons())).etag(view.details()));
    }
}
