package souk.replay.marketplace;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import souk.replay.Text;

/**
 * What stands in the files of Olist's public data set, as far as it is about orders of which the units are known. The data set does not come with Souk: its licence lets nobody sell it.
 *
 * @param items       in the order of the file
 * @param payments    what was paid for each order of these items, in reais; nothing for one of which no payment is known
 * @param categories  of each product of these items; empty where none is known
 * @param sellers     of these items, by id
 * @param statuses    of the orders of which it is known: {@code delivered}, {@code canceled} ...
 * @param fingerprint SHA-256 of the texts, by which they are known again
 */
public record MarketData(List<Item> items, Map<String, BigDecimal> payments, Map<String, String> categories, Map<String, Seller> sellers, Map<String, String> statuses, String fingerprint) {
    private static final List<String> ITEMS = List.of("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value");
    private static final List<String> PAYMENTS = List.of("order_id", "payment_value");
    private static final List<String> PRODUCTS = List.of("product_id", "product_category_name");
    private static final List<String> SELLERS = List.of("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state");
    private static final List<String> ORDERS = List.of("order_id", "order_status");
    private static final List<String> TABLES_OF_ORDERS = List.of("orders_partial", "orders");

    public MarketData {
        items = List.copyOf(items);
        payments = Map.copyOf(payments);
        categories = Map.copyOf(categories);
        sellers = Map.copyOf(sellers);
        statuses = Map.copyOf(statuses);
    }

    /**
     * Reads {@code order_items}, {@code order_payments}, {@code products} and {@code sellers}, each as {@code .csv.gz} or {@code .csv}; and {@code orders_partial} or {@code orders} if it is there.
     *
     * @throws IOException when something is missing or not understood; the message says what is wanted
     */
    public static MarketData read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) throw new IOException(folder + (Files.exists(folder) ? " is no folder." : ": there is no such folder."));
        return new Reading(folder).data();
    }

    private static final class Reading {
        private final Path folder;
        private final MessageDigest digest = Text.sha256();
        private final List<Item> items = new ArrayList<>();
        private final Map<String, BigDecimal> payments = new HashMap<>();
        private final Map<String, String> categories = new HashMap<>();
        private final Map<String, Seller> sellers = new TreeMap<>();
        private final Map<String, String> statuses = new TreeMap<>();

        private Reading(Path folder) {
            this.folder = folder;
        }

        private MarketData data() throws IOException {
            items();
            Set<String> orders = new HashSet<>();
            Set<String> products = new HashSet<>();
            Set<String> selling = new HashSet<>();
            for (Item item : items) {
                orders.add(item.order());
                products.add(item.product());
                selling.add(item.seller());
            }
            read("order_payments", PAYMENTS, row -> {
                if (orders.contains(row.text("order_id"))) payments.merge(row.text("order_id"), row.money("payment_value"), BigDecimal::add);
            });
            read("products", PRODUCTS, row -> {
                if (products.contains(row.text("product_id"))) categories.put(row.text("product_id"), row.text("product_category_name"));
            });
            read("sellers", SELLERS, row -> {
                if (selling.contains(row.text("seller_id"))) sellers.put(row.text("seller_id"), new Seller(row.text("seller_id"), row.text("seller_zip_code_prefix"), row.text("seller_city"), row.text("seller_state")));
            });
            known("product", products, categories.keySet());
            known("seller", selling, sellers.keySet());
            Optional<Path> file = TABLES_OF_ORDERS.stream().flatMap(name -> CsvTable.in(folder, name).stream()).findFirst();
            if (file.isPresent()) {
                CsvTable.read(file.get(), ORDERS, digest, row -> {
                    if (orders.contains(row.text("order_id"))) statuses.put(row.text("order_id"), row.text("order_status"));
                });
            }
            return new MarketData(items, payments, categories, sellers, statuses, HexFormat.of().formatHex(digest.digest()));
        }

        private void items() throws IOException {
            Set<String> seen = new HashSet<>();
            read("order_items", ITEMS, row -> {
                var item = new Item(row.id("order_id"), row.number("order_item_id"), row.id("product_id"), row.id("seller_id"), row.time("shipping_limit_date"), row.money("price"), row.money("freight_value"));
                if (!seen.add(item.order() + " " + item.number())) throw row.unreadable("unit " + item.number() + " of order " + item.order() + " stands there twice");
                if (item.price().signum() == 0) throw row.unreadable("price must be above zero");
                items.add(item);
            });
            if (items.isEmpty()) throw new IOException(folder.resolve("order_items") + " has no lines but its first.");
        }

        private void read(String name, List<String> columns, Consumer<CsvTable.Row> each) throws IOException {
            Path file = CsvTable.in(folder, name).orElseThrow(() -> new IOException(folder + " has neither " + name + ".csv.gz nor " + name + ".csv in it."));
            CsvTable.read(file, columns, digest, each);
        }

        private void known(String what, Set<String> named, Set<String> known) throws IOException {
            for (String id : named) if (!known.contains(id)) throw new IOException(folder + ": order_items names the " + what + " " + id + ", which " + what + "s does not have.");
        }
    }
}
