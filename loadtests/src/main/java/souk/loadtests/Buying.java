package souk.loadtests;

import static souk.loadtests.Request.bytes;

import java.util.SplittableRandom;

/** Opens a cart, puts one piece of two products into it, pays. The operation is all of that. */
final class Buying extends Carting {
    private static final byte[] BATCH = bytes("/lines:batch");
    private static final byte[] CHECKOUT = bytes("/checkout");
    private static final byte[] CONFIRMED = bytes("\"status\":\"confirmed\"");
    private static final byte[] ORDER = bytes("{\"email\":\"shopper@example.com\",\"shippingAddress\":{\"name\":\"Ada Example\",\"line1\":\"1 Long Street\",\"city\":\"London\","
            + "\"postcode\":\"N1 9GU\",\"country\":\"GB\"},\"payment\":{\"method\":\"test\",\"token\":\"approve\"}}");

    private final SplittableRandom random;
    private final String name;
    private final boolean batch;
    private final boolean hot;
    private int step;
    private long orders;

    /**
     * @param name  unlike that of any other client, ever
     * @param batch both lines in one request
     * @param hot   the first line is the same for everybody
     */
    Buying(Goods goods, SplittableRandom random, String name, boolean batch, boolean hot) {
        super(goods);
        this.random = random;
        this.name = name;
        this.batch = batch;
        this.hot = hot;
    }

    @Override
    public Move next(Request request) {
        switch (step) {
            case 0 -> writeOpen(request);
            case 1 -> {
                byte[] first = goods.oneOf()[hot ? 0 : any()];
                if (batch) request.send(Request.POST, null, both(first, goods.oneOf()[any()]), CARTS, cart(), BATCH);
                else request.send(Request.POST, null, first, CARTS, cart(), LINES);
            }
            case 2 -> request.send(Request.POST, null, goods.oneOf()[any()], CARTS, cart(), LINES);
            default -> request.send(Request.POST, bytes(name + "-" + orders++), ORDER, CARTS, cart(), CHECKOUT);
        }
        return step == 0 ? Move.BEGINS : Move.CONTINUES;
    }

    private int any() {
        return hot ? 1 + random.nextInt(goods.count() - 1) : random.nextInt(goods.count());
    }

    private static byte[] both(byte[] one, byte[] other) {
        return bytes("{\"lines\":[" + new String(one) + "," + new String(other) + "]}");
    }

    @Override
    public boolean answered(Response response) throws Unexpected {
        int answered = step;
        step = 0;
        switch (answered) {
            case 0 -> opened(response);
            case 1, 2 -> {
                if (response.status() != 200) throw new Unexpected("Expected 200 for a line", response);
            }
            default -> {
                if (response.status() != 201 || !response.has(CONFIRMED)) throw new Unexpected("Expected 201 and a confirmed order", response);
                return true;
            }
        }
        step = batch && answered == 1 ? 3 : answered + 1;
        return false;
    }
}
