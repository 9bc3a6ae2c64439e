package souk.vendors.payouts;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Whole;
import souk.platform.reading.Served;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.PayoutView;

/** Staff says how vendors are paid, and has them paid. */
public final class PayoutAdminRoutes {
    private static final Access FINANCE = Access.staff("finance");
    private static final String SETTINGS = "/v1/admin/payout-settings";
    private static final String RUNS = "/v1/admin/payouts/runs";
    private static final int LONGEST_HOLD = 3_650;
    private static final int ALL = 10_000;

    /**
     * How vendors are paid.
     *
     * @param holdDays           so many days after delivery something is payable
     * @param minimum            less than this is not paid out; for its own currency. Without one anything above nothing is
     * @param reserveBasisPoints so much of what is payable stays, in hundredths of a per cent, rounded up: of what was delivered last. Nothing unless it says so
     */
    record SettingsForm(@Whole(min = 0, max = LONGEST_HOLD) int holdDays, Optional<@Whole(min = 0) Money> minimum, Optional<@Whole(min = 0, max = ALL) Integer> reserveBasisPoints) {
        private PayoutTerms terms() {
            return new PayoutTerms(holdDays, minimum, reserveBasisPoints.orElse(0));
        }
    }

    record Settings(int holdDays, Optional<Money> minimum, int reserveBasisPoints) {
        private static Settings of(PayoutTerms terms) {
            return new Settings(terms.holdDays(), terms.minimum(), terms.reserveBasisPoints());
        }
    }

    record RunForm(Currency currency) {}

    /**
     * A run.
     *
     * @param state   {@code failed}: it is over, and some payouts were declined; what they were to pay is due again
     * @param payouts how many there are until now
     * @param paid    what those come to that were paid
     * @param failed  how many were declined
     */
    record Run(String id, PayoutRunCommand.View.State state, String currency, long payouts, Money paid, long failed, Instant startedAt, Optional<Instant> endedAt) {
        private static Run of(PayoutRunCommand.View run) {
            return new Run(run.id(), run.state(), run.currency().getCurrencyCode(), run.payouts(), run.paid(), run.failed(), run.startedAt(), run.endedAt());
        }
    }

    /**
     * A payout.
     *
     * @param code     why it was declined; what it was to pay is due again
     * @param conflict the provider knows it with another amount, so it is not taken as paid
     */
    record AdminPayout(String id, String runId, String vendorId, PayoutView.State state, Money amount, Optional<Instant> paidAt, Optional<String> reference, Optional<String> code, Optional<Conflict> conflict) {
        private static AdminPayout of(PayoutView payout) {
            return new AdminPayout(payout.id(), payout.runId(), payout.vendorId(), payout.state(), payout.amount(), payout.paidAt(), payout.reference(), payout.code(),
                    payout.there().map(there -> new Conflict(payout.amount(), there.amount(), there.reference(), there.since())));
        }
    }

    /**
     * Something to ask the provider about: it has to put it right, and is asked again until then.
     *
     * @param here      what the payout comes to
     * @param there     what the provider says
     * @param reference under which it says to have paid that
     * @param since     when it said so first
     */
    record Conflict(Money here, Money there, Optional<String> reference, Instant since) {}

    /** An entry in the book of the built-in provider. @param at when it was asked for first */
    record BookEntry(String payoutId, PayoutResult.Status state, Money amount, Instant at) {}

    private final Node node;
    private final Duration onTheWay;
    private final Served<PayoutRunListStore> runs;
    private PayoutBook book;

