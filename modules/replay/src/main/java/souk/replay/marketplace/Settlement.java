package souk.replay.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import souk.replay.Diary;
import souk.replay.Shop;

/** What comes after the sale: sellers send it off, it arrives, and they are paid until nothing is left. */
final class Settlement {
    private static final String SETTINGS = "/v1/admin/payout-settings";
    private static final String RUNS = "/v1/admin/payouts/runs";
    /** The vendor's part of an order follows the order: it is given this long. */
    private static final Duration BEHIND = Duration.ofMinutes(2);
    private static final Duration RUNNING = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_RUNS = 20;
    private static final String SENT = "sent-";

    private final Shop shop;
    private final Diary diary;
    private final Sellers sellers;
    private final Names names;

    Settlement(Shop shop, Diary diary, Sellers sellers) {
        this.shop = shop;
        this.diary = diary;
        this.sellers = sellers;
        this.names = new Names(diary);
    }

    boolean isDelivered(Expected.Part part) {
        return diary.done(step(part)).isPresent();
    }

    private static String step(Expected.Part part) {
        return SENT + part.order() + "-" + part.seller();
    }

    /** What a seller sold in an order is sent off and arrives. */
    void deliver(Expected.Part part) throws IOException, InterruptedException {
        String order = diary.done(MarketTill.step(part.order())).orElseThrow(() -> new IllegalStateException(part + " is sent before it is sold"));
        String id = order + "." + sellers.vendorId(part.seller());
        var parcel = Map.of("carrier", "Correios", "trackingNumber", "OL" + part.order());
        var sent = sellers.as(part.seller(), "POST", "/v1/vendor/orders/" + Shop.encoded(id) + "/ship", parcel);
        for (long end = System.nanoTime() + BEHIND.toNanos(); sent.status() == 404 && System.nanoTime() < end; ) {
            Thread.sleep(PAUSE.toMillis());
            sent = sellers.as(part.seller(), "POST", "/v1/vendor/orders/" + Shop.encoded(id) + "/ship", parcel);
        }
        // What has arrived cannot be sent once more: an earlier try came as far, and was not written down.
        if (!sent.refuses("vendor-order-shipped")) sent.expect(200);
        shop.asStaff("POST", "/v1/admin/vendor-orders/" + Shop.encoded(id) + "/deliver", null, Map.of()).expect(200);
        diary.done(step(part), id);
    }

    /** Whether all was paid when so many orders were sold. */
    boolean isPaidOut(int orders) {
        return diary.done(paid(orders)).isPresent();
    }

    private static String paid(int orders) {
        return "paid-" + orders;
    }

    /**
     * Pays all that is owed in reais, to every vendor of the shop: with no days of waiting, and what the shop says about that otherwise is as it was afterwards.
     *
     * @param orders how many this replay has sold until now
     */
    void payOut(int orders, Runnable each) throws IOException, InterruptedException {
        if (isPaidOut(orders)) return;
        String before = "payout-settings-" + orders;
        if (diary.done(before).isEmpty()) diary.done(before, shop.asStaff("GET", SETTINGS, null, null).expect(200).body().toString());
        shop.asStaff("PUT", SETTINGS, null, Map.of("holdDays", 0)).expect(200, 201);
        long paid;
        int number = 0;
        do {
            if (++number > MOST_RUNS) throw new IOException("After " + MOST_RUNS + " runs of payouts there is still something to be paid.");
            paid = run(names.key("payout-" + orders + "-" + number));
            each.run();
        } while (paid > 0);
        restore(Shop.JSON.readTree(diary.done(before).orElseThrow()));
        diary.done(paid(orders), Integer.toString(number));
    }

    private void restore(JsonNode settings) throws IOException, InterruptedException {
        ObjectNode form = Shop.JSON.createObjectNode();
        for (String field : new String[] {"holdDays", "minimum", "reserveBasisPoints"}) if (settings.hasNonNull(field)) form.set(field, settings.get(field));
        shop.asStaff("PUT", SETTINGS, null, form).expect(200, 201);
    }

    /** Gives what it has paid, in centavos. */
    private long run(String key) throws IOException, InterruptedException {
        var body = Map.of("currency", Names.CURRENCY);
        Optional<Shop.Answer> begun = Optional.empty();
        long end = System.nanoTime() + RUNNING.toNanos();
        while (begun.isEmpty()) {
            var answer = shop.asStaff("POST", RUNS, key, body).expect(201, 409);
            if (answer.status() == 201) begun = Optional.of(answer);
            else if (!answer.refuses("run-in-progress") || System.nanoTime() > end) answer.expect(201);
            else Thread.sleep(PAUSE.toMillis());
        }
        String id = begun.get().text("id");
        var run = begun.get();
        while (run.text("state").equals("running")) {
            if (System.nanoTime() > end) throw new IOException("The run of payouts " + id + " does not end: " + run.body());
            Thread.sleep(PAUSE.toMillis());
            run = shop.asStaff("GET", RUNS + "/" + Shop.encoded(id), null, null).expect(200);
        }
        return run.body().path("paid").path("amount").longValue();
    }
}
