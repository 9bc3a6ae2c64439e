package souk.vendors.payouts;

import static souk.vendors.payouts.PayoutRoutes.then;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Query;
import souk.platform.http.body.Fault;
import souk.platform.reading.Served;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.PayoutView;

/**
 * Compares what the shop knows to be paid with what the provider says: a statement that is sent, or the provider's own when none is. Every payout in the statement is asked for by its id, so one that was paid just before the time
 * begins, or heard of just after it ends, is no surplus.
 */
public final class ReconcileRoutes {
    private static final String NDJSON = "application/x-ndjson";
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int LARGEST = 16 << 20;
    private static final int SIDE_BY_SIDE = 50;
    private static final int AT_ONCE = 500;
    private static final Rejection TOO_LARGE = new Rejection(Kind.UNPROCESSABLE, "statement-too-large", "A statement has at most 16 MiB: ask for a shorter time.");
    private static final Rejection NONE = new Rejection(Kind.UNPROCESSABLE, "no-statement", "This provider gives no statements: send one.");

    private static final Rejection NO_ANSWER = new Rejection(Kind.OVERLOADED, "provider-unavailable", "The provider cannot be asked now, or what it says is not understood; the log says more. Try again later, or send its statement.");
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileRoutes.class);

    private final Node node;
    private final Served<PaidListStore> paid;
    private PayoutProvider provider;

    private ReconcileRoutes(Node node) {
        this.node = node;
        paid = Served.of(node, PaidList.VIEW, PaidListStore::new);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new ReconcileRoutes(node);
        return List.of(Endpoint.post("/v1/admin/payouts/reconcile")
                .summary("Compare what was paid from one time up to another, at most 31 days, with the provider's statement: a line {\"payoutId\",\"amount\",\"reference\"?} a payout; an empty body: the one that the provider gives. Changes nothing")
                .roles(Access.staff("finance")).query(Query.time("from").always(), Query.time("to").always()).streams(NDJSON).answers(200, Reconciliation.class).refuses(Kind.UNPROCESSABLE, "statement-too-large", "no-statement").refuses(Kind.OVERLOADED, "provider-unavailable")
                .handle(routes::reconcile));
    }

    private synchronized PayoutProvider provider() {
        if (provider == null) provider = PayoutProviders.of(node);
        return provider;
    }

    private CompletionStage<Answer> reconcile(Call<Void> call) {
        var from = call.time("from").orElseThrow();
        var to = call.time("to").orElseThrow();
        var bytes = new ByteArrayOutputStream();
        return call.eachPiece(piece -> {
            if (bytes.size() <= LARGEST) bytes.writeBytes(piece);
            return CompletableFuture.completedFuture(null);
        }).thenComposeAsync(read -> {
            if (!from.isBefore(to) || from.plus(LONGEST).isBefore(to)) return wrong("to", Fault.Code.OUT_OF_RANGE, "After from, by at most 31 days.");
            if (bytes.size() > LARGEST) return CompletableFuture.completedFuture(Answer.refused(TOO_LARGE));
            String sent = bytes.toString(StandardCharsets.UTF_8);
            if (sent.isBlank()) return own(call, from, to);
            try {
                return answer(call, PaidEntries.read(sent), from, to, false);
            } catch (PaidEntries.Unreadable e) {
                return wrong("", Fault.Code.BAD_FORMAT, e.getMessage());
            }
        }, node.executor());
    }

    /** By the provider's own statement. */
    private CompletionStage<Answer> own(Call<Void> call, Instant from, Instant to) {
        return said(() -> provider().statement(from, to), "its statement").thenCompose(outcome -> outcome.fold(
                given -> given.map(there -> answer(call, there, from, to, true)).orElseGet(() -> CompletableFuture.completedFuture(Answer.refused(NONE))), refusal -> CompletableFuture.completedFuture(Answer.refused(refusal))));
    }

    /** What the provider says, or that it says nothing: whatever fails there is no fault of the shop. */
    private static <R> CompletionStage<Outcome<R>> said(Supplier<CompletionStage<R>> question, String what) {
        CompletionStage<R> answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.handle((result, failure) -> {
            if (failure == null) return Outcome.accepted(result);
            LOG.warn("The payout provider was asked for {} and no answer came that is understood", what, failure);
            return Outcome.refused(NO_ANSWER);
        });
    }

    private static CompletionStage<Answer> wrong(String field, Fault.Code code, String detail) {
        return CompletableFuture.completedFuture(Answer.badRequest(List.of(new Fault(field, code, detail))));
    }

    /** @param askAgain the provider about what it does not list: it may list it under another time */
    private CompletionStage<Answer> answer(Call<Void> call, List<PaidEntry> there, Instant from, Instant to, boolean askAgain) {
        var ids = there.stream().map(PaidEntry::payoutId).distinct().toList();
        return call.reply(then(known(call, ids, new HashMap<>()), known -> here(from, to).thenCompose(here -> {
            here.keySet().removeAll(ids);
            return then(askAgain ? unlisted(here) : CompletableFuture.completedFuture(Outcome.accepted(here)), missing -> CompletableFuture.completedFuture(Outcome.accepted(Reconciliation.of(there, known, missing))));
        })), Answer::ok);
    }

    /** Less what the provider has paid all the same. */
    private CompletionStage<Outcome<Map<String, PaidList.Entry>>> unlisted(Map<String, PaidList.Entry> here) {
        var failed = new ArrayList<Rejection>();
        return each(List.copyOf(here.keySet()), id -> said(() -> provider().find(id), "payout " + id), (id, outcome) -> outcome.fold(result -> result.status() == PayoutResult.Status.PAID ? here.remove(id) : null, refusal -> {
            failed.add(refusal);
            return null;
        })).thenApply(asked -> failed.isEmpty() ? Outcome.accepted(here) : Outcome.refused(failed.get(0)));
    }

    private CompletionStage<Outcome<Map<String, PayoutView>>> known(Call<Void> call, List<String> ids, Map<String, PayoutView> found) {
        var failed = new HashMap<String, Rejection>();
        return each(ids, id -> node.entities().ask(PayoutCommand.at(id), new PayoutCommand.Look(Optional.empty()), call.asking()), (id, outcome) -> outcome.fold(payout -> found.put(id, payout), refusal -> {
            if (refusal.kind() != Kind.NOT_FOUND) failed.put(id, refusal);
            return null;
        })).thenApply(all -> failed.isEmpty() ? Outcome.accepted(found) : Outcome.refused(failed.values().iterator().next()));
    }

    /** What was paid in that time, by id. */
    private CompletionStage<Map<String, PaidList.Entry>> here(Instant from, Instant to) {
        return day(LocalDate.ofInstant(from, ZoneOffset.UTC), Optional.empty(), from, to, new LinkedHashMap<>());
    }

    private CompletionStage<Map<String, PaidList.Entry>> day(LocalDate day, Optional<String> place, Instant from, Instant to, Map<String, PaidList.Entry> found) {
        if (!day.atStartOfDay(ZoneOffset.UTC).toInstant().isBefore(to)) return CompletableFuture.completedFuture(found);
        return paid.ask(store -> store.ofDay(day, AT_ONCE, place)).thenCompose(slice -> {
            for (var listed : slice.items()) if (!listed.entry().paidAt().isBefore(from) && listed.entry().paidAt().isBefore(to)) found.put(listed.id(), listed.entry());
            return day(slice.next().isPresent() ? day : day.plusDays(1), slice.next(), from, to, found);
        });
    }

    /** Some side by side; what they answered is heard one after the other. */
    private static <R> CompletionStage<?> each(List<String> ids, Function<String, ? extends CompletionStage<R>> ask, BiConsumer<String, R> heard) {
        if (ids.isEmpty()) return CompletableFuture.completedFuture(null);
        var now = ids.subList(0, Math.min(SIDE_BY_SIDE, ids.size()));
        var asked = now.stream().map(id -> ask.apply(id).toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenCompose(all -> {
            for (int i = 0; i < now.size(); i++) heard.accept(now.get(i), asked.get(i).join());
            return each(ids.subList(now.size(), ids.size()), ask, heard);
        });
    }
}
