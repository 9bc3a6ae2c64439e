package souk.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.catalog.api.Deals;
import souk.catalog.api.Deals.Deal;
import souk.catalog.api.Deals.Known;
import souk.catalog.api.Offers;
import souk.catalog.api.Offers.Listed;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductCommand.Settled;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductView;
import souk.catalog.api.Variant;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Fresh;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Fingerprint;
import souk.platform.http.Ids;
import souk.platform.http.Query;
import souk.platform.http.Role;
import souk.platform.http.body.Fault;
import souk.platform.reading.Served;

/** Products over HTTP: staff write them, everybody reads the published ones. */
final class ProductRoutes {
    private static final int TRIES = 5;
    private static final String ROLE = Role.CATALOG.wire();
    private static final Access CATALOG_STAFF = Access.staff(ROLE);

    /** A category with products in it. */
    record Category(String category, long products) {}

    /** All categories that have published products, by path. */
    record Categories(List<Category> items) {}

    /**
     * What shoppers are shown of a product while there are no deals for it.
     *
     * @param skus   of its variants; none if it is not shown
     * @param offers what vendors want for them
     * @param asked  since when
     */
    private record Shown(Answer answer, long version, List<String> skus, Map<String, List<Listed>> offers, Instant asked) {
        private static Shown not(Rejection why) {
            return new Shown(Answer.refused(why), 0, List.of(), Map.of(), Instant.EPOCH);
        }

        private Optional<List<Listed>> of(String sku) {
            return Optional.of(offers.getOrDefault(sku, List.of()));
        }

        private String tag(Object more) {
            return '"' + (version + "-" + Integer.toHexString(Objects.hash(offers, more))) + '"';
        }

        private int size() {
            return answer.size() + 60 * skus.size() + offers.values().stream().mapToInt(listed -> 200 * listed.size()).sum();
        }
    }

    private final Node node;
    private final Fresh<String, Answer> categories;
    private final Fresh<String, Shown> shown;
    private final Fresh<String, Answer> discounted;
    private final Deals deals;
    private final Offers offers;
    private final Duration freshFor;
    private final Served<ProductListStore> products;

    private ProductRoutes(Node node, Deals deals, Offers offers) {
        this.node = node;
        this.deals = deals;
        this.offers = offers;
        products = Served.of(node, ProductList.VIEW, ProductListStore::new);
        var own = node.config().getConfig("souk.catalog.products");
        freshFor = own.getDuration("fresh-for");
        shown = Fresh.of("products", freshFor, own.getBytes("kept"), Shown::size);
        discounted = Fresh.of("products-with-deals", freshFor, own.getBytes("kept"), Answer::size);
        categories = Fresh.of("categories", freshFor, own.getBytes("kept"), Answer::size);
    }

