package souk.loadtests;

import static souk.loadtests.Request.bytes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import souk.flashsale.api.ClaimId;

/**
 * The flash sales of the shop under load, each as the path at which it is claimed.
 *
 * @param live    has units for as long as anybody measures
 * @param soldOut has so few that the first clients take them all
 */
record Sales(byte[] live, byte[] soldOut) {
    /** Where nobody claims. */
    static final Sales NONE = new Sales(null, null);
    /** Less than how long writing work runs before its window: then the window also pays for claims that have run out. */
    static final Duration HELD = Duration.ofSeconds(6);
    private static final long PLENTY = 5_000_000;
    private static final long FEW = 64;
    private static final Duration FOR_LONG = Duration.ofHours(1);

    /** Opens both, of the shop's first two products; returns when they are live. */
    static Sales open(Site site, Goods goods) {
        return new Sales(open(site, goods, 0, PLENTY, HELD, 1), open(site, goods, 1, FEW, FOR_LONG, 1));
    }

    /** Opens a sale with plenty of units, split over so many buckets. */
    static byte[] open(Site site, Goods goods, int product, int buckets) {
        return open(site, goods, product, PLENTY, HELD, buckets);
    }

    /** The id in the path at which a sale is claimed. */
    static String id(byte[] path) {
        return new String(path, StandardCharsets.UTF_8).split("/")[3];
    }

    /** The counters that these customers are sent to, found out by a claim of each. */
    static List<Integer> counters(Site site, byte[] path, List<String> tokens) {
        return tokens.stream().map(token -> site.claim(new String(path, StandardCharsets.UTF_8), token)).map(claim -> ClaimId.parse(claim).orElseThrow().counter()).distinct().toList();
    }

    private static byte[] open(Site site, Goods goods, int product, long units, Duration held, int buckets) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var sale = site.order("/v1/admin/flash-sales", """
                {"sku":"%s","price":{"amount":100,"currency":"%s"},"quantity":%d,"perCustomer":999999999,"startsAt":"%s","endsAt":"%s","claimTtlSeconds":%d,"buckets":%d}"""
                .formatted(goods.skus().get(product), goods.currency(), units, now, now.plus(Duration.ofDays(1)), held.toSeconds(), buckets));
        return bytes("/v1/flash-sales/" + sale.get("id").asText() + "/claims");
    }
}
