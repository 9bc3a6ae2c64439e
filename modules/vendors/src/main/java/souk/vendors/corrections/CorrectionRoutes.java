package souk.vendors.corrections;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.CommissionRate;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.reading.Served;

/** Staff corrects a commission that was wrong for some time. */
public final class CorrectionRoutes {
    private static final Access FINANCE = Access.staff("finance");
    private static final String ALL = "/v1/admin/commission/corrections";

    /**
     * What lines should have borne.
     *
     * @param ruleId      of the rule that was taken for them
     * @param version     of that rule; absent: any
     * @param from        of orders placed from then on
     * @param to          and before this, which is over
     * @param basisPoints hundredths of a per cent of the line's total, without freight
     * @param fixed       on top of it for each line; then lines in other currencies stay as they are
     * @param preview     only say what would change
     */
    record CorrectionForm(@Text(max = 255) String ruleId, Optional<@Whole(min = 1, max = Money.MAX) Long> version, Instant from, Instant to, @Whole(min = 0, max = CommissionRate.ALL) int basisPoints,
            Optional<@Whole(min = 0) Money> fixed, Optional<Boolean> preview) implements Checked {
        @Override
        public void check(Faults faults) {
            if (!from.isBefore(to)) faults.outOfRange("to", "This is after from.");
        }

        private CommissionCorrection as(String id) {
            return new CommissionCorrection(id, ruleId, version, from, to, new CommissionRate(basisPoints, fixed));
        }
    }

    /** How far it got. */
    enum State {
        /** Some orders have not answered. */ RUNNING,
        /** All have. */ DONE
    }

    /**
     * A correction.
     *
     * @param preview    whether nothing changes by it
     * @param by         the id of who asked for it
     * @param orders     of how many orders lines bear something else, until now
     * @param lines      how many lines
     * @param refused    how many orders would not have it, as they were corrected too often
     * @param difference what the shop keeps more of what is left of them, in each currency; below zero: less
     */
    record CorrectionBody(String id, State state, String ruleId, Optional<Long> version, Instant from, Instant to, int basisPoints, Optional<Money> fixed, boolean preview, String by, long orders, long lines, long refused,
            List<Money> difference, Instant startedAt, Optional<Instant> endedAt) {
        private static CorrectionBody of(CorrectionCommand.View view) {
            var correction = view.correction();
            return new CorrectionBody(correction.id(), view.endedAt().isPresent() ? State.DONE : State.RUNNING, correction.ruleId(), correction.version(), correction.from(), correction.to(), correction.rate().basisPoints(),
                    correction.rate().fixed(), view.preview(), view.by(), view.orders(), view.lines(), view.refused(), view.difference(), view.startedAt(), view.endedAt());
        }
    }

    private final Node node;
    private final Served<CorrectionListStore> corrections;

    private CorrectionRoutes(Node node) {
        this.node = node;
        corrections = Served.of(node, CorrectionList.VIEW, CorrectionListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new CorrectionRoutes(node);
        return List.of(
                Endpoint.post(ALL).summary("Have all lines that a rule was taken for in some time bear another commission; the same key again: the same correction").roles(FINANCE).stepUp().body(CorrectionForm.class)
                        .idempotencyKey(KeyUse.REQUIRED).answers(201, CorrectionBody.class).refuses(Kind.UNPROCESSABLE, "correction-in-future", "idempotency-key-reused").handle(routes::correct),
                Endpoint.get(ALL).summary("Corrections of commission, newest first").roles(FINANCE).paged().answersPageOf(CorrectionBody.class).handle(routes::list),
                Endpoint.get(ALL + "/{id}").summary("A correction of commission").roles(FINANCE).answers(200, CorrectionBody.class).refuses(Kind.NOT_FOUND).handle(routes::look));
    }

    /** One that goes on when this is answered ends by itself. */
    private CompletionStage<Answer> correct(Call<CorrectionForm> call) {
        var begin = new CorrectionCommand.Begin(call.body().as(call.newId()), call.body().preview().orElse(false), call.owner());
        return call.reply(node.entities().ask(CorrectionCommand.at(call.newId()), begin, call.asking()), correction -> Answer.created(ALL + "/" + call.newId(), CorrectionBody.of(correction)));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(correction(call, call.path("id")), correction -> Answer.ok(CorrectionBody.of(correction)).etag(correction.version()));
    }

    private CompletableFuture<Outcome<CorrectionCommand.View>> correction(Call<?> call, String id) {
        return node.entities().ask(CorrectionCommand.at(id), new CorrectionCommand.Look(), call.asking());
    }

    /** The list says which there are; how each stands it says itself. */
    private CompletionStage<Answer> list(Call<Void> call) {
        return corrections.ask(store -> store.ofShop(call.limit(), call.cursor())).thenCompose(slice -> {
            var asked = slice.items().stream().map(listed -> correction(call, listed.id())).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> Answer.ok(call.page(asked.stream()
                    .flatMap(each -> each.join().fold(view -> Stream.of(CorrectionBody.of(view)), refused -> Stream.<CorrectionBody>empty())).toList(), slice.next())));
        });
    }
}
