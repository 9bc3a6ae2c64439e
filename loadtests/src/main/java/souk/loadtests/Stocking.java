package souk.loadtests;

import static souk.loadtests.Request.bytes;

import java.util.Iterator;

/** Puts plenty of everything on the shelves, sharing the work with other clients. */
final class Stocking implements Shopper {
    private static final byte[] STOCK = bytes("/v1/admin/stock/");
    private static final byte[] LOCATION = bytes("/main");
    private static final byte[] PLENTY = bytes("{\"onHand\":999999999}");

    private final Iterator<byte[]> skus;

    Stocking(Iterator<byte[]> skus) {
        this.skus = skus;
    }

    @Override
    public Move next(Request request) {
        if (!skus.hasNext()) return Move.FINISHED;
        request.send(Request.PUT, null, PLENTY, STOCK, skus.next(), LOCATION);
        return Move.BEGINS;
    }

    @Override
    public boolean answered(Response response) throws Unexpected {
        if (response.status() != 201 && response.status() != 200) throw new Unexpected("Expected 201 for stock", response);
        return true;
    }
}
