package souk.vendors.ratings;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.catalog.api.Offers;
import souk.platform.Fresh;
import souk.platform.Node;
import souk.platform.reading.Served;

/** What buyers think of each vendor, as a node knows it: added up when somebody asks, and kept for {@code souk.vendors.ratings.kept-for}. */
public final class VendorRatings {
    private static final int ROOM = 1_000_000;
    private static final int SIZE = 100;

    private final Served<RatingListStore> ratings;
    private final Fresh<String, Optional<Offers.Rating>> kept;

    private VendorRatings(Node node) {
        ratings = Served.of(node, RatingList.VIEW, RatingListStore::new);
        kept = Fresh.of("vendor-ratings", node.config().getDuration("souk.vendors.ratings.kept-for"), ROOM, one -> SIZE);
    }

    public static VendorRatings of(Node node) {
        return new VendorRatings(node);
    }

    /** What the ratings of a vendor come to; nothing while there are none. */
    public CompletionStage<Optional<Offers.Rating>> of(String vendorId) {
        return kept.get(vendorId, () -> ratings.ask(store -> store.sum(vendorId).thenApply(VendorRatings::average)), some -> true);
    }

    private static Optional<Offers.Rating> average(RatingListStore.Sum sum) {
        return sum.count() == 0 ? Optional.empty() : Optional.of(new Offers.Rating(Math.round(100.0 * sum.stars() / sum.count()) / 100.0, sum.count()));
    }
}