    static List<Endpoint> of(Node node, Deals deals, Offers offers) {
        var routes = new ProductRoutes(node, deals, offers);
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
                Endpoint.get("/v1/products/{id}").summary("A product; staff of the catalog see drafts too").roles(Access.ANYONE_TOKEN_OPTIONAL)
                        .answers(200, ProductDocument.class).conditional().refuses(Kind.NOT_FOUND)
                        .handle(call -> routes.look(call)),
                Endpoint.get("/v1/products").summary("Published products; for staff of the catalog all").roles(Access.ANYONE_TOKEN_OPTIONAL)
                        .query(Query.oneOf("status", "published", "draft")).paged().answersPageOf(ProductSummary.class).conditional().refuses(Kind.DENIED, "forbidden")
                        .handle(call -> routes.list(call)),
                Endpoint.get("/v1/categories").summary("Categories with published products, at most a second old").roles(Access.ANYONE)
                        .answers(200, Categories.class).conditional()
                        .handle(call -> routes.categories()));
    }

    private CompletionStage<Answer> put(Call<ProductForm> call) {
        String id = call.path("id");
        var form = call.body();
        if (form.id().filter(given -> !given.equals(id)).isPresent()) return otherId();
        var content = form.content();
        var put = new ProductCommand.Put(id, Fingerprint.of(content), Ids.random(), content, call.ifMatch());
        return changed(id, node.entities().ask(ProductCommand.at(id), put, call.asking())).thenCompose(outcome -> outcome.fold(
                settled -> outcome(settled, put.change(), product -> written(call, product, document -> Answer.put(settled.createdBy().equals(put.request()), document))),
                refusal -> done(Answer.refused(refusal))));
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
            return changed(id, node.entities().ask(ProductCommand.at(id), put, call.asking())).thenCompose(outcome -> outcome.fold(
                    settled -> outcome(settled, put.change(), product -> written(call, product, Answer::ok)),
                    refusal -> refusal.kind() == Kind.STALE && call.ifMatch().isEmpty() && tries > 1 ? patch(call, tries - 1) : done(Answer.refused(refusal))));
        }, refusal -> done(Answer.refused(refusal))));
    }

    private CompletionStage<Answer> delete(Call<Void> call) {
        String id = call.path("id");
        return changed(id, node.entities().ask(ProductCommand.at(id), new ProductCommand.Delete(id, call.ifMatch()), call.asking())).thenApply(outcome -> outcome.fold(
                settled -> settled.of(ProductCommand.Delete.CHANGE).fold(gone -> Answer.noContent(), Answer::refused), Answer::refused));
    }

    /** Who changes a product on this node sees the change here at once; on other nodes it is seen when what they show is too old. */
    private <R> CompletionStage<R> changed(String id, CompletionStage<R> change) {
        return change.whenComplete((done, failure) -> shown.forget(id));
    }

    /** Staff of the catalog see what is written; everybody else what was a moment ago, which costs nothing, with the deals of now. Whether it can still be had is decided at checkout. */
    private CompletionStage<Answer> look(Call<Void> call) {
        String id = call.path("id");
        if (call.principal().may(ROLE)) return node.entities().ask(ProductCommand.at(id), new ProductCommand.Look(), call.asking()).thenCompose(outcome -> outcome.fold(product -> written(call, product, Answer::ok), refusal -> done(Answer.refused(refusal))));
        return shown.get(id, () -> page(call), page -> page.answer().status() == 200).thenCompose(page -> offers.changedSince(page.skus(), page.asked()) ? anew(call, id) : CompletableFuture.completedFuture(page))
                .thenCompose(page -> page.skus().isEmpty() ? done(page.answer()) : deals.known().thenCompose(known -> known.bySku().isEmpty() ? done(page.answer()) : withDeals(call, page, known)));
    }

    /** Who changes an offer on this node sees the change here at once, too. */
    private CompletionStage<Shown> anew(Call<Void> call, String id) {
        shown.forget(id);
        return shown.get(id, () -> page(call), page -> page.answer().status() == 200);
    }

    /** As staff sees it: what is written, with what vendors want for it now. */
    private CompletionStage<Answer> written(Call<?> call, ProductView product, Function<ProductDocument, Answer> form) {
        return offers.of(prices(product), call.requestId()).thenApply(listed -> answer(form.apply(ProductDocument.of(product, sku -> Optional.empty(), sku -> Optional.of(listed.getOrDefault(sku, List.of())))), product));
    }

    private static Map<String, Currency> prices(ProductView product) {
        var prices = new LinkedHashMap<String, Currency>();
        for (Variant each : product.content().variants()) prices.put(each.sku(), each.price().currency());
        return prices;
    }

    private CompletionStage<Shown> page(Call<Void> call) {
        return node.entities().ask(ProductCommand.at(call.path("id")), new ProductCommand.Look(), call.asking()).thenCompose(outcome -> outcome.<CompletionStage<Shown>>fold(
                product -> product.content().published() ? withOffers(call, product) : CompletableFuture.completedFuture(Shown.not(Rejection.notFound("product"))),
                refusal -> CompletableFuture.completedFuture(Shown.not(refusal))));
    }

    /** What vendors want for it is as old as the rest of the page. */
    private CompletionStage<Shown> withOffers(Call<Void> call, ProductView product) {
        var prices = prices(product);
        var asked = node.clock().instant();
        return offers.of(prices, call.requestId()).thenApply(listed -> {
            var plain = new Shown(null, product.version(), List.copyOf(prices.keySet()), listed, asked);
            var written = Answer.ok(ProductDocument.of(product, sku -> Optional.empty(), plain::of)).written();
            return new Shown(open(listed.isEmpty() ? answer(written, product) : written.header("ETag", plain.tag(""))), plain.version(), plain.skus(), listed, asked);
        });
    }

    /** At a deal's first and last instant another page is shown, however new this one is; and nobody is told to keep one for longer than it holds. */
    private CompletionStage<Answer> withDeals(Call<Void> call, Shown page, Known known) {
        var now = node.clock().instant();
        var here = page.skus().stream().flatMap(sku -> known.at(sku, now).stream()).map(Deal::id).toList();
        var holds = page.skus().stream().flatMap(sku -> known.changes(sku, now).stream()).min(Instant::compareTo).map(until -> Duration.between(now, until));
        var plain = here.isEmpty() ? done(page.answer()) : discounted.get(call.path("id") + "@" + page.tag(here), () -> look(call, product -> {
            var document = ProductDocument.of(product, sku -> known.at(sku, now), page::of);
            return open(Answer.ok(document).written().header("ETag", page.tag(here)));
        }), answer -> answer.status() == 200);
        return plain.thenApply(answer -> answer.status() != 200 || holds.isEmpty() || freshFor.compareTo(holds.get()) <= 0 ? answer : answer.publicFor(holds.get()));
    }

    private CompletionStage<Answer> look(Call<Void> call, Function<ProductView, Answer> good) {
        return node.entities().ask(ProductCommand.at(call.path("id")), new ProductCommand.Look(), call.asking()).thenApply(outcome -> outcome.fold(good, Answer::refused));
    }

    /** May be kept by proxies and browsers for as long as by ourselves. */
    private Answer open(Answer answer) {
        return freshFor.toSeconds() == 0 ? answer : answer.publicFor(freshFor);
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        Optional<Status> asked = call.query("status").map(status -> status.equals("draft") ? Status.DRAFT : Status.PUBLISHED);
        boolean staff = call.principal().may(ROLE);
        if (!staff && asked.filter(status -> status == Status.DRAFT).isPresent()) {
            return done(Answer.refused(new Rejection(Kind.DENIED, "forbidden", "Drafts are for staff with the role catalog or admin.")));
        }
        var status = staff ? asked : Optional.of(Status.PUBLISHED);
        return products.ask(store -> store.slice(status, call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items(), slice.next())).etagOfBody())
                .thenApply(answer -> staff ? answer : open(answer));
    }

    /** One count at a time, shared by all who ask. */
    private CompletionStage<Answer> categories() {
        return categories.get("", () -> products.ask(ProductListStore::categories)
                .thenApply(counts -> new Categories(counts.entrySet().stream().map(each -> new Category(each.getKey(), each.getValue())).toList()))
                .thenApply(counted -> open(Answer.ok(counted).etagOfBody())), answer -> true);
    }

    /** What became of the change that was asked for. */
    private static CompletionStage<Answer> outcome(Settled settled, String change, Function<ProductView, CompletionStage<Answer>> good) {
        Outcome<Optional<ProductView>> outcome = settled.of(change);
        return outcome.fold(product -> product.map(good).orElseGet(() -> done(Answer.refused(Rejection.notFound("product")))), refusal -> done(Answer.refused(refusal)));
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
