package souk.catalog;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuEvent;
import souk.catalog.api.SkuEvent.SkuOffered;
import souk.catalog.api.SkuEvent.SkuReleased;
import souk.catalog.api.SkuEvent.SkuTaken;
import souk.catalog.api.SkuOffer;
import souk.catalog.api.SkuView;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/**
 * A stock keeping unit: whose it is and what it is sold as. It is what makes a SKU belong to one product only, and what carts and
 * stock ask.
 *
 * <p>The commands of a product carry the number of its change, and a command of an older change than the last one seen does nothing:
 * one that was held up on the way and arrives after its change was settled cannot take a SKU again that was given up, nor bring back
 * an old price. For that the last change of every product that ever gave the SKU up is remembered; that is one number for each such
 * product, and few products ever share a SKU.
 *
 * @param sku   the id
 * @param owner the product it belongs to, or empty
 * @param change the owner's last change that spoke of it
 * @param offer what it is sold as; nothing while it is only taken
 * @param former the last change of each product that gave it up
 */
record Sku(String sku, String owner, long change, Optional<SkuOffer> offer, PersistentMap<String, Long> former) {

    static final Blueprint<Sku, SkuEvent> BLUEPRINT = Blueprint
            .of(SkuCommand.TYPE, new Sku("", "", 0, Optional.empty(), PersistentMap.empty()), SkuCommand.class, SkuEvent.class)
            .answer("look", SkuCommand.Look.class, SkuView.class, Sku::look)
            .decide("assign", SkuCommand.Assign.class, Done.class, Sku::assign)
            .decide("release", SkuCommand.Release.class, Done.class, Sku::release)
            .apply(SkuTaken.class, "catalog.sku-taken", Sku::taken)
            .apply(SkuOffered.class, "catalog.sku-offered", Sku::offered)
            .apply(SkuReleased.class, "catalog.sku-released", Sku::released)
            .build();

    private Outcome<SkuView> look(SkuCommand.Look look, Instant now) {
        return offer.map(sold -> Outcome.accepted(new SkuView(sku, owner, sold.name(), sold.price(), sold.published())))
                .orElseGet(() -> Outcome.refused(Rejection.notFound("SKU")));
    }

    private Decision<Sku, SkuEvent, Done> assign(SkuCommand.Assign assign, Instant now) {
        if (late(assign.productId(), assign.change())) return done();
        if (!owner.isEmpty() && !owner.equals(assign.productId())) {
            return reject(new Rejection(Rejection.Kind.CONFLICT, "sku-taken", "The SKU " + assign.sku() + " belongs to another product.")
                    .about("skus", List.of(assign.sku())));
        }
        boolean own = !owner.isEmpty();
        if (assign.offer().isEmpty()) return own ? done() : done(new SkuTaken(assign.sku(), assign.productId(), assign.change()));
        if (own && offer.equals(assign.offer())) return done();
        return done(new SkuOffered(assign.sku(), assign.productId(), assign.change(), assign.offer().get()));
    }

    /** Recorded even if the SKU is another's: the same change's request to take it may still be on its way. */
    private Decision<Sku, SkuEvent, Done> release(SkuCommand.Release release, Instant now) {
        return late(release.productId(), release.change()) ? done() : done(new SkuReleased(release.sku(), release.productId(), release.change()));
    }

    private boolean late(String productId, long number) {
        if (owner.equals(productId)) return number < change;
        return former.find(productId).map(last -> number <= last).orElse(false);
    }

    private static Decision<Sku, SkuEvent, Done> done(SkuEvent... events) {
        return accept(sku -> Done.DONE, events);
    }

    private Sku taken(SkuTaken taken) {
        return new Sku(taken.sku(), taken.productId(), taken.change(), Optional.empty(), former.without(taken.productId()));
    }

    private Sku offered(SkuOffered offered) {
        return new Sku(offered.sku(), offered.productId(), offered.change(), Optional.of(offered.offer()), former.without(offered.productId()));
    }

    private Sku released(SkuReleased released) {
        var remembered = former.with(released.productId(), released.change());
        return owner.equals(released.productId())
                ? new Sku(released.sku(), "", 0, Optional.empty(), remembered)
                : new Sku(released.sku(), owner, change, offer, remembered);
    }
}
