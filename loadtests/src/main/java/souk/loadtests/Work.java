package souk.loadtests;

import static souk.loadtests.Request.bytes;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The kinds of work that are measured side by side. */
enum Work {
    ECHO("do-nothing route"),
    PRODUCT("browse: product by id"),
    STOCK("browse: stock of a SKU"),
    LIST("browse: product list of 10"),
    ADD("add to cart"),
    CHECKOUT("whole checkout, two POSTs of a line"),
    CHECKOUT_BATCH("whole checkout, one lines:batch"),
    CHECKOUT_HOT("whole checkout, one SKU in every cart"),
    CLAIM("claim of one SKU"),
    REFUSED("claim of what is sold out");

    /** What needs no flash sale. */
    static final List<Work> OF_A_SHOP = Stream.of(values()).filter(work -> !work.claims()).toList();

    final String title;

    Work(String title) {
        this.title = title;
    }

    /**
     * A client that does this.
     *
     * @param sales where it claims, if it does
     * @param name  unlike that of any other client, ever
     */
    Shopper shopper(Goods goods, Sales sales, String name) {
        var random = new SplittableRandom(name.hashCode());
        return switch (this) {
            case ECHO -> new One() {
                @Override
                void write(Request request) {
                    request.send(Request.POST, null, goods.oneOf()[random.nextInt(goods.count())], ECHO_PATH);
                }
            };
            case PRODUCT -> new One() {
                @Override
                void write(Request request) {
                    request.get(PRODUCT_PATH, goods.ids()[random.nextInt(goods.count())]);
                }
            };
            case STOCK -> new One() {
                @Override
                void write(Request request) {
                    request.get(STOCK_PATH, goods.skuPaths()[random.nextInt(goods.count())]);
                }
            };
            case LIST -> new One() {
                @Override
                void write(Request request) {
                    request.get(LIST_PATH);
                }
            };
            case ADD -> new Adding(goods, random);
            case CHECKOUT -> new Buying(goods, random, name, false, false);
            case CHECKOUT_BATCH -> new Buying(goods, random, name, true, false);
            case CHECKOUT_HOT -> new Buying(goods, random, name, false, true);
            case CLAIM -> new Claiming(sales.live(), name, false);
            case REFUSED -> new Claiming(sales.soldOut(), name, true);
        };
    }

    boolean writes() {
        return compareTo(ADD) >= 0 && this != REFUSED;
    }

    boolean claims() {
        return this == CLAIM || this == REFUSED;
    }

    private static final byte[] ECHO_PATH = bytes("/v1/echo");
    private static final byte[] PRODUCT_PATH = bytes("/v1/products/");
    private static final byte[] LIST_PATH = bytes("/v1/products?limit=10");
    private static final byte[] STOCK_PATH = bytes("/v1/stock/");

    /** The same request again and again. */
    private abstract static class One implements Shopper {
        abstract void write(Request request);

        @Override
        public Move next(Request request) {
            write(request);
            return Move.BEGINS;
        }

        @Override
        public boolean answered(Response response) throws Unexpected {
            if (response.status() != 200) throw new Unexpected("Expected 200", response);
            return true;
        }
    }
}
