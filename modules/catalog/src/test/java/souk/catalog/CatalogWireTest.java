package souk.catalog;

import static souk.catalog.Samples.offer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ImportCommand;
import souk.catalog.api.ImportEvent;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductEvent;
import souk.catalog.api.ProductView;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuEvent;
import souk.catalog.api.SkuView;
import souk.catalog.api.Variant;
import souk.kernel.Money;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.testkit.WireContract;

class CatalogWireTest {
    private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");
    private static final ProductContent SHIRT = new ProductContent("shirt", "Shirt", "Acme", "clothes/shirts", "Soft.\nWarm.", Map.of("color", "red"), Status.PUBLISHED,
            List.of(new Variant("S-M", "4006381333931", Map.of("size", "M"), Money.of(1999, "GBP"))));
    private static final Rejection TAKEN = new Rejection(Rejection.Kind.CONFLICT, "sku-taken", "The SKU S-M belongs to another product.").about("skus", List.of("S-M"));

    @Test
    void whatIsStoredStaysReadable() {
        WireContract.of(Product.BLUEPRINT, Sku.BLUEPRINT, Import.BLUEPRINT)
                .example(new ProductEvent.ChangeProposed("p", 2, "change", "request", Optional.of(SHIRT), AT))
                .example(new ProductEvent.ChangeAgreed(2))
                .example(new ProductEvent.ProductChanged("p", 3, "change", SHIRT))
                .example(new ProductEvent.ProductDeleted("p", 4))
                .example(new ProductEvent.ChangeRefused(2, TAKEN, AT))
                .example(new ProductEvent.ChangeUndone(2, AT))
                .example(new SkuEvent.SkuTaken("S-M", "p", 2))
                .example(new SkuEvent.SkuOffered("S-M", "p", 2, offer(SHIRT, "S-M")))
                .example(new SkuEvent.SkuReleased("S-M", "p", 2))
                .example(new ImportEvent.ImportBegun("i", "run", AT))
                .example(new ImportEvent.ImportAdvanced(500, 499, List.of(new ImportCommand.Reject(7, "bad-json", "This is not proper JSON.")), AT))
                .example(new ImportEvent.ImportEnded(AT))
                .holds();
    }

    @Test
    void whatIsSentAndKeptIsTheSameAfterwards() {
        var progress = new ImportCommand.Progress("i", 5, 4, 1, true, AT);
        var change = new Change(2, "change", "request", Optional.of(SHIRT), Change.Phase.UNDOING, Optional.of(TAKEN));
        for (Object value : List.of(
                new ProductCommand.Put("p", "change", "request", SHIRT, Optional.of(3L)), new ProductCommand.Put("p", "change", "request", SHIRT, Optional.empty()),
                new ProductCommand.Delete("p", Optional.of(1L)), new ProductCommand.Look(), new ProductCommand.SkusTaken(1), new ProductCommand.SkusRefused(1, TAKEN),
                new ProductCommand.SkusSettled(1), new ProductCommand.SkusReleased(1), new ProductView("p", 3, SHIRT),
                new ProductCommand.Settled(Optional.of(new ProductView("p", 3, SHIRT)), "request", "", Map.of("change", TAKEN)),
                new ProductCommand.Settled(Optional.empty(), "", "change", Map.of()),
                new SkuCommand.Look(), new SkuCommand.Assign("S-M", "p", 1, Optional.of(offer(SHIRT, "S-M"))), new SkuCommand.Assign("S-M", "p", 1, Optional.empty()),
                new SkuCommand.Release("S-M", "p", 1), new SkuView("S-M", "p", "Shirt", Money.of(1999, "GBP"), true),
                new ImportCommand.Begin("i", "run"), new ImportCommand.Advance("run", 0, 5, 4, List.of(new ImportCommand.Reject(2, "c", "d"))), new ImportCommand.End("run"),
                new ImportCommand.Look(), new ImportCommand.LookAtRejects(500), progress, new ImportCommand.Rejects(List.of()),
                Product.BLUEPRINT.empty(), Sku.BLUEPRINT.empty(), Import.BLUEPRINT.empty(),
                new Product("p", 3, 2, "request", Optional.of(SHIRT), Optional.of(change), PersistentMap.<String, Product.Refusal>empty().with("x", new Product.Refusal(TAKEN, AT))),
                new Sku("S-M", "p", 2, Optional.of(offer(SHIRT, "S-M")), PersistentMap.<String, Long>empty().with("q", 5L)),
                new Import("i", "run", 5, 4, 1, List.of(new ImportCommand.Reject(2, "c", "d")), true, AT),
                ProductSummary.of("p", SHIRT))) {
            WireContract.survives(value);
        }
    }
}
