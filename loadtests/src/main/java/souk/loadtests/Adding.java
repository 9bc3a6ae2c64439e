package souk.loadtests;

import java.util.SplittableRandom;

/** Puts one piece of a random product into a cart, and takes a new cart after ten. Only the lines are counted and timed. */
final class Adding extends Carting {
    private static final int LINES_OF_A_CART = 10;

    private final SplittableRandom random;
    private int lines;

    Adding(Goods goods, SplittableRandom random) {
        super(goods);
        this.random = random;
    }

    @Override
    public Move next(Request request) {
        if (cart() == null) {
            writeOpen(request);
            return Move.ASIDE;
        }
        request.send(Request.POST, null, goods.oneOf()[random.nextInt(goods.count())], CARTS, cart(), LINES);
        return Move.BEGINS;
    }

    @Override
    public boolean answered(Response response) throws Unexpected {
        if (cart() == null) {
            opened(response);
            return false;
        }
        if (response.status() != 200) {
            leave();
            throw new Unexpected("Expected 200 for a line", response);
        }
        if (++lines % LINES_OF_A_CART == 0) leave();
        return true;
    }
}
