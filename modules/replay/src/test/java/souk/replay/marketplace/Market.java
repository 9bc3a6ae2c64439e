package souk.replay.marketplace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Small files like those of the data set, made up. */
final class Market {
    private final List<String> items = new ArrayList<>();
    private final List<String> payments = new ArrayList<>();
    private final List<String> statuses = new ArrayList<>();
    private final Map<String, String> categories = new LinkedHashMap<>();
    private final Set<String> sellers = new LinkedHashSet<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /** A product of this category. */
    Market product(String id, String category) {
        categories.put(id, category);
        return this;
    }

    /** One unit, to be sent off on this day of March. */
    Market item(String order, int day, String product, String seller, String price, String freight) {
        categories.putIfAbsent(product, "tea");
        sellers.add(seller);
        items.add(String.format("%s,%d,%s,%s,2017-03-%02d 09:45,%s,%s", order, numbers.merge(order, 1, Integer::sum), product, seller, day, price, freight));
        return this;
    }

    Market paid(String order, String amount) {
        payments.add(order + ",1,credit_card,1," + amount);
        return this;
    }

    Market status(String order, String status) {
        statuses.add(order + ",c," + status + ",2017-03-01 00:00");
        return this;
    }

    /** Writes them into a folder. */
    Path in(Path folder) {
        try {
            Files.createDirectories(folder);
            write(folder, "order_items", "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value", items);
            write(folder, "order_payments", "order_id,payment_sequential,payment_type,payment_installments,payment_value", payments);
            write(folder, "products", "product_id,product_category_name", categories.entrySet().stream().map(each -> each.getKey() + "," + each.getValue()).toList());
            write(folder, "sellers", "seller_id,seller_zip_code_prefix,seller_city,seller_state", sellers.stream().map(seller -> seller + ",01310,sao paulo,SP").toList());
            if (!statuses.isEmpty()) write(folder, "orders_partial", "order_id,customer_id,order_status,order_purchase_timestamp", statuses);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path folder, String name, String header, List<String> lines) throws IOException {
        Files.writeString(folder.resolve(name + ".csv"), header + "\n" + String.join("\n", lines) + "\n");
    }

    MarketData read(Path folder) {
        try {
            return MarketData.read(in(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
