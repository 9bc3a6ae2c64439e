package souk.replay.marketplace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.replay.Diary;
import souk.replay.Shop;

/** Puts into the shop what must be there before anything is sold: the products, of which the shop has none itself, and the rules for commission. */
final class Opening {
    /** Before every order of the data set: a rule holds from when it was written on, not before. */
    private static final String FROM = "2016-01-01T00:00:00Z";
    private static final int SHOWN = 8;

    private final Shop shop;
    private final Diary diary;
    private final Names names;

    Opening(Shop shop, Diary diary) {
        this.shop = shop;
        this.diary = diary;
        this.names = new Names(diary);
    }

    void products(List<MarketPlan.Product> missing) throws IOException, InterruptedException {
        var lines = new StringBuilder();
        for (var product : missing) lines.append(Shop.JSON.writeValueAsString(form(product))).append('\n');
        var report = shop.importProducts(names.key(missing.get(0).id() + "-" + missing.size()), lines.toString()).expect(200).body();
        if (report.path("rejectedCount").asInt() > 0) throw new IOException("The shop refuses products of the files: " + report.path("rejected"));
        diary.stocked(missing.stream().map(MarketPlan.Product::id).toList());
    }

    private Map<String, Object> form(MarketPlan.Product product) {
        List<Object> variants = new ArrayList<>();
        for (int variant = 1; variant <= product.variants(); variant++) {
            Map<String, Object> form = new LinkedHashMap<>();
            form.put("sku", names.sku(product.id(), variant));
            if (variant > 1) form.put("options", Map.of("terms", Integer.toString(variant)));
            form.put("price", Names.money(product.price()));
            variants.add(form);
        }
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", names.product(product.id()));
        // The data set has no names.
        form.put("name", (product.category().isEmpty() ? "product" : product.category().replace('_', ' ')) + " " + product.id().substring(0, Math.min(SHOWN, product.id().length())));
        form.put("category", names.category(product.category()));
        form.put("status", "published");
        form.put("variants", variants);
        return form;
    }

    /** Those that were not said before. A rule for a seller waits for it: without its orders it decides nothing. */
    void rates(List<Rate> rates, Sellers sellers) throws IOException, InterruptedException {
        for (Rate rate : rates) {
            String name = "rate-" + rate.name();
            if (diary.done(name).isPresent() || rate.seller().isPresent() && !sellers.isAdmitted(rate.seller().get())) continue;
            Map<String, Object> form = new LinkedHashMap<>();
            if (rate.seller().isPresent()) form.put("vendorId", sellers.vendorId(rate.seller().get()));
            if (rate.seller().isEmpty() || rate.category().isPresent()) form.put("category", names.category(rate.category().orElse("")));
            form.put("basisPoints", rate.basisPoints());
            if (rate.fixed() > 0) form.put("fixed", Names.money(rate.fixed()));
            form.put("from", FROM);
            shop.asStaff("PUT", "/v1/admin/commission-rules/" + names.key(rate.name()), null, form).expect(200, 201);
            diary.done(name, Integer.toString(rate.basisPoints()));
        }
    }
}
