package souk.server.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Makes real things as people do, and then does to them what people do not: steps twice, in another order, with another's things, with one value that is wrong. */
final class Journeys {
    private static final String PAYING = "{\"email\":\"someone@shop.example\",\"shippingAddress\":{\"name\":\"Ann\",\"line1\":\"1 High Street\",\"city\":\"Leeds\",\"postcode\":\"LS1 1AA\",\"country\":\"GB\"},\"payment\":{\"method\":\"test\",\"token\":\"%s\"}}";
    private static final String ADDRESS = "{\"name\":\"Ann\",\"line1\":\"1 High Street\",\"city\":\"Leeds\",\"postcode\":\"LS1 1AA\",\"country\":\"GB\"}";

    /** One request of a journey; what stands in it for ids is filled in from answers before. */
    record Step(String operation, String target, String json) {}

    private final Contract contract;
    private final Known known;
    private final RandomGenerator random;
    private final Requests requests;
    private final Wild wild;

    Journeys(Contract contract, Known known, RandomGenerator random, Requests requests) {
        this.contract = contract;
        this.known = known;
        this.random = random;
        this.requests = requests;
        wild = new Wild(contract, known, random, 50);
    }

    /** @param send sends and gives the answer's JSON */
    void travel(Visitor who, Function<Sent, JsonNode> send) {
        var steps = new ArrayList<>(switch (who.kind) {
            case "anonymous", "guest" -> random.nextInt(3) == 0 ? claiming() : random.nextInt(3) == 0 ? MarketJourneys.buying(PAYING.formatted("approve")) : buying();
            case "customer" -> switch (random.nextInt(6)) {
                case 0 -> living();
                case 1 -> factor();
                case 2 -> claiming();
                case 3 -> MarketJourneys.buying(PAYING.formatted("approve"));
                default -> buying();
            };
            case "vendor" -> MarketJourneys.selling(random);
            default -> random.nextInt(3) == 0 ? MarketJourneys.staff(random) : staff();
        });
        if (random.nextInt(5) == 0) java.util.Collections.swap(steps, random.nextInt(steps.size()), random.nextInt(steps.size()));
        if (random.nextInt(5) == 0) steps.add(random.nextInt(steps.size() + 1), steps.get(random.nextInt(steps.size())));
        String own = "made-up";
        String inner = "made-up";
        String key = Words.plain(random);
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var operation = contract.operation(step.operation);
            if (random.nextInt(10) == 0) own = or(known.any(random, Known.thing(step.operation + "/{id}", "id"), "cart", "order"), own);
            String target = filled(step.target, own, inner);
            String json = step.json == null ? null : filled(step.json, own, inner);
            if (json != null && random.nextInt(4) == 0) json = twisted(json);
            String used = operation.definition().path("parameters").findValuesAsText("name").contains("Idempotency-Key") ? random.nextInt(8) == 0 ? "again" : key + i : null;
            int times = random.nextInt(12) == 0 ? 2 : 1;
            for (int time = 0; time < times; time++) {
                JsonNode answer = send.apply(requests.step(operation, who, target, json, used));
                if (answer.path("id").isTextual()) own = answer.path("id").asText();
                if (answer.path("claimId").isTextual()) inner = answer.path("claimId").asText();
                if (answer.path("lines").path(0).path("id").isTextual()) inner = answer.path("lines").path(0).path("id").asText();
                if (answer.path("lines").path(0).path("lineId").isTextual()) inner = answer.path("lines").path(0).path("lineId").asText();
            }
        }
    }

    private String filled(String text, String own, String inner) {
        String all = text.replace("{id}", own).replace("{inner}", inner);
        for (String sort : List.of("sku", "order", "vendor", "dispute", "payout")) {
            if (all.contains("{" + sort + "}")) all = all.replace("{" + sort + "}", or(known.any(random, sort, sort + "Id"), "made-up"));
        }
        return all.replace("{sale}", or(known.any(random, "sale", "flash-sale"), "made-up"));
    }

    /** One value of it is another. */
    private String twisted(String json) {
        var values = java.util.regex.Pattern.compile(":(\"[^\"]*\"|\\d+|true|false)").matcher(json).results().toList();
        if (values.isEmpty()) return json;
        var which = Words.one(random, values);
        return json.substring(0, which.start(1)) + wild.anything(1) + json.substring(which.end(1));
    }

    private List<Step> buying() {
        return List.of(new Step("POST /v1/carts", "/v1/carts", "{\"currency\":\"GBP\"}"),
                new Step("POST /v1/carts/{id}/lines", "/v1/carts/{id}/lines", "{\"sku\":\"{sku}\",\"quantity\":2}"),
                new Step("POST /v1/carts/{id}/lines:batch", "/v1/carts/{id}/lines:batch", "{\"lines\":[{\"sku\":\"{sku}\",\"quantity\":1},{\"sku\":\"{sku}\",\"quantity\":1}]}"),
                new Step("PATCH /v1/carts/{id}/lines/{lineId}", "/v1/carts/{id}/lines/{inner}", "{\"quantity\":1}"),
                new Step("GET /v1/carts/{id}", "/v1/carts/{id}", null),
                new Step("POST /v1/carts/{id}/checkout", "/v1/carts/{id}/checkout", PAYING.formatted(Words.one(random, List.of("approve", "approve", "decline", "timeout")))),
                new Step("GET /v1/orders/{id}", "/v1/orders/{id}", null),
                new Step("POST /v1/orders/{id}/cancel", "/v1/orders/{id}/cancel", null),
                new Step("DELETE /v1/carts/{id}/lines/{lineId}", "/v1/carts/{id}/lines/{inner}", null));
    }

    private List<Step> claiming() {
        return List.of(new Step("GET /v1/flash-sales/{id}", "/v1/flash-sales/{sale}", null),
                new Step("POST /v1/flash-sales/{id}/queue", "/v1/flash-sales/{sale}/queue", null),
                new Step("POST /v1/flash-sales/{id}/claims", "/v1/flash-sales/{sale}/claims", "{\"quantity\":1}"),
                new Step("POST /v1/carts", "/v1/carts", "{\"currency\":\"GBP\"}"),
                new Step("POST /v1/carts/{id}/lines", "/v1/carts/{id}/lines", "{\"claimId\":\"{inner}\"}"),
                new Step("DELETE /v1/flash-sales/{id}/claims/{claimId}", "/v1/flash-sales/{sale}/claims/{inner}", null),
                new Step("POST /v1/carts/{id}/checkout", "/v1/carts/{id}/checkout", PAYING.formatted("approve")));
    }

    private List<Step> living() {
        return List.of(new Step("POST /v1/me/addresses", "/v1/me/addresses", ADDRESS), new Step("PUT /v1/me/addresses/{id}", "/v1/me/addresses/{id}", ADDRESS),
                new Step("POST /v1/me/data-export", "/v1/me/data-export", null), new Step("DELETE /v1/me/addresses/{id}", "/v1/me/addresses/{id}", null),
                new Step("GET /v1/me/activity", "/v1/me/activity", null), new Step("PUT /v1/me/password", "/v1/me/password", "{\"current\":\"not the password\",\"new\":\"another long password\"}"),
                new Step("POST /v1/me/erasure", "/v1/me/erasure", "{\"password\":\"not the password\"}"));
    }

    private List<Step> factor() {
        return List.of(new Step("POST /v1/me/totp", "/v1/me/totp", null), new Step("POST /v1/me/totp/confirm", "/v1/me/totp/confirm", "{\"code\":\"000000\"}"), new Step("DELETE /v1/me/totp", "/v1/me/totp", "{\"code\":\"000000\"}"),
                new Step("POST /v1/sessions/step-up", "/v1/sessions/step-up", "{\"code\":\"000000\"}"), new Step("GET /v1/me/sessions", "/v1/me/sessions", null));
    }

    private List<Step> staff() {
        String sku = random.nextInt(3) == 0 ? or(known.any(random, "sku"), "made-up") : "W" + Words.plain(random);
        String product = "{\"name\":\"A thing\",\"variants\":[{\"sku\":\"" + sku + "\",\"price\":{\"amount\":499,\"currency\":\"GBP\"}}]}";
        var now = Instant.now();
        return switch (random.nextInt(5)) {
            case 0 -> List.of(new Step("PUT /v1/admin/products/{id}", "/v1/admin/products/" + sku, product), new Step("PUT /v1/admin/stock/{sku}/{location}", "/v1/admin/stock/" + sku + "/main", "{\"onHand\":1000}"),
                    new Step("PATCH /v1/admin/products/{id}", "/v1/admin/products/" + sku, "{\"name\":\"Another\"}"), new Step("GET /v1/admin/stock/{sku}/history", "/v1/admin/stock/" + sku + "/history", null));
            case 1 -> List.of(new Step("POST /v1/admin/flash-sales", "/v1/admin/flash-sales", "{\"sku\":\"" + sku + "\",\"price\":{\"amount\":100,\"currency\":\"GBP\"},\"quantity\":20,\"perCustomer\":2,\"startsAt\":\"" + now + "\",\"endsAt\":\"" + now.plusSeconds(60 + random.nextInt(600))
                            + "\",\"claimTtlSeconds\":" + (3 + random.nextInt(30)) + "}"), new Step("GET /v1/admin/flash-sales/{id}", "/v1/admin/flash-sales/{id}", null),
                    new Step("PATCH /v1/admin/flash-sales/{id}", "/v1/admin/flash-sales/{id}", "{\"quantity\":30}"));
            case 2 -> {
                String order = or(known.any(random, "order", "orderId"), "made-up");
                yield List.of(new Step("GET /v1/admin/orders/{id}", "/v1/admin/orders/" + order, null), new Step("POST /v1/admin/orders/{id}/refunds", "/v1/admin/orders/" + order + "/refunds", "{\"lines\":[{\"sku\":\"{sku}\",\"quantity\":1}]}"),
                        new Step("POST /v1/admin/orders/{id}/steering", "/v1/admin/orders/" + order + "/steering", "{\"action\":\"retry\"}"), new Step("GET /v1/admin/orders/{id}/history", "/v1/admin/orders/" + order + "/history", null));
            }
            case 3 -> {
                String list = "L" + random.nextInt(20);
                String prices = "{\"currency\":\"GBP\",\"prices\":[{\"sku\":\"{sku}\",\"price\":{\"amount\":%d,\"currency\":\"GBP\"}}]}";
                yield List.of(new Step("PUT /v1/admin/price-lists/{id}", "/v1/admin/price-lists/" + list, prices.formatted(random.nextInt(1000))), new Step("PUT /v1/admin/price-lists/{id}", "/v1/admin/price-lists/" + list, prices.formatted(random.nextInt(1000))),
                        new Step("GET /v1/admin/price-lists/{id}/history", "/v1/admin/price-lists/" + list + "/history", null), new Step("GET /v1/admin/price-lists/{id}/diff", "/v1/admin/price-lists/" + list + "/diff?from=1&to=2", null),
                        new Step("GET /v1/admin/price-lists/{id}", "/v1/admin/price-lists/" + list, null));
            }
            default -> List.of(new Step("GET /v1/admin/orders", "/v1/admin/orders?limit=20", null), new Step("GET /v1/admin/audit", "/v1/admin/audit?limit=20", null), new Step("GET /v1/admin/staff", "/v1/admin/staff", null));
        };
    }

    private static String or(String word, String other) {
        return word == null ? other : word;
    }
}
