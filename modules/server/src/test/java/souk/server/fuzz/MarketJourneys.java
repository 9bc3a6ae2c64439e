package souk.server.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;
import souk.server.fuzz.Journeys.Step;

/** What happens on a marketplace: somebody buys of a vendor, disagrees and rates, the vendor sells and sends, staff decides and pays. */
final class MarketJourneys {
    private static final String OFFER = "{\"price\":{\"amount\":%d,\"currency\":\"GBP\"},\"freight\":{\"amount\":50,\"currency\":\"GBP\"},\"location\":\"home\",\"onHand\":1000}";

    private MarketJourneys() {}

    static List<Step> buying(String paying) {
        return List.of(new Step("POST /v1/carts", "/v1/carts", "{\"currency\":\"GBP\"}"),
                new Step("POST /v1/carts/{id}/lines", "/v1/carts/{id}/lines", "{\"sku\":\"{sku}\",\"quantity\":2,\"vendorId\":\"{vendor}\"}"),
                new Step("POST /v1/carts/{id}/checkout", "/v1/carts/{id}/checkout", paying),
                new Step("GET /v1/orders/{id}", "/v1/orders/{id}", null),
                new Step("POST /v1/orders/{id}/disputes", "/v1/orders/{id}/disputes", "{\"vendorId\":\"{vendor}\",\"reason\":\"it is broken\"}"),
                new Step("GET /v1/orders/{id}/disputes", "/v1/orders/{id}/disputes", null),
                new Step("POST /v1/orders/{id}/disputes/{disputeId}/evidence", "/v1/orders/{order}/disputes/{id}/evidence", "{\"text\":\"a picture of it\"}"),
                new Step("PUT /v1/orders/{id}/ratings/{vendorId}", "/v1/orders/{order}/ratings/{vendor}", "{\"stars\":4,\"text\":\"good\"}"),
                new Step("GET /v1/vendors/{id}/ratings", "/v1/vendors/{vendor}/ratings", null));
    }

    static List<Step> selling(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> List.of(new Step("PUT /v1/vendor/offers/{sku}", "/v1/vendor/offers/{sku}", OFFER.formatted(random.nextInt(2_000))), new Step("GET /v1/vendor/offers/{sku}", "/v1/vendor/offers/{sku}", null),
                    new Step("GET /v1/vendor/offers", "/v1/vendor/offers", null), new Step("GET /v1/vendor", "/v1/vendor", null), new Step("GET /v1/vendor/members", "/v1/vendor/members", null));
            case 1 -> List.of(new Step("GET /v1/vendor/orders", "/v1/vendor/orders", null), new Step("GET /v1/vendor/orders/{id}", "/v1/vendor/orders/{order}.{vendor}", null),
                    new Step("POST /v1/vendor/orders/{id}/ship", "/v1/vendor/orders/{order}.{vendor}/ship", "{\"carrier\":\"post\",\"trackingNumber\":\"1Z\"}"),
                    new Step("POST /v1/vendor/orders/{id}/refunds", "/v1/vendor/orders/{order}.{vendor}/refunds", "{\"lines\":[{\"sku\":\"{sku}\",\"quantity\":1}]}"),
                    new Step("POST /v1/vendor/orders/{id}/cancel", "/v1/vendor/orders/{order}.{vendor}/cancel", null));
            default -> List.of(new Step("GET /v1/vendor/disputes", "/v1/vendor/disputes", null), new Step("POST /v1/vendor/disputes/{id}/evidence", "/v1/vendor/disputes/{dispute}/evidence", "{\"text\":\"it was whole\"}"),
                    new Step("GET /v1/vendor/balance", "/v1/vendor/balance?currency=GBP", null), new Step("GET /v1/vendor/ledger", "/v1/vendor/ledger?currency=GBP", null), new Step("GET /v1/vendor/payouts", "/v1/vendor/payouts", null),
                    new Step("GET /v1/vendor/payouts/{id}/statement.pdf", "/v1/vendor/payouts/{payout}/statement.pdf", null), new Step("GET /v1/vendor/analytics", "/v1/vendor/analytics?currency=GBP&from=2026-01-01&to=2026-02-01", null));
        };
    }

    static List<Step> staff(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> List.of(new Step("POST /v1/admin/vendor-orders/{id}/deliver", "/v1/admin/vendor-orders/{order}.{vendor}/deliver", "{}"), new Step("GET /v1/admin/vendor-orders/{id}", "/v1/admin/vendor-orders/{order}.{vendor}", null),
                    new Step("GET /v1/admin/vendor-orders/{id}/history", "/v1/admin/vendor-orders/{order}.{vendor}/history", null), new Step("GET /v1/admin/vendors/{id}", "/v1/admin/vendors/{vendor}", null),
                    new Step("PUT /v1/admin/vendors/{id}/tier", "/v1/admin/vendors/{vendor}/tier", "{\"tier\":\"gold\"}"));
            case 1 -> List.of(new Step("PUT /v1/admin/payout-settings", "/v1/admin/payout-settings", "{\"holdDays\":0}"), new Step("POST /v1/admin/payouts/runs", "/v1/admin/payouts/runs", "{\"currency\":\"GBP\"}"),
                    new Step("GET /v1/admin/payouts/runs/{id}", "/v1/admin/payouts/runs/{id}", null), new Step("GET /v1/admin/payouts/test-book", "/v1/admin/payouts/test-book", null),
                    new Step("POST /v1/admin/payouts/{id}/decline", "/v1/admin/payouts/{id}.{vendor}/decline", null));
            case 2 -> List.of(new Step("GET /v1/admin/disputes", "/v1/admin/disputes", null), new Step("POST /v1/admin/disputes/{id}/evidence", "/v1/admin/disputes/{dispute}/evidence", "{\"text\":\"we look at it\"}"),
                    new Step("POST /v1/admin/disputes/{id}/decision", "/v1/admin/disputes/{dispute}/decision", "{\"for\":\"" + (random.nextBoolean() ? "buyer" : "vendor") + "\"}"), new Step("GET /v1/admin/disputes/{id}", "/v1/admin/disputes/{dispute}", null));
            default -> {
                String rule = "R" + random.nextInt(10);
                yield List.of(new Step("PUT /v1/admin/commission-rules/{id}", "/v1/admin/commission-rules/" + rule, "{\"vendorId\":\"{vendor}\",\"basisPoints\":" + random.nextInt(3_000) + ",\"from\":\"2020-01-01T00:00:00Z\"}"),
                        new Step("GET /v1/admin/commission-rules/{id}/versions", "/v1/admin/commission-rules/" + rule + "/versions", null),
                        new Step("POST /v1/admin/commission/corrections", "/v1/admin/commission/corrections", "{\"ruleId\":\"" + rule + "\",\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"2030-01-01T00:00:00Z\",\"basisPoints\":500,\"preview\":" + random.nextBoolean() + "}"),
                        new Step("GET /v1/admin/commission/corrections/{id}", "/v1/admin/commission/corrections/{id}", null), new Step("GET /v1/admin/ledger/trial-balance", "/v1/admin/ledger/trial-balance?currency=GBP", null));
            }
        };
    }
}
