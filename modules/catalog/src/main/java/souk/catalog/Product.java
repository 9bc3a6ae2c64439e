package souk.catalog;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductCommand.Settled;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductEvent;
import souk.catalog.api.ProductEvent.ChangeAgreed;
import souk.catalog.api.ProductEvent.ChangeProposed;
import souk.catalog.api.ProductEvent.ChangeRefused;
import souk.catalog.api.ProductEvent.ChangeUndone;
import souk.catalog.api.ProductEvent.ProductChanged;
import souk.catalog.api.ProductEvent.ProductDeleted;
import souk.catalog.api.ProductView;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Step;

/**
 * A product: what it says, and the one change that is being carried out.
 *
 * <p>A change that no SKU has to be told of is one event. Any other is a process ({@link Change}): take the SKUs that are new to the
 * product; if one refuses, give back what was taken and stay as before; otherwise tell the other SKUs, give up those no longer used,
 * and only then say the new. So the answer tells what holds for the product and for all its SKUs.
 *
 * @param id        the id
 * @param version   counts what changed it
 * @param changes   counts the changes that SKUs were told of; goes on after a deletion, SKUs rely on it
 * @param createdBy the request that created it
 * @param content   what it says; nothing before it is made and after it is deleted
 * @param change    what is being carried out
 * @param refused   what was refused within the last minute, by the change's name, for those who wait for the answer
 */
