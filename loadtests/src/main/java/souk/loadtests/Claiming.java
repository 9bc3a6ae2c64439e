package souk.loadtests;

import static souk.loadtests.Request.bytes;

/** Claims one unit of a sale, with a key of its own each time. The operation is one claim, or one refusal where everything is gone. */
final class Claiming implements Shopper {
    private static final byte[] ONE = bytes("{\"quantity\":1}");
    private static final byte[] CLAIM = bytes("\"claimId\":\"");
    private static final byte[] SOLD_OUT = bytes("\"code\":\"sold-out\"");

    private final byte[] path;
    private final String name;
    private final boolean soldOut;
    private long claims;

    /**
     * @param path    where it is claimed
     * @param name    unlike that of any other client, ever
     * @param soldOut whether refusals are what is counted; the last units may still be had, and are not
     */
    Claiming(byte[] path, String name, boolean soldOut) {
        this.path = path;
        this.name = name;
        this.soldOut = soldOut;
    }

    @Override
    public Move next(Request request) {
        request.send(Request.POST, bytes(name + "-" + claims++), ONE, path);
        return Move.BEGINS;
    }

    @Override
    public boolean answered(Response response) throws Unexpected {
        if (response.status() == 201 && response.has(CLAIM)) return !soldOut;
        if (soldOut && response.status() == 409 && response.has(SOLD_OUT)) return true;
        throw new Unexpected(soldOut ? "Expected 409 and sold-out" : "Expected 201 and a claim", response);
    }
}
