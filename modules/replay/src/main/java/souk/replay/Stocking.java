package souk.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts what is sold in the file into the shop: a product for each code, and of each as many units as the whole file sells. What was put there before is left as it is. */
final class Stocking {
    private static final String LOCATION = "online-retail";
    private final Shop shop;
    private final Diary diary;

    Stocking(Shop shop, Diary diary) {
        this.shop = shop;
        this.diary = diary;
    }

    /** @param each told of each that has stock */
    void put(Collection<Goods> goods, int clients, Runnable each) throws IOException, InterruptedException {
        List<Goods> missing = goods.stream().filter(one -> !diary.isStocked(one.code())).toList();
        if (missing.isEmpty()) return;
        var lines = new StringBuilder();
        for (Goods one : missing) lines.append(Shop.JSON.writeValueAsString(product(one))).append('\n');
        var report = shop.importProducts("replay-" + diary.run() + "-" + missing.get(0).code() + "-" + missing.size(), lines.toString()).expect(200).body();
        if (report.path("rejectedCount").asInt() > 0) throw new IOException("The shop refuses products of the file: " + report.path("rejected"));
        // Nothing of it is sold before all of it is counted, so counting again after an interruption takes nothing back.
        Side.bySide(clients, missing, one -> {
            shop.asStaff("PUT", "/v1/admin/stock/" + Shop.encoded(one.sku()) + "/" + LOCATION, null, Map.of("onHand", one.units())).expect(200, 201);
            each.run();
        });
        diary.stocked(missing.stream().map(Goods::code).toList());
    }

    private static Map<String, Object> product(Goods goods) {
        Map<String, Object> product = new LinkedHashMap<>();
        product.put("id", goods.sku());
        product.put("name", goods.name());
        product.put("category", "online retail");
        // What never had a price is nothing that people could buy.
        product.put("status", goods.pence() > 0 ? "published" : "draft");
        product.put("variants", new ArrayList<>(List.of(Map.of("sku", goods.sku(), "price", Till.money(goods.pence())))));
        return product;
    }
}