record Product(String id, long version, long changes, String createdBy, Optional<ProductContent> content, Optional<Change> change,
        PersistentMap<String, Refusal> refused) {

    /** A refused change, kept until everybody who waited for it has been answered. */
    record Refusal(Rejection rejection, Instant until) {}

    /** Longer than anybody waits for an answer. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    static final Blueprint<Product, ProductEvent> BLUEPRINT = Blueprint
            .of(ProductCommand.TYPE, new Product("", 0, 0, "", Optional.empty(), Optional.empty(), PersistentMap.empty()), ProductCommand.class, ProductEvent.class)
            .await("put", ProductCommand.Put.class, Settled.class, Product::put, Product::outcome, Product::settled)
            .await("delete", ProductCommand.Delete.class, Settled.class, Product::delete, Product::outcome, Product::settled)
            .answer("look", ProductCommand.Look.class, ProductView.class, Product::look)
            .decide("skus-taken", ProductCommand.SkusTaken.class, Done.class, Product::skusTaken)
            .decide("skus-refused", ProductCommand.SkusRefused.class, Done.class, Product::skusRefused)
            .decide("skus-settled", ProductCommand.SkusSettled.class, Done.class, Product::skusSettled)
            .decide("skus-released", ProductCommand.SkusReleased.class, Done.class, Product::skusReleased)
            .apply(ChangeProposed.class, "catalog.product-change-proposed", Product::proposed)
            .apply(ChangeAgreed.class, "catalog.product-change-agreed", Product::agreed)
            .apply(ProductChanged.class, "catalog.product-changed", Product::changed)
            .apply(ProductDeleted.class, "catalog.product-deleted", Product::deleted)
            .apply(ChangeRefused.class, "catalog.product-change-refused", Product::refusedBy)
            .apply(ChangeUndone.class, "catalog.product-change-undone", Product::undone)
            .process((product, now) -> product.change.map(change -> change.step(product.id, product.content)))
            .build();

    private Decision<Product, ProductEvent, Settled> put(ProductCommand.Put put, Instant now) {
        return ask(put.productId(), put.change(), put.request(), Optional.of(put.content()), put.expectedVersion(), now);
    }

    private Decision<Product, ProductEvent, Settled> delete(ProductCommand.Delete delete, Instant now) {
        boolean everMade = version > 0 || change.isPresent();
        if (!everMade) return reject(Rejection.notFound("product"));
        return ask(delete.productId(), ProductCommand.Delete.CHANGE, "", Optional.empty(), delete.expectedVersion(), now);
    }

    private Decision<Product, ProductEvent, Settled> ask(String productId, String name, String request, Optional<ProductContent> wanted,
            Optional<Long> expected, Instant now) {
        if (change.isPresent()) {
            return change.get().wanted().equals(wanted) ? accept(Product::settled) : reject(Rejection.Kind.CONFLICT, "change-in-progress",
                    "Another change of this product is being carried out. That takes a moment: read the product and try again.");
        }
        if (expected.isPresent() && (content.isEmpty() || expected.get() != version)) {
            return reject(Rejection.Kind.STALE, "stale", content.isEmpty() ? "There is no such product, so it has no version."
                    : "The product is at version " + version + " now, not " + expected.get() + ". Read it again.");
        }
        if (content.equals(wanted)) return accept(Product::settled);
        return Change.concernsSkus(wanted, content)
                ? accept(Product::settled, new ChangeProposed(productId, changes + 1, name, request, wanted, now))
                : accept(Product::settled, new ProductChanged(productId, version + 1, name, wanted.orElseThrow()));
    }

    private Outcome<ProductView> look(ProductCommand.Look look, Instant now) {
        return view().map(Outcome::accepted).orElseGet(() -> Outcome.refused(Rejection.notFound("product")));
    }

    /** Results of steps that no longer fit are accepted without effect: a step may be carried out more than once. */
    private Decision<Product, ProductEvent, Done> skusTaken(ProductCommand.SkusTaken taken, Instant now) {
        return in(taken.change(), Change.Phase.TAKING)
                .map(current -> current.completeWhenTaken(content) ? done(settling(current)) : done(new ChangeAgreed(current.number())))
                .orElseGet(Product::done);
    }

    private Decision<Product, ProductEvent, Done> skusRefused(ProductCommand.SkusRefused refusal, Instant now) {
        return in(refusal.change(), Change.Phase.TAKING).map(current -> done(new ChangeRefused(current.number(), refusal.rejection(), now)))
                .orElseGet(Product::done);
    }

    private Decision<Product, ProductEvent, Done> skusSettled(ProductCommand.SkusSettled settled, Instant now) {
        return in(settled.change(), Change.Phase.TELLING).map(current -> done(settling(current))).orElseGet(Product::done);
    }

    private Decision<Product, ProductEvent, Done> skusReleased(ProductCommand.SkusReleased released, Instant now) {
        return in(released.change(), Change.Phase.UNDOING).map(current -> done(new ChangeUndone(current.number(), now))).orElseGet(Product::done);
    }

    private Optional<Change> in(long number, Change.Phase phase) {
        return change.filter(current -> current.is(number, phase));
    }

    private ProductEvent settling(Change current) {
        return current.wanted().<ProductEvent>map(said -> new ProductChanged(id, version + 1, current.name(), said))
                .orElseGet(() -> new ProductDeleted(id, version + 1));
    }

    private static Decision<Product, ProductEvent, Done> done(ProductEvent... events) {
        return accept(product -> Done.DONE, events);
    }

    private Optional<Outcome<Settled>> outcome() {
        return change.isPresent() ? Optional.empty() : Optional.of(Outcome.accepted(settled()));
    }

    private Settled settled() {
        var refusals = new java.util.TreeMap<String, Rejection>();
        refused.forEach((name, refusal) -> refusals.put(name, refusal.rejection()));
        return new Settled(view(), createdBy, change.map(Change::name).orElse(""), refusals);
    }

    private Optional<ProductView> view() {
        return content.map(said -> new ProductView(id, version, said));
    }

    private Product proposed(ChangeProposed event) {
        var started = Change.of(event.number(), event.change(), event.request(), event.content(), content);
        return new Product(event.productId(), version, event.number(), createdBy, content, Optional.of(started), refusedAt(event.at()).without(event.change()));
    }

    private Product agreed(ChangeAgreed event) {
        return with(change.map(Change::agreed), refused);
    }

    private Product refusedBy(ChangeRefused event) {
        return with(change.map(current -> current.refused(event.rejection())), refused);
    }

    private Product undone(ChangeUndone event) {
        var current = change.orElseThrow();
        var refusal = new Refusal(current.refusal().orElseThrow(), event.at().plus(REMEMBERED));
        return with(Optional.empty(), refusedAt(event.at()).with(current.name(), refusal));
    }

    private Product changed(ProductChanged event) {
        var creator = content.isEmpty() ? change.map(Change::request).orElse("") : createdBy;
        return new Product(event.productId(), event.version(), changes, creator, Optional.of(event.content()), Optional.empty(), refused.without(event.change()));
    }

    private Product deleted(ProductDeleted event) {
        return new Product(event.productId(), event.version(), changes, "", Optional.empty(), Optional.empty(), refused);
    }

    private Product with(Optional<Change> nextChange, PersistentMap<String, Refusal> nextRefused) {
        return new Product(id, version, changes, createdBy, content, nextChange, nextRefused);
    }

    private PersistentMap<String, Refusal> refusedAt(Instant now) {
        var left = refused;
        for (var each : refused.entrySet()) if (each.getValue().until().isBefore(now)) left = left.without(each.getKey());
        return left;
    }
}
