package souk.loadtests;

import static souk.loadtests.Request.bytes;

/** A client with a cart. */
abstract class Carting implements Shopper {
    static final byte[] CARTS = bytes("/v1/carts/");
    static final byte[] LINES = bytes("/lines");
    private static final byte[] OPEN_CART = bytes("/v1/carts");

    final Goods goods;
    private final byte[] newCart;
    private byte[] cart;

    Carting(Goods goods) {
        this.goods = goods;
        newCart = bytes("{\"currency\":\"" + goods.currency() + "\"}");
    }

    /** The cart's id; null: there is none. */
    byte[] cart() {
        return cart;
    }

    void writeOpen(Request request) {
        request.send(Request.POST, null, newCart, OPEN_CART);
    }

    void opened(Response response) throws Unexpected {
        String location = response.location();
        if (response.status() != 201 || location == null) throw new Unexpected("Expected 201 and a Location for a new cart", response);
        cart = bytes(location.substring(location.lastIndexOf('/') + 1));
    }

    void leave() {
        cart = null;
    }
}
