package souk.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.catalog.api.ImportCommand;
import souk.catalog.api.ImportCommand.LookAtRejects;
import souk.catalog.api.ImportCommand.Progress;
import souk.catalog.api.ImportCommand.Reject;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Currencies;
import souk.platform.http.Endpoint;
import souk.platform.http.Ids;
import souk.platform.http.Query;
import souk.platform.http.body.BodyReader;

/** Many products at once, a line each, of any number and over any time. */
final class ImportRoutes {
    /**
     * How an import went, over all its runs.
     *
     * @param imported      lines imported
     * @param rejected      lines that were not, the first 5,000
     * @param rejectedCount all of them
     * @param lines         every line up to this one is done
     */
    record Report(String id, State state, long lines, long imported, long rejectedCount, List<Reject> rejected) {
        enum State { RUNNING, DONE }
    }

    private final Node node;
    private BodyReader<ProductForm> reader;

    private ImportRoutes(Node node) {
        this.node = node;
    }

    static List<Endpoint> of(Node node) {
        var routes = new ImportRoutes(node);
        return List.of(
                Endpoint.post("/v1/admin/products/import").summary("Import products, one a line; the same id again goes on where it stopped")
                        .roles(Access.staff("catalog")).query(Query.matching("id", "\\S[^\\p{Cntrl}]{0,199}", "1 to 200 characters, of your choice.").always()).streams("application/x-ndjson")
                        .answers(200, Report.class).refuses(Kind.CONFLICT, "import-taken-over")
                        .handle(routes::run),
                Endpoint.get("/v1/admin/products/imports/{id}").summary("How far an import is").roles(Access.staff("catalog"))
                        .answers(200, Report.class).refuses(Kind.NOT_FOUND)
                        .handle(call -> routes.report(call.path("id"), call.asking())));
    }

    private synchronized BodyReader<ProductForm> reader() {
        if (reader == null) reader = BodyReader.of(ProductForm.class, Currencies.known(node.config()));
        return reader;
    }

    private CompletionStage<Answer> run(Call<Void> call) {
        String id = call.query("id").orElseThrow();
        String run = Ids.random();
        var shop = new ImportShop(node.entities(), id, call.asking());
        return shop.note(new ImportCommand.Begin(id, run)).thenCompose(begun -> begun.fold(
                progress -> read(call, new ImportRun(shop, reader()::read, run, progress)).thenCompose(ended -> ended.fold(
                        done -> report(id, call.asking()), ImportRoutes::refused)),
                refusal -> call.eachPiece(piece -> nothing()).thenApply(read -> Answer.refused(refusal))));
    }

    private static CompletionStage<Outcome<Progress>> read(Call<Void> call, ImportRun run) {
        var lines = new Lines();
        return call.eachPiece(piece -> run.take(lines.feed(piece))).thenApply(read -> true).exceptionally(brokeOff -> false)
                .thenCompose(complete -> complete ? end(run, lines) : run.settle().thenApply(noted -> Outcome.refused(Kind.INVALID, "bad-json",
                        "The body broke off. Every line up to " + run.through() + " is done: send the same import again to go on.")));
    }

    private static CompletionStage<Outcome<Progress>> end(ImportRun run, Lines lines) {
        return run.take(lines.last().map(List::of).orElse(List.of())).thenCompose(all -> run.end());
    }

    private CompletionStage<Answer> report(String id, Asking how) {
        return node.entities().ask(ImportCommand.at(id), new ImportCommand.Look(), how).thenCompose(looked -> looked.fold(
                progress -> rejects(id, how, new ArrayList<>()).thenApply(rejects -> rejects.fold(
                        all -> Answer.ok(new Report(id, progress.done() ? Report.State.DONE : Report.State.RUNNING, progress.lines(), progress.imported(),
                                progress.rejected(), all)),
                        Answer::refused)),
                ImportRoutes::refused));
    }

    /** Asked for in parts, so that no message between nodes grows large. */
    private CompletionStage<Outcome<List<Reject>>> rejects(String id, Asking how, List<Reject> found) {
        return node.entities().ask(ImportCommand.at(id), new LookAtRejects(found.size()), how).thenCompose(some -> some.fold(part -> {
            found.addAll(part.rejects());
            return part.rejects().size() < LookAtRejects.MOST ? CompletableFuture.completedFuture(Outcome.accepted(found)) : rejects(id, how, found);
        }, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    private static CompletionStage<Answer> refused(Rejection refusal) {
        return CompletableFuture.completedFuture(Answer.refused(refusal));
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }
}
