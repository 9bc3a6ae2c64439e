package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.catalog.Samples.put;
import static souk.catalog.Samples.variant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.Variant;

/** Products and their SKUs agree in the end, however badly their messages travel. */
class ChangeOfSkusTest {
    private static final List<String> PRODUCTS = List.of("p", "q", "r");
    private static final List<String> SKUS = List.of("A", "B", "C", "D");

    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    void everySkuBelongsToTheOneProductThatSellsItAtItsPrice(@ForAll long seed) {
        var random = new Random(seed);
        var town = new Town(random);
        for (int i = 0; i < 120; i++) {
            if (random.nextInt(6) > 0) town.happen();
            else aRequest(random, PRODUCTS.get(random.nextInt(PRODUCTS.size())), town);
        }
        town.heal();
        check(town);
    }

    @Test
    void oneOfTwoProductsThatWantTheSameSkuGetsItAndTheOtherIsToldWhy() {
        for (int seed = 0; seed < 2_000; seed++) {
            var town = new Town(new Random(seed));
            var p = Samples.product("P", variant("A", 1), variant("B", 2));
            var q = Samples.product("Q", variant("B", 3), variant("C", 4));
            town.ask("p", put("p", p));
            town.ask("q", put("q", q));
            for (int i = 0; i < 200; i++) town.happen();
            town.heal();
            check(town);
            var sold = new HashMap<String, Boolean>();
            for (var each : Map.of("p", p, "q", q).entrySet()) {
                var settled = settled(town, each.getKey());
                sold.put(each.getKey(), settled.of(Samples.name(each.getValue())).fold(product -> true, refusal -> {
                    assertThat(refusal.code()).isEqualTo("sku-taken");
                    assertThat(refusal.members()).containsEntry("skus", List.of("B"));
                    return false;
                }));
            }
            assertThat(sold.values()).as("seed %d", seed).containsExactlyInAnyOrder(true, false);
            assertThat(town.sku("B").owner()).isEqualTo(sold.get("p") ? "p" : "q");
        }
    }

    private static ProductCommand.Settled settled(Town town, String id) {
        var awaited = (souk.kernel.Blueprint.Awaited) Product.BLUEPRINT.handling(new ProductCommand.Delete(id, Optional.empty()));
        return awaited.outcome().apply(town.product(id)).orElseThrow().fold(settled -> (ProductCommand.Settled) settled, refusal -> null);
    }

    private static void aRequest(Random random, String id, Town town) {
        if (random.nextInt(8) == 0) {
            town.ask(id, new ProductCommand.Delete(id, Optional.empty()));
            return;
        }
        var variants = new ArrayList<Variant>();
        for (String sku : SKUS) if (random.nextInt(3) == 0) variants.add(variant(sku, 1 + random.nextInt(3)));
        if (variants.isEmpty()) variants.add(variant("A", 1));
        var status = random.nextInt(4) == 0 ? Status.DRAFT : Status.PUBLISHED;
        town.ask(id, put(id, new ProductContent("", "Product " + id, "", "", "", Map.of(), status, variants)));
    }

    private static void check(Town town) {
        for (String id : PRODUCTS) {
            assertThat(town.product(id).change()).as("change of %s", id).isEmpty();
            town.product(id).content().ifPresent(content -> content.offers().forEach((sku, offer) -> {
                assertThat(town.sku(sku).owner()).as("owner of %s", sku).isEqualTo(id);
                assertThat(town.sku(sku).offer()).as("offer of %s", sku).contains(offer);
            }));
        }
        for (String sku : SKUS) {
            String owner = town.sku(sku).owner();
            if (!owner.isEmpty()) assertThat(town.product(owner).content().map(Samples::skus).orElse(List.of())).as("what %s sells", owner).contains(sku);
        }
    }
}
