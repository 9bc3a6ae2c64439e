package souk.vendors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Json;
import souk.platform.http.Query;
import souk.platform.http.body.Text;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;
import souk.vendors.VendorForm.KnownCompany;
import souk.vendors.VendorForm.OneDocument;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorStatus;
import souk.vendors.api.VendorView;

/** Vendors and their past for staff, who decide about them. */
final class VendorAdminRoutes {
    private static final String PATH = "/v1/admin/vendors/{id}";
    /** What tiers are called: in a rule, too. */
    static final String TIER = "[a-z0-9][a-z0-9-]*";
    private static final Access STAFF = Access.staff("vendors");
    private static final Answer NOT_EVERYWHERE = Answer.refused(new Rejection(Kind.UNKNOWN_OUTCOME, "unknown-outcome", "It is written down, but may not be in force everywhere yet. Ask again to learn when."));

    /** @param reason for the vendor to read; it is not locked, so nothing of a person belongs there */
    record ReasonForm(@Text(max = 500) String reason) {}

    /** @param reason the same; none need be given */
    record OptionalReasonForm(Optional<@Text(max = 500) String> reason) {}

    /** @param tier absent: none */
    record TierForm(Optional<@Text(max = 40, pattern = TIER) String> tier) {}

    /** @param by the id of who said it */
    record Verdict(VendorStatus status, Optional<String> reason, String by, Instant at) {}

    /**
     * A vendor as staff sees it.
     *
     * @param at      a time at which it was so
     * @param owner   the id of the account that applied
     * @param members how many sell for it beside its owner
     */
    record AdminVendor(String id, long version, Instant at, VendorStatus status, String name, String owner, KnownCompany company, Optional<String> payoutAccount, List<OneDocument> documents, int members,
            Instant appliedAt, Optional<Verdict> verdict, Optional<String> tier) {
        private static AdminVendor of(VendorView vendor, Persons persons, Instant at) {
            return new AdminVendor(vendor.id(), vendor.version(), at, vendor.status(), vendor.name(), vendor.ownerId(), KnownCompany.of(vendor, persons), VendorForm.masked(vendor, persons), OneDocument.of(vendor, persons),
                    vendor.members(), vendor.appliedAt(), vendor.verdict().map(said -> new Verdict(said.status(), said.reason(), said.by(), said.at())), vendor.tier());
        }
    }

    private final Node node;
    private final Served<VendorListStore> vendors;

    private VendorAdminRoutes(Node node) {
        this.node = node;
        vendors = Served.of(node, VendorList.VIEW, VendorListStore::new);
    }

    static List<Endpoint> of(Node node) {
        var routes = new VendorAdminRoutes(node);
        var all = new ArrayList<>(PastRoutes.of(node, Vendor.BLUEPRINT, "vendor", PATH, STAFF, "payoutAccount").shows(AdminVendor.class, (id, vendor, at) -> AdminVendor.of(vendor.view(), node.persons(), at), routes::now));
        all.add(Endpoint.get("/v1/admin/vendors").summary("Vendors and who wants to be one, in an order that means nothing and never changes").roles(STAFF)
                .query(Query.oneOf("status", Arrays.stream(VendorStatus.values()).map(Json::wireName).toArray(String[]::new))).paged().answersPageOf(VendorList.Entry.class).handle(routes::list));
        all.add(decision("review", "Begin to look at an application").refuses(Kind.CONFLICT, "not-pending").handle(call -> routes.decide(call, new VendorCommand.StartReview(call.owner()))));
        all.add(decision("approve", "Let a vendor sell: its owner can log in as one").stepUp().answers(202, AdminVendor.class).refuses(Kind.CONFLICT, "not-under-review", "address-taken", "sells-already")
                .handle(routes::approve));
        all.add(decision("reject", "Refuse an application, for good").body(ReasonForm.class).refuses(Kind.CONFLICT, "not-under-review")
                .handle(call -> routes.decide(call, new VendorCommand.Reject(call.body().reason(), call.owner()))));
        all.add(decision("suspend", "Let a vendor sell no more: every session of its people ends, on any node, within a second").optionalBody(OptionalReasonForm.class).refuses(Kind.CONFLICT, "not-approved")
                .refuses(Kind.UNKNOWN_OUTCOME, "unknown-outcome").handle(routes::suspend));
        all.add(decision("reinstate", "Let a suspended vendor sell again").stepUp().refuses(Kind.CONFLICT, "not-suspended").handle(call -> routes.decide(call, new VendorCommand.Reinstate(call.owner()))));
        all.add(Endpoint.put(PATH + "/tier").summary("Put a vendor in a tier, on which commission may depend, or in none").roles(Access.staff("vendors", "finance")).body(TierForm.class).answers(200, AdminVendor.class)
                .refuses(Kind.NOT_FOUND).handle(routes::setTier));
        return all;
    }

    private static Endpoint.Draft<Void> decision(String word, String summary) {
        return Endpoint.post(PATH + "/" + word).summary(summary).roles(STAFF).answers(200, AdminVendor.class).refuses(Kind.NOT_FOUND);
    }

    private CompletionStage<Outcome<Now<AdminVendor>>> now(Call<?> call) {
        return node.entities().ask(VendorCommand.at(call.path("id")), new VendorCommand.Look(), call.asking()).thenApply(seen -> seen.map(vendor -> new Now<>(vendor.version(), at -> AdminVendor.of(vendor, node.persons(), at))));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        var status = call.query("status").map(wanted -> Arrays.stream(VendorStatus.values()).filter(each -> Json.wireName(each).equals(wanted)).findFirst().orElseThrow());
        return vendors.ask(store -> store.slice(status, call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items(), slice.next())));
    }

    private CompletionStage<Answer> decide(Call<?> call, VendorCommand<VendorView> command) {
        return call.reply(node.entities().ask(VendorCommand.at(call.path("id")), command, call.asking()), vendor -> shown(200, vendor));
    }

    /** 202 when its owner cannot be told yet to be one: it will be approved, or fail, without another word. */
    private CompletionStage<Answer> approve(Call<Void> call) {
        return call.reply(node.entities().ask(VendorCommand.at(call.path("id")), new VendorCommand.Approve(call.owner()), call.asking()), vendor -> shown(vendor.settling() && vendor.status() != VendorStatus.APPROVED ? 202 : 200, vendor));
    }

    private CompletionStage<Answer> suspend(Call<OptionalReasonForm> call) {
        var reason = Optional.ofNullable(call.body()).flatMap(OptionalReasonForm::reason);
        return call.reply(node.entities().ask(VendorCommand.at(call.path("id")), new VendorCommand.Suspend(reason, call.owner()), call.asking()), vendor -> vendor.settling() ? NOT_EVERYWHERE : shown(200, vendor));
    }

    /** It is so now; what was said of the vendor before is older than its tier. */
    private CompletionStage<Answer> setTier(Call<TierForm> call) {
        return call.reply(node.entities().ask(VendorCommand.at(call.path("id")), new VendorCommand.SetTier(call.body().tier(), call.owner()), call.asking()),
                vendor -> Answer.ok(AdminVendor.of(vendor, node.persons(), node.clock().instant())).etag(vendor.version()));
    }

    private Answer shown(int status, VendorView vendor) {
        return Answer.of(status, AdminVendor.of(vendor, node.persons(), vendor.verdict().map(VendorView.Verdict::at).orElse(vendor.appliedAt()))).etag(vendor.version());
    }
}