    private PayoutAdminRoutes(Node node) {
        this.node = node;
        onTheWay = PayoutProviders.onTheWay(node);
        runs = Served.of(node, PayoutRunList.VIEW, PayoutRunListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new PayoutAdminRoutes(node);
        return List.of(
                Endpoint.get(SETTINGS).summary("How vendors are paid").roles(FINANCE).answers(200, Settings.class).handle(routes::settings),
                Endpoint.put(SETTINGS).summary("Say how vendors are paid; holds for runs that begin from now on").roles(FINANCE).stepUp().body(SettingsForm.class).answers(200, Settings.class).handle(routes::set),
                Endpoint.post(RUNS).summary("Pay all vendors what is payable in a currency; the same key again: the same run").roles(FINANCE).stepUp().body(RunForm.class).idempotencyKey(KeyUse.REQUIRED).answers(201, Run.class)
                        .refuses(Kind.UNPROCESSABLE, "idempotency-key-reused").handle(routes::run),
                Endpoint.get(RUNS).summary("Runs of payouts, newest first").roles(FINANCE).paged().answersPageOf(Run.class).handle(routes::list),
                Endpoint.get(RUNS + "/{id}").summary("A run of payouts").roles(FINANCE).answers(200, Run.class).refuses(Kind.NOT_FOUND).handle(routes::look),
                Endpoint.post("/v1/admin/payouts/{id}/decline").summary("Give up a payout that its provider refuses and does not know: what it was to pay is due again").roles(FINANCE).stepUp().answers(200, AdminPayout.class)
                        .answers(202, AdminPayout.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "provider-knows-payout", "provider-amount-differs", "payout-in-progress").handle(routes::decline),
                Endpoint.get("/v1/admin/payouts/{id}").summary("A payout, and in what its provider disagrees").roles(FINANCE).answers(200, AdminPayout.class).refuses(Kind.NOT_FOUND).handle(routes::lookAtOne),
                Endpoint.get("/v1/admin/payouts/test-book").summary("The book of the built-in provider: what it was asked to pay, each payout once").roles(FINANCE).paged().answersPageOf(BookEntry.class).handle(routes::book));
    }

    private CompletionStage<Answer> settings(Call<Void> call) {
        return call.reply(terms(call), terms -> Answer.ok(Settings.of(terms)));
    }

    private CompletableFuture<Outcome<PayoutTerms>> terms(Call<?> call) {
        return node.entities().ask(PayoutSettingsCommand.THE_SETTINGS, new PayoutSettingsCommand.Look(), call.asking());
    }

    private CompletionStage<Answer> set(Call<SettingsForm> call) {
        return call.reply(node.entities().ask(PayoutSettingsCommand.THE_SETTINGS, new PayoutSettingsCommand.Put(call.body().terms(), call.owner()), call.asking()), terms -> Answer.ok(Settings.of(terms)));
    }

    /** A run that goes on when this is answered ends by itself. */
    private CompletionStage<Answer> run(Call<RunForm> call) {
        return call.reply(terms(call).thenCompose(outcome -> outcome.fold(terms -> node.entities().ask(PayoutRunCommand.at(call.newId()), new PayoutRunCommand.Begin(call.newId(), call.body().currency(), terms, call.owner()), call.asking()),
                refusal -> CompletableFuture.completedFuture(Outcome.<PayoutRunCommand.View>refused(refusal)))), run -> Answer.created(RUNS + "/" + run.id(), Run.of(run)));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(run(call, call.path("id")), run -> Answer.ok(Run.of(run)).etag(run.version()));
    }

    private CompletableFuture<Outcome<PayoutRunCommand.View>> run(Call<?> call, String id) {
        return node.entities().ask(PayoutRunCommand.at(id), new PayoutRunCommand.Look(), call.asking());
    }

    /** The list says which runs there are; how each stands it says itself. */
    private CompletionStage<Answer> list(Call<Void> call) {
        return runs.ask(store -> store.ofShop(call.limit(), call.cursor())).thenCompose(slice -> {
            var asked = slice.items().stream().map(listed -> run(call, listed.id())).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenApply(all -> Answer.ok(call.page(asked.stream().flatMap(run -> run.join().fold(view -> Stream.of(Run.of(view)), refused -> Stream.<Run>empty())).toList(), slice.next())));
        });
    }

    /** 202 when the provider cannot say in time whether it knows it: it will be declined, or go on, without another word. */
    private CompletionStage<Answer> decline(Call<Void> call) {
        return call.reply(node.entities().ask(PayoutCommand.at(call.path("id")), new PayoutCommand.Decline(call.owner(), onTheWay), call.asking()), payout -> Answer.of(payout.state() == PayoutView.State.FAILED ? 200 : 202, AdminPayout.of(payout)));
    }

    private CompletionStage<Answer> lookAtOne(Call<Void> call) {
        return call.reply(node.entities().ask(PayoutCommand.at(call.path("id")), new PayoutCommand.Look(Optional.empty()), call.asking()), payout -> Answer.ok(AdminPayout.of(payout)).etag(payout.version()));
    }

    private synchronized PayoutBook book() {
        if (book == null) book = new PayoutBookStore(node.cql());
        return book;
    }

    private CompletionStage<Answer> book(Call<Void> call) {
        var delay = node.config().getDuration("souk.vendors.payouts.test.answers-after");
        return book().entries(call.cursor(), call.limit() + 1).thenApply(entries -> {
            boolean more = entries.size() > call.limit();
            var page = more ? entries.subList(0, call.limit()) : entries;
            return Answer.ok(call.page(page.stream().map(entry -> new BookEntry(entry.payoutId(), TestPayouts.result(entry, node.clock().instant(), delay).status(), entry.amount(), entry.at())).toList(),
                    more ? Optional.of(page.get(page.size() - 1).payoutId()) : Optional.empty()));
        });
    }
}
