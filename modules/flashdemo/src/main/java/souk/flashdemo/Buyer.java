package souk.flashdemo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One guest at the sale: claims, puts what it got into a cart, and checks out with the test provider. A greedy one claims its whole share twice at the same time, each under a key of its
 * own: one of the two must be refused.
 */
final class Buyer {
    private static final String CLAIM = "claim";

    private final Shop shop;
    private final Board board;
    private final Plan plan;
    private final int number;
    private final String token;
    private final List<Told.Granted> claims = new ArrayList<>();
    private final List<Told.Refused> refused = new ArrayList<>();
    private final List<Told.Paid> paid = new ArrayList<>();

    /** @param token of its guest session */
    Buyer(Shop shop, Board board, Plan plan, int number, String token) {
        this.shop = shop;
        this.board = board;
        this.plan = plan;
        this.number = number;
        this.token = token;
    }

    /**
     * Does all of it.
     *
     * @param winners how many have got something so far
     * @param beside  where the second request of two at the same time is sent from
     * @throws IOException when the shop was away for so long that nobody knows what it has done
     */
    Told shops(String saleId, AtomicLong winners, Executor beside) throws IOException, InterruptedException {
        if (plan.isGreedy(number)) claimTwice(saleId, beside);
        else claim(saleId, CLAIM, 1);
        if (!claims.isEmpty() && plan.pays(winners.incrementAndGet())) pay();
        board.done();
        return new Told(claims, refused, paid);
    }

    private void claimTwice(String saleId, Executor beside) throws IOException, InterruptedException {
        var second = CompletableFuture.runAsync(() -> {
            try {
                claim(saleId, CLAIM + "-again", plan.perCustomer());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, beside);
        claim(saleId, CLAIM, plan.perCustomer());
        try {
            second.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private void claim(String saleId, String key, int quantity) throws IOException, InterruptedException {
        long sentAt = System.nanoTime();
        var answer = shop.asGuest(token, "POST", "/v1/flash-sales/" + saleId + "/claims", key, Map.of("quantity", quantity));
        board.claimed(sentAt);
        if (answer.status() == 201) granted(new Told.Granted(answer.text("claimId"), answer.body().path("quantity").asInt(), Instant.parse(answer.text("expiresAt"))));
        else refused(new Told.Refused(answer.code(), quantity));
    }

    private synchronized void granted(Told.Granted claim) {
        claims.add(claim);
        board.granted(claim.quantity());
    }

    private synchronized void refused(Told.Refused why) {
        refused.add(why);
        board.refused(why.code());
    }

    private void pay() throws IOException, InterruptedException {
        var cart = shop.asGuest(token, "POST", "/v1/carts", "cart", Map.of("currency", FlashDemo.CURRENCY));
        if (cart.status() != 201) {
            board.refused("cart: " + cart.code());
            return;
        }
        String path = "/v1/carts/" + cart.text("id");
        for (var claim : claims) {
            var line = shop.asGuest(token, "POST", path + "/lines", claim.claimId(), Map.of("claimId", claim.claimId()));
            if (line.status() != 200) {
                board.refused("cart: " + line.code());
                return;
            }
        }
        checkout(path);
    }

    private void checkout(String path) throws IOException, InterruptedException {
        var body = Map.of("email", "buyer-" + number + "@flash-demo.example",
                "shippingAddress", Map.of("name", "Buyer " + number, "line1", "1 Queue Lane", "city", "London", "postcode", "EC1A 1AA", "country", "GB"),
                "payment", Map.of("method", "test", "token", "approve"));
        Shop.Answer answer;
        do {
            answer = shop.asGuest(token, "POST", path + "/checkout", "checkout", body);
        } while (answer.status() == 202);           // a slow payment: the same key waits for it
        if (answer.status() != 201) {
            board.refused("checkout: " + answer.code());
            return;
        }
        long pence = 0;
        for (var line : answer.body().path("lines")) pence += line.path("total").path("amount").asLong();
        paid.add(new Told.Paid(answer.text("id"), claims.stream().map(Told.Granted::claimId).toList(), pence));
        board.paid(claims.stream().mapToInt(Told.Granted::quantity).sum());
    }
}
