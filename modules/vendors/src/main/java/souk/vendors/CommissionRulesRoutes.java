package souk.vendors;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.vendors.api.VendorCommand;
import souk.vendors.commission.CommissionRule;
import souk.vendors.commission.CommissionRulesCommand;
import souk.vendors.commission.RuleVersion;

/** Staff says what the shop keeps of what vendors sell. */
final class CommissionRulesRoutes {
    private static final Access FINANCE = Access.staff("finance");
    private static final String ALL = "/v1/admin/commission-rules";
    private static final String ONE = ALL + "/{id}";
    private static final long MOST_CHANGES = 1L << 53;
    private static final String CATEGORY = "[^/]+(?:/[^/]+)*";

    /**
     * A rule as staff writes it. It holds for a line when all that it names is the line's.
     *
     * @param category    a path; all below it are meant, too
     * @param tier        of the vendor
     * @param basisPoints hundredths of a per cent of the line's total, without freight
     * @param fixed       on top of it for each line; then it holds only for lines in this currency
     * @param from        it holds from then on, but not before it was written
     * @param to          it holds until just before
     */
    record RuleForm(Optional<String> vendorId, Optional<@Text(max = 500, pattern = CATEGORY) String> category, Optional<@Text(max = 40, pattern = VendorAdminRoutes.TIER) String> tier,
            @Whole(min = 0, max = CommissionRule.ALL) int basisPoints, Optional<@Whole(min = 0) Money> fixed, Instant from, Optional<Instant> to) implements Checked {
        @Override
        public void check(Faults faults) {
            if (to.isPresent() && !from.isBefore(to.get())) faults.outOfRange("to", "This is after from.");
        }

        private CommissionRule rule(String id) {
            return new CommissionRule(id, vendorId, category, tier, basisPoints, fixed, from, to);
        }
    }

    /**
     * A rule as staff sees it.
     *
     * @param version the number of this version; orders name {@code id@version}
     * @param since   when it was written
     * @param by      the id of who wrote it
     * @param until   when it was changed or removed; absent: it stands
     * @param endedBy the id of who did that
     */
    record RuleView(String id, long version, Optional<String> vendorId, Optional<String> category, Optional<String> tier, int basisPoints, Optional<Money> fixed, Instant from, Optional<Instant> to, Instant since, String by,
            Optional<Instant> until, Optional<String> endedBy) {
        private static RuleView of(RuleVersion version) {
            var rule = version.rule();
            return new RuleView(rule.id(), version.number(), rule.vendorId(), rule.category(), rule.tier(), rule.basisPoints(), rule.fixed(), rule.from(), rule.to(), version.since(), version.by(), version.until(), version.endedBy());
        }
    }

    private final Node node;

    private CommissionRulesRoutes(Node node) {
        this.node = node;
    }

    static List<Endpoint> of(Node node) {
        var routes = new CommissionRulesRoutes(node);
        return List.of(
                Endpoint.get(ALL).summary("The rules for commission as they stand").roles(FINANCE).answersPageOf(RuleView.class).handle(routes::list),
                Endpoint.get(ONE).summary("A rule for commission as it stands").roles(FINANCE).answers(200, RuleView.class).refuses(Kind.NOT_FOUND).handle(routes::show),
                Endpoint.get(ONE + "/versions").summary("All that a rule for commission has said, the latest first, also after it was removed").roles(FINANCE).query(Query.whole("version", 1, MOST_CHANGES))
                        .paged().answersPageOf(RuleView.class).refuses(Kind.NOT_FOUND).handle(routes::versions),
                Endpoint.put(ONE).summary("Set a rule for commission; holds for what is placed from now on").roles(FINANCE).body(RuleForm.class).answers(200, RuleView.class).answers(201, RuleView.class)
                        .refuses(Kind.UNPROCESSABLE, "unknown-vendor", "too-many-rules").handle(routes::set),
                Endpoint.delete(ONE).summary("Remove a rule for commission; what was placed before keeps what it said").roles(FINANCE).answers(204, null).refuses(Kind.NOT_FOUND).handle(routes::remove));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return call.reply(ask(call, new CommissionRulesCommand.Look()), rules -> Answer.ok(call.page(rules.versions().stream().map(RuleView::of).toList(), Optional.empty())));
    }

    private CompletionStage<Answer> show(Call<Void> call) {
        return call.reply(ask(call, new CommissionRulesCommand.LookAt(call.path("id"))), version -> Answer.ok(RuleView.of(version)).etag(version.number()));
    }

    /** A page begins after the version with which the one before it ended. */
    private CompletionStage<Answer> versions(Call<Void> call) {
        var wanted = call.query("version").map(Long::parseLong);
        long before = call.cursor().map(Long::parseLong).orElse(Long.MAX_VALUE);
        return call.reply(ask(call, new CommissionRulesCommand.LookBack(call.path("id"))), all -> {
            var rest = all.versions().stream().filter(version -> version.number() < before && wanted.map(number -> number == version.number()).orElse(true)).map(RuleView::of).toList();
            var shown = rest.stream().limit(call.limit()).toList();
            return Answer.ok(call.page(shown, shown.size() < rest.size() ? Optional.of(Long.toString(shown.get(shown.size() - 1).version())) : Optional.empty()));
        });
    }

    /** Vendors are never forgotten, so one that is known when it is looked for stays so. */
    private CompletionStage<Answer> set(Call<RuleForm> call) {
        var rule = call.body().rule(call.path("id"));
        return call.reply(known(call, rule).thenCompose(vendor -> vendor.fold(done -> ask(call, new CommissionRulesCommand.SetRule(rule, call.owner())), refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)))),
                set -> Answer.put(set.isNew(), RuleView.of(set.version())).etag(set.version().number()));
    }

    /** The path names the rule and the body the vendor, so it is not this path that is not found. */
    private CompletableFuture<Outcome<Done>> known(Call<?> call, CommissionRule rule) {
        if (rule.vendorId().isEmpty()) return CompletableFuture.completedFuture(Outcome.accepted(Done.DONE));
        return node.entities().ask(VendorCommand.at(rule.vendorId().get()), new VendorCommand.LookAtTier(), call.asking()).thenApply(outcome -> outcome.fold(tier -> Outcome.accepted(Done.DONE),
                refusal -> Outcome.refused(refusal.kind() == Kind.NOT_FOUND ? new Rejection(Kind.UNPROCESSABLE, "unknown-vendor", "There is no vendor with this vendorId.") : refusal)));
    }

    private CompletionStage<Answer> remove(Call<Void> call) {
        return call.reply(ask(call, new CommissionRulesCommand.RemoveRule(call.path("id"), call.owner())), done -> Answer.noContent());
    }

    private <R> CompletableFuture<Outcome<R>> ask(Call<?> call, CommissionRulesCommand<R> command) {
        return node.entities().ask(CommissionRulesCommand.THE_RULES, command, call.asking());
    }
}
