package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** Who asks what the shop knows of them is told all of it; that no sort of thing is left out, {@link PersonalDataTest} sees to. */
@InOpenShop
class DataExportTest {
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private final Market market;
    private final Path mails;

    DataExportTest(Market market, TestShop shop) {
        this.market = market;
        mails = shop.home().resolve("mail");
    }

    @Test
    void anExportHoldsWhatIsOpenAndWhatCameToNothingToo() {
        var ann = Customer.somebody();
        HttpSpec me = ann.opensAccount(market.nobody, mails, 1);
        String sku = market.sells(499, 10);
        String bought = ann.buys(me, sku, 2, "bought").answers(201).text("id");
        String declined = me.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        me.post("/v1/carts/" + declined + "/lines", Market.line(sku, 1)).answers(200);
        me.withKey("declined").post("/v1/carts/" + declined + "/checkout", ann.checkout("decline")).refuses(402, "payment-declined");
        String open = me.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        String line = me.post("/v1/carts/" + open + "/lines", Market.line(sku, 3)).answers(200).text("lines.0.id");
        me.delete("/v1/carts/" + open + "/lines/" + line).answers(200);
        me.post("/v1/carts/" + open + "/lines", Market.line(sku, 1)).answers(200);
        String note = market.staff.withKey(bought).post("/v1/admin/credits", "{'email':'" + ann.email().toUpperCase() + "','amount':{'amount':5,'currency':'GBP'},'reason':'For " + ann.name() + "'}").answers(201).text("id");
        var now = Instant.now();
        String sale = market.staff.post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'},'quantity':2,'perCustomer':1,'startsAt':'" + now + "','endsAt':'" + now.plusSeconds(3_600)
                + "','claimTtlSeconds':3000,'waitingRoom':{'capacity':5,'turnSeconds':600}}").answers(201).text("id");
        String queue = "/v1/flash-sales/" + sale + "/queue";
        String ticket = await("their turn").atMost(A_WHILE).until(() -> me.post(queue, "{}"), answer -> answer.status() == 200 && answer.text("state").equals("admitted")).text("ticket");
        String claim = me.withKey("claim").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1,'ticket':'" + ticket + "'}").answers(201).text("claimId");
        await("it is in the list of credit notes").atMost(A_WHILE).until(() -> export(me).path("creditNotes").size() == 1);
        await("the order is in the list").atMost(A_WHILE).until(() -> export(me).path("orders").get(0).path("id").asText().equals(bought));

        var data = export(me);
        assertThat(data.path("carts").path("carts").findValuesAsText("name")).contains("cart.checkout-started", "cart.line-removed");
        var carts = data.path("carts").path("carts");
        assertThat(stream(carts).map(each -> each.path("cart").path("id").asText()).toList()).hasSize(3).startsWith(open, declined);
        var orders = stream(data.path("orders")).toList();
        assertThat(orders.stream().map(order -> order.path("status").asText()).toList()).containsExactly("confirmed", "rejected");
        assertThat(orders).allSatisfy(order -> {
            assertThat(order.path("email").asText()).isEqualTo(ann.email());
            assertThat(order.path("shippingAddress").path("line2").asText()).isEqualTo(ann.line2());
            assertThat(order.path("happened").get(0).path("data").path("payment").path("method").asText()).isEqualTo("test");
            assertThat(order.path("happened").get(0).path("data").path("payment").path("token").asText()).isEqualTo("(not shown)");
        });
        assertThat(data.path("creditNotes").get(0).path("id").asText()).isEqualTo(note);
        assertThat(data.path("creditNotes").get(0).path("reason").asText()).contains(ann.name());
        var sales = stream(data.path("flashSales")).filter(each -> each.path("saleId").asText().equals(sale)).toList();
        assertThat(sales).hasSize(1);
        assertThat(sales.get(0).path("number").asLong()).isPositive();
        assertThat(sales.get(0).path("claims").get(0).path("claimId").asText()).isEqualTo(claim);
        assertThat(data.path("account").path("security").path("secondFactor").asBoolean(true)).isFalse();
        assertThat(data.path("account").path("security").path("devices")).hasSize(1);
        assertThat(data.path("account").path("roles").isArray()).isTrue();

        // Nothing of hers is told to another.
        String others = Customer.somebody().opensAccount(market.nobody, mails, 1).post("/v1/me/data-export").answers(200).body();
        assertThat(List.of(open, declined, bought, note, claim, ann.mark())).allSatisfy(hers -> assertThat(others).doesNotContain(hers));
        // Who works here by the configuration is told, too.
        market.staff.post("/v1/me/data-export").answers(200);
        market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200);
    }

    private static JsonNode export(HttpSpec me) {
        return me.post("/v1/me/data-export").answers(200).json().path("data");
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
