package souk.catalog;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductCommand.Settled;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductView;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Fingerprint;
import souk.platform.http.Ids;
import souk.platform.http.Query;
import souk.platform.http.body.Fault;
import souk.platform.reading.Served;

/** Products over HTTP: staff write them, everybody reads the published ones. */
final class ProductRoutes {
    private static final int TRIES = 5;
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Access CATALOG_STAFF = Access.staff("catalog");

    /** A category with products in it. */
    record Category(String category, long products) {}

    /** All categories that have published products, by path. */
    record Categories(List<Category> items) {}

    private final Node node;
    private final AsyncLoadingCache<String, Categories> categories;
    private final Served<ProductListStore> products;

    private ProductRoutes(Node node) {
        this.node = node;
        products = Served.of(node, ProductList.VIEW, ProductListStore::new);
        // Counting reads the whole list, so all who ask within some seconds share one count.
        categories = Caffeine.newBuilder().maximumSize(1).expireAfterWrite(FRESH).buildAsync((all, executor) -> countCategories().toCompletableFuture());
    }

    static List<Endpoint> of(Node node) {
        var routes = new ProductRoutes(node);
        return List.of(
                Endpoint.put("/v1/admin/products/{id}").summary("Create or replace a product").roles(CATALOG_STAFF).body(ProductForm.class).ifMatch()
                        .answers(200, ProductDocument.class).answers(201, ProductDocument.class).refuses(Kind.CONFLICT, "sku-taken", "change-in-progress")
                        .handle(call -> routes.put(call)),
                Endpoint.patch("/v1/admin/products/{id}").summary("Change some of a product").roles(CATALOG_STAFF).body(ProductPatch.class).ifMatch()
                        .answers(200, ProductDocument.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "sku-taken", "change-in-progress")
                        .handle(call -> routes.patch(call)),
                Endpoint.delete("/v1/admin/products/{id}").summary("Delete a product; its SKUs are free again").roles(CATALOG_STAFF).ifMatch()
                        .answers(204, null).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "change-in-progress")
                        .handle(call -> routes.delete(call)),
                Endpoint.get("/v1/products/{id}").summary("A product; staff see drafts too").roles(Access.ANYONE_TOKEN_OPTIONAL)
                        .answers(200, ProductDocument.class).refuses(Kind.NOT_FOUND)
                        .handle(call -> routes.look(call)),
                Endpoint.get("/v1/products").summary("Published products; for staff all").roles(Access.ANYONE_TOKEN_OPTIONAL)
                        .query(Query.oneOf("status", "published", "draft")).paged().answersPageOf(ProductSummary.class).refuses(Kind.DENIED, "forbidden")
                        .handle(call -> routes.list(call)),
                Endpoint.get("/v1/categories").summary("Categories with published products, at most ten seconds old").roles(Access.ANYONE)
                        .answers(200, Categories.class)
                        .handle(call -> routes.categories.get("").thenApply(all -> Answer.ok(all).publicFor(FRESH))));
    }

    private CompletionStage<Answer> put(Call<ProductForm> call) {
        String id = call.path("id");
        var form = call.body();
        if (form.id().filter(given -> !given.equals(id)).isPresent()) return otherId();
        var content = form.content();
        var put = new ProductCommand.Put(id, Fingerprint.of(content), Ids.random(), content, call.ifMatch());
        return node.entities().ask(ProductCommand.at(id), put, call.asking()).thenApply(outcome -> outcome.fold(
                settled -> outcome(settled, put.change(), product -> answer(Answer.put(settled.createdBy().equals(put.request()), ProductDocument.of(product)), product)),
                Answer::refused));
    }

    private CompletionStage<Answer> patch(Call<ProductPatch> call) {
        if (call.body().id().given() && !call.path("id").equals(call.body().id().value())) return otherId();
        return patch(call, TRIES);
    }

    /** Read, merge, and put if nothing has changed since: again from the start if it has, unless the client named the version. */
    private CompletionStage<Answer> patch(Call<ProductPatch> call, int tries) {
        String id = call.path("id");
        return node.entities().ask(ProductCommand.at(id), new ProductCommand.Look(), call.asking()).thenCompose(found -> found.fold(before -> {
            var content = call.body().on(before.content());
            long version = call.ifMatch().orElse(before.version());
            var put = new ProductCommand.Put(id, Fingerprint.of(content), Ids.random(), content, Optional.of(version));
            return node.entities().ask(ProductCommand.at(id), put, call.asking()).thenCompose(outcome -> outcome.fold(
                    settled -> done(outcome(settled, put.change(), product -> answer(Answer.ok(ProductDocument.of(product)), product))),
                    refusal -> refusal.kind() == Kind.STALE && call.ifMatch().isEmpty() && tries > 1 ? patch(call, tries - 1) : done(Answer.refused(refusal))));
        }, refusal -> done(Answer.refused(refusal))));
    }

    private CompletionStage<Answer> delete(Call<Void> call) {
        String id = call.path("id");
        return node.entities().ask(ProductCommand.at(id), new ProductCommand.Delete(id, call.ifMatch()), call.asking()).thenApply(outcome -> outcome.fold(
                settled -> settled.of(ProductCommand.Delete.CHANGE).fold(gone -> Answer.noContent(), Answer::refused), Answer::refused));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return node.entities().ask(ProductCommand.at(call.path("id")), new ProductCommand.Look(), call.asking()).thenApply(outcome -> outcome.fold(
                product -> product.content().published() || call.principal().isStaff() ? answer(Answer.ok(ProductDocument.of(product)), product)
                        : Answer.refused(Rejection.notFound("product")),
                Answer::refused));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        Optional<Status> asked = call.query("status").map(status -> status.equals("draft") ? Status.DRAFT : Status.PUBLISHED);
        boolean staff = call.principal().isStaff();
        if (!staff && asked.filter(status -> status == Status.DRAFT).isPresent()) {
            return done(Answer.refused(new Rejection(Kind.DENIED, "forbidden", "Drafts are for staff.")));
        }
        var status = staff ? asked : Optional.of(Status.PUBLISHED);
        return products.ask(store -> store.slice(status, call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items(), slice.next())));
    }

    private CompletionStage<Categories> countCategories() {
        return products.ask(ProductListStore::categories).thenApply(counts -> new Categories(counts.entrySet().stream().map(each -> new Category(each.getKey(), each.getValue())).toList()));
    }

    /** What became of the change that was asked for. */
    private static Answer outcome(Settled settled, String change, Function<ProductView, Answer> good) {
        Outcome<Optional<ProductView>> outcome = settled.of(change);
        return outcome.fold(product -> product.map(good).orElseGet(() -> Answer.refused(Rejection.notFound("product"))), Answer::refused);
    }

    private static Answer answer(Answer plain, ProductView product) {
        return plain.etag(product.version());
    }

    private static CompletionStage<Answer> otherId() {
        return done(Answer.badRequest(List.of(new Fault("id", Fault.Code.BAD_FORMAT, "The id in the body is the one in the path, or absent."))));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
