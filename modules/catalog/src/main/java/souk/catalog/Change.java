package souk.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductContent;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;

/**
 * A change of a product that is being carried out, and what its SKUs have to be told. Everything is sent in SKU order and under the
 * change's number.
 *
 * @param number  counts the product's changes
 * @param name    what those who asked know it by
 * @param request the first request for it
 * @param wanted  what the product shall say; nothing if it shall be no more
 * @param phase   how far it is
 * @param refusal why it is given up, if it is
 */
record Change(long number, String name, String request, Optional<ProductContent> wanted, Phase phase, Optional<Rejection> refusal) {

    /** How far a change is. */
    enum Phase {
        /** SKUs new to the product are taken; each may refuse. */ TAKING,
        /** All agreed: the others are told, those no longer used are given up. */ TELLING,
        /** One refused: what was taken is given back. */ UNDOING
    }

    /** A change at its start: it may leave out the taking if it brings no new SKU. */
    static Change of(long number, String name, String request, Optional<ProductContent> wanted, Optional<ProductContent> current) {
        var phase = fresh(wanted, current).isEmpty() ? Phase.TELLING : Phase.TAKING;
        return new Change(number, name, request, wanted, phase, Optional.empty());
    }

    Change agreed() {
        return new Change(number, name, request, wanted, Phase.TELLING, refusal);
    }

    Change refused(Rejection why) {
        return new Change(number, name, request, wanted, Phase.UNDOING, Optional.of(why));
    }

    boolean is(long otherNumber, Phase otherPhase) {
        return number == otherNumber && phase == otherPhase;
    }

    /** Whether some SKU has to be told of it. */
    static boolean concernsSkus(Optional<ProductContent> wanted, Optional<ProductContent> current) {
        return !fresh(wanted, current).isEmpty() || !altered(wanted, current).isEmpty() || !dropped(wanted, current).isEmpty();
    }

    /** Whether taking the new SKUs was all there was to do. */
    boolean completeWhenTaken(Optional<ProductContent> current) {
        return tell("", current).isEmpty();
    }

    Step step(String productId, Optional<ProductContent> current) {
        return switch (phase) {
            case TAKING -> Step.of("take-skus", take(productId, current), outcomes -> Step.refusal(outcomes)
                    .<ProductCommand<?>>map(why -> new ProductCommand.SkusRefused(number, why))
                    .orElseGet(() -> new ProductCommand.SkusTaken(number)));
            case TELLING -> Step.of("tell-skus", tell(productId, current), outcomes -> unrefused(outcomes, new ProductCommand.SkusSettled(number)));
            case UNDOING -> Step.of("give-skus-back", giveBack(productId, current), outcomes -> unrefused(outcomes, new ProductCommand.SkusReleased(number)));
        };
    }

    /** A refusal here would be a mistake in the rules: the step is then repeated, where operators see it, rather than passed over. */
    private static ProductCommand<?> unrefused(List<Outcome<?>> outcomes, ProductCommand<?> result) {
        Step.refusal(outcomes).ifPresent(why -> {
            throw new IllegalStateException("A SKU of the product's own refused: " + why.detail());
        });
        return result;
    }

    /** After the last one nothing can be refused any more, so that it brings its offer along; the others are not seen before that. */
    private List<Step.Call> take(String productId, Optional<ProductContent> current) {
        var fresh = fresh(wanted, current);
        var calls = new ArrayList<Step.Call>();
        fresh.forEach((sku, offer) -> calls.add(assign(sku, productId, calls.size() == fresh.size() - 1 ? Optional.of(offer) : Optional.empty())));
        return calls;
    }

    /** None of these is ever refused: the SKUs are the product's own. */
    private List<Step.Call> tell(String productId, Optional<ProductContent> current) {
        var calls = new ArrayList<Step.Call>();
        var taken = fresh(wanted, current);
        if (!taken.isEmpty()) taken.headMap(taken.lastKey()).forEach((sku, offer) -> calls.add(assign(sku, productId, Optional.of(offer))));
        altered(wanted, current).forEach((sku, offer) -> calls.add(assign(sku, productId, Optional.of(offer))));
        dropped(wanted, current).keySet().forEach(sku -> calls.add(release(sku, productId)));
        return calls;
    }

    /** Those too that were not reached or refused: a request for them may still be on its way, and must find the door closed. */
    private List<Step.Call> giveBack(String productId, Optional<ProductContent> current) {
        return fresh(wanted, current).keySet().stream().map(sku -> release(sku, productId)).toList();
    }

    private Step.Call assign(String sku, String productId, Optional<SkuOffer> offer) {
        return Step.send(SkuCommand.at(sku), new SkuCommand.Assign(sku, productId, number, offer));
    }

    private Step.Call release(String sku, String productId) {
        return Step.send(SkuCommand.at(sku), new SkuCommand.Release(sku, productId, number));
    }

    private static TreeMap<String, SkuOffer> fresh(Optional<ProductContent> wanted, Optional<ProductContent> current) {
        var fresh = offers(wanted);
        fresh.keySet().removeAll(offers(current).keySet());
        return fresh;
    }

    private static Map<String, SkuOffer> altered(Optional<ProductContent> wanted, Optional<ProductContent> current) {
        var before = offers(current);
        var altered = offers(wanted);
        altered.entrySet().removeIf(entry -> !before.containsKey(entry.getKey()) || before.get(entry.getKey()).equals(entry.getValue()));
        return altered;
    }

    private static Map<String, SkuOffer> dropped(Optional<ProductContent> wanted, Optional<ProductContent> current) {
        return fresh(current, wanted);
    }

    private static TreeMap<String, SkuOffer> offers(Optional<ProductContent> content) {
        return content.map(some -> new TreeMap<>(some.offers())).orElseGet(TreeMap::new);
    }
}
