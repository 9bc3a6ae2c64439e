package souk.server;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;

/**
 * Many shoppers who check out at the same moment and do not give up: each repeats its request with the same Idempotency-Key until it has
 * a definite answer, whatever is killed meanwhile. Most pay at once, some are declined, some wait for their payment, some cancel; some
 * get a part back from staff, and some of these cancel the rest; some fight for what there is too little of.
 */
final class Rush {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int PLENTY = 100_000;
    private static final int FEW = 15;

    /**
     * What one shopper has in hand at the end.
     *
     * @param checkout  the definite answer to the checkout
     * @param refunded  the answer to the refund of a part, if there was one
     * @param cancelled the answer to the cancel, if the shopper cancelled
     */
    record Receipt(String cart, HttpSpecAnswer checkout, Optional<HttpSpecAnswer> refunded, Optional<HttpSpecAnswer> cancelled) {
        boolean bought() {
            return checkout.status() == 201;
        }

        String order() {
            return checkout.text("id");
        }
    }

    /** @param refund the body with which staff gives a part back */
    private record Plan(Shopper shopper, String cart, String token, Optional<String> refund, boolean cancels) {}

    /** What lay in the shop at the start, by SKU. */
    final Map<String, Integer> shelves;
    private final Market market;
    private final List<Plan> plans;
    private final AtomicInteger answered = new AtomicInteger();

    private Rush(Market market, Map<String, Integer> shelves, List<Plan> plans) {
        this.market = market;
        this.shelves = shelves;
        this.plans = plans;
    }

    /** So many shoppers with full carts at the checkout. */
    static Rush of(Market market, int shoppers, long seed) throws InterruptedException {
        String tea = market.sells(Market.unique("TEA"), 499, PLENTY);
        String cup = market.sells(Market.unique("CUP"), 1250, PLENTY);
        String rare = market.sells(Market.unique("RARE"), 9_900, FEW);
        List<Plan> plans = Together.each(shoppers, i -> {
            var random = new Random(seed * 1_000 + i);
            Shopper shopper = market.shopper();
            String cart = cart(shopper, tea, 1 + random.nextInt(3));
            adds(shopper, cart, cup, 1 + random.nextInt(2));
            if (random.nextInt(100) < 25) adds(shopper, cart, rare, 1);
            int mood = random.nextInt(100);
            boolean cancels = random.nextInt(100) < 20;
            var refund = random.nextInt(100) < 30 ? Optional.of("{'lines':[" + Market.line(tea, 1) + "],'restock':" + random.nextBoolean() + "}") : Optional.<String>empty();
            return new Plan(shopper, cart, mood < 12 ? "decline" : mood < 24 ? "timeout" : "approve", refund, cancels);
        });
        return new Rush(market, Map.of(tea, PLENTY, cup, PLENTY, rare, FEW), plans);
    }

    /** How many have a first answer to their checkout. */
    int answered() {
        return answered.get();
    }

    int shoppers() {
        return plans.size();
    }

    /** All of them check out, now; returns when each has a definite answer. */
    List<Receipt> run() throws InterruptedException {
        return Together.each(plans.size(), i -> {
            var plan = plans.get(i);
            var checkout = insist(() -> plan.shopper.tries(plan.cart, "buy", plan.token));
            answered.incrementAndGet();
            var last = checkout.status() == 202 ? insist(() -> plan.shopper.tries(plan.cart, "buy", plan.token), 202) : checkout;
            if (last.status() == 201 && !plan.token.equals("decline")) {
                var refunded = plan.refund.map(body -> insist(() -> market.refunds(last.text("id"), "refund", body), 202).answers(201));
                if (!plan.cancels) return new Receipt(plan.cart, last, refunded, Optional.empty());
                return new Receipt(plan.cart, last, refunded, Optional.of(insist(() -> plan.shopper.cancels(last.text("id"), "cancel"), 202).answers(200).has("status", "cancelled")));
            }
            if (last.status() == 409) last.refuses(409, "sold-out");
            else last.refuses(402, "payment-declined");
            return new Receipt(plan.cart, last, Optional.empty(), Optional.empty());
        });
    }

    /** A new cart with so many units of a SKU, whatever it takes. */
    static String cart(Shopper shopper, String sku, int quantity) {
        String cart = insist(() -> shopper.http().withKey("cart").post("/v1/carts", "{'currency':'GBP'}")).answers(201).text("id");
        adds(shopper, cart, sku, quantity);
        return cart;
    }

    private static void adds(Shopper shopper, String cart, String sku, int quantity) {
        insist(() -> shopper.http().withKey(sku).post("/v1/carts/" + cart + "/lines", Market.line(sku, quantity))).answers(200);
    }

    /** Asks until somebody answers, and with something else than 503 or these. */
    static HttpSpecAnswer insist(Supplier<HttpSpecAnswer> request, Integer... notYet) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Object last;
        do {
            try {
                var answer = request.get();
                if (answer.status() != 503 && !List.of(notYet).contains(answer.status())) return answer;
                last = answer;
            } catch (UncheckedIOException nobody) {
                last = nobody.getCause();
            }
            LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
        } while (System.nanoTime() < end);
        throw new AssertionError("No definite answer within " + PATIENCE + ", the last was " + last);
    }
}
