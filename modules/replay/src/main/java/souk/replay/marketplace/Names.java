package souk.replay.marketplace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import souk.replay.Diary;
import souk.replay.Shop;

/** What the things of one replay are called in the shop. All of it carries the run's own name, so that rules for commission and prices of one replay are not those of another. */
record Names(String run) {
    static final String CURRENCY = "BRL";

    Names(Diary diary) {
        this(diary.run());
    }

    /** Of the data set's products in the shop; a rule for it holds for all of them. */
    String category(String category) {
        String root = "olist/" + run;
        return category.isEmpty() ? root : root + "/" + category.replace('/', ' ');
    }

    String product(String product) {
        return "OL-" + run + "-" + product;
    }

    String sku(String product, int variant) {
        return variant == 1 ? product(product) : product(product) + "." + variant;
    }

    /** The product of a SKU; empty if it is none of this replay's. */
    Optional<String> productOf(String sku) {
        String prefix = product("");
        if (!sku.startsWith(prefix)) return Optional.empty();
        int dot = sku.indexOf('.', prefix.length());
        return Optional.of(dot < 0 ? sku.substring(prefix.length()) : sku.substring(prefix.length(), dot));
    }

    String email(String whose) {
        return whose + "@" + run + ".olist.example";
    }

    /** Staff have their keys for ever, so each replay has its own. */
    String key(String step) {
        return "olist-" + run + "-" + step;
    }

    static Map<String, Object> money(long centavos) {
        Map<String, Object> money = new LinkedHashMap<>();
        money.put("amount", centavos);
        money.put("currency", CURRENCY);
        return money;
    }

    /** As a part of a path. */
    String skuInPath(String product, int variant) {
        return Shop.encoded(sku(product, variant));
    }
}
