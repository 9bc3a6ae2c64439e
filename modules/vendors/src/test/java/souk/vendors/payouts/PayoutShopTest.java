package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.vendors.payouts.PayoutShop.A_WHILE;
import static souk.vendors.payouts.PayoutShop.CALLBACKS;
import static souk.vendors.payouts.PayoutShop.RUNS;
import static souk.vendors.payouts.PayoutShop.SETTINGS;
import static souk.vendors.payouts.PayoutShop.key;
import static souk.vendors.payouts.PayoutShop.signature;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import souk.platform.http.Principal;
import souk.testkit.HttpSpecAnswer;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;

/** Vendors are paid by the built-in provider, over HTTP. One test after the other: a run is of the whole shop. */
@Order(2)
@Execution(ExecutionMode.SAME_THREAD)
class PayoutShopTest {
    private static final String SCHEDULE = "/v1/admin/payout-schedule";
    private static PayoutShop shop;

    @BeforeAll
    static void start() {
        shop = PayoutShop.start("souk.vendors.payouts.test.answers-after = 1 h");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void whatIsDueIsPaidOnceAndSaidLineByLine() {
        var ann = shop.paidTo("acct-1");
        var bob = shop.paidTo("acct-2");
        String order = ann.delivers();
        ann.sells();
        ann.owes(1_200, 1_200, 0);
        bob.owes(0, 0, 0);

        String key = key();
        var run = shop.pays(key).has("state", "done").has("payouts", 1).has("failed", 0).hasMoney("paid", 1_200, "GBP");
        assertThat(run.text("endedAt")).isNotEmpty();
        ann.owes(1_200, 0, 1_200);
        String id = ann.payout("paid");
        ann.http().get("/v1/vendor/payouts").hasSize("items", 1).has("items.0.runId", run.text("id")).hasMoney("items.0.amount", 1_200, "GBP");
        ann.http().get("/v1/vendor/payouts/" + id).answers(200).has("id", id).has("state", "paid").hasMoney("amount", 1_200, "GBP").has("reference", "test-" + id).hasSize("lines", 2).has("lines.0.orderId", order).has("lines.0.lineId", "1")
                .has("lines.0.sku", "TEA").hasMoney("lines.0.net", 950, "GBP").hasMoney("lines.1.net", 250, "GBP");
        var statement = ann.http().get("/v1/vendor/payouts/" + id + "/statement.csv").answers(200);
        assertThat(statement.header("Content-Type")).startsWith("text/csv");
        assertThat(statement.body().lines().skip(1)).satisfiesExactly(
                line -> assertThat(line).startsWith(id + ",paid,Teas,").endsWith(",sale,S-1," + order + ",1,TEA,2,10.00,1.00,1.50,9.50,GBP"),
                line -> assertThat(line).endsWith(",sale,S-1," + order + ",2,\"'=POT,\"\"1\"\"\",1,3.00,0.00,0.50,2.50,GBP"),
                line -> assertThat(line).endsWith(",total,,,,,,13.00,1.00,2.00,12.00,GBP"));
        assertThat(ann.http().get("/v1/vendor/payouts/" + id + "/statement").answers(200).body()).isEqualTo(statement.body());
        var pdf = ann.http().get("/v1/vendor/payouts/" + id + "/statement.pdf").answers(200);
        assertThat(pdf.header("Content-Type")).isEqualTo("application/pdf");
        assertThat(pdf.body()).startsWith("%PDF-");
        bob.http().get("/v1/vendor/payouts").answers(200).hasSize("items", 0);
        bob.http().get("/v1/vendor/payouts/" + id).refuses(404, "not-found");
        for (String form : List.of("", ".csv", ".pdf")) bob.http().get("/v1/vendor/payouts/" + id + "/statement" + form).refuses(404, "not-found");

        // The same key: the same run. Another: its own, over what is left.
        assertThat(shop.run(key).text("id")).isEqualTo(run.text("id"));
        shop.finance.withKey(key).post(RUNS, "{'currency':'EUR'}").refuses(422, "idempotency-key-reused");
        shop.pays(key()).has("state", "done").has("payouts", 0).hasMoney("paid", 0, "GBP");
        assertThat(shop.finance.get("/v1/admin/payouts/test-book?limit=200").answers(200).each("items", "payoutId")).containsOnlyOnce(id);
        await("the run is in the list").atMost(A_WHILE).until(() -> shop.finance.get(RUNS + "?limit=200").answers(200).each("items", "id").contains(run.text("id")));
        var first = shop.finance.get(RUNS + "?limit=1").answers(200).hasSize("items", 1);
        assertThat(shop.finance.get(RUNS + "?limit=200&cursor=" + first.text("next")).answers(200).each("items", "id")).doesNotContain(first.text("items.0.id")).isNotEmpty();
    }

    @Test
    void whatCameBackAfterItWasPaidIsTakenBackInTheNextStatement() {
        var ann = shop.paidTo("acct-1");
        String first = ann.delivers();
        ann.owes(0, 1_200, 0);
        shop.pays(key());
        var paid = Instant.parse(statement(ann, ann.payout("paid")).get(0).split(",")[4]);
        shop.must(VendorOrderCommand.at(first, ann.id()), new VendorOrderCommand.GiveBack("refund-1", List.of(new VendorOrderCommand.Units("TEA", 1, gbp(550)))));
        ann.delivers();
        ann.owes(0, 725, 1_200);
        shop.pays(key());
        ann.owes(0, 0, 1_925);
        await("the second payout is listed").atMost(A_WHILE).until(() -> ann.http().get("/v1/vendor/payouts").answers(200).each("items", "state").equals(List.of("paid", "paid")));
        var lines = statement(ann, ann.http().get("/v1/vendor/payouts").text("items.0.id"));
        assertThat(lines).hasSize(4).anySatisfy(line -> assertThat(line).endsWith(",refund,S-1," + first + ",1,TEA,-1,-5.00,-0.50,-0.75,-4.75,GBP"));
        assertThat(lines.get(3)).endsWith(",total,,,,,,8.00,0.50,1.25,7.25,GBP");
        assertThat(Instant.parse(lines.get(0).split(",")[3])).isEqualTo(paid);
    }

    @Test
    void whatTheShopKeepsOtherwiseOfWhatWasPaidIsALineOfItsOwnInTheNextStatement() {
        var ann = shop.paidTo("acct-1");
        String first = ann.delivers();
        ann.owes(0, 1_200, 0);
        shop.pays(key());
        ann.payout("paid");
        shop.must(VendorOrderCommand.at(first, ann.id()), new VendorOrderCommand.CorrectCommission("correction-1", List.of(new VendorOrderCommand.Bears("1", gbp(100)), new VendorOrderCommand.Bears("2", gbp(80)))));
        ann.owes(0, 20, 1_200);
        shop.pays(key());
        ann.owes(0, 0, 1_220);
        await("the second payout is listed").atMost(A_WHILE).until(() -> ann.http().get("/v1/vendor/payouts").answers(200).each("items", "state").equals(List.of("paid", "paid")));
        String second = ann.http().get("/v1/vendor/payouts").text("items.0.id");
        assertThat(statement(ann, second)).satisfiesExactly(line -> assertThat(line).endsWith(",correction,S-1," + first + ",1,TEA,0,0.00,0.00,-0.50,0.50,GBP"),
                line -> assertThat(line).contains(",correction,S-1," + first + ",2,").endsWith(",0,0.00,0.00,0.30,-0.30,GBP"), line -> assertThat(line).endsWith(",total,,,,,,0.00,0.00,-0.20,0.20,GBP"));
        assertThat(ann.http().get("/v1/vendor/payouts/" + second + "/statement.pdf").answers(200).body()).startsWith("%PDF-");
    }

    private static List<String> statement(PayoutShop.Vendor vendor, String payout) {
        return vendor.http().get("/v1/vendor/payouts/" + payout + "/statement.csv").answers(200).body().lines().skip(1).toList();
    }

    @Test
    void whatWasDeclinedIsDueAgain() {
        var ann = shop.paidTo("decline-1");
        String order = ann.delivers();
        ann.owes(0, 1_200, 0);
        shop.pays(key()).has("state", "failed").has("payouts", 1).has("failed", 1).hasMoney("paid", 0, "GBP");
        String id = ann.payout("failed");
        ann.http().get("/v1/vendor/payouts/" + id).answers(200).has("code", "account-closed").hasNo("paidAt").hasSize("lines", 2);
        ann.owes(0, 1_200, 0);
        // The provider changes its mind: too late.
        shop.calls(id, "paid", "bank-9").answers(204);
        shop.calls(id, "declined", "account-closed").answers(204);
        ann.payout("failed");
        // Now where it is paid to is known to nobody any more.
        shop.node.persons().forget("owner-of-" + ann.id()).toCompletableFuture().join();
        long before = version(order, ann);
        shop.pays(key()).has("state", "done").has("payouts", 0);
        assertThat(ann.http().get("/v1/vendor/payouts").answers(200).each("items", "state")).containsExactly("failed");
        assertThat(version(order, ann)).as("what happened to it").isEqualTo(before);
        ann.owes(0, 1_200, 0);
        // Nothing is left that a later run would try.
        shop.must(VendorOrderCommand.at(order, ann.id()), new VendorOrderCommand.Cancel());
        ann.owes(0, 0, 0);
    }

    @Test
    void whatWasDeclinedIsInTheNextRunHoweverSoonThatBegins() {
        var ann = shop.paidTo("decline-1");
        String order = ann.delivers();
        for (int i = 0; i < 4; i++) shop.pays(key()).has("state", "failed").has("payouts", 1);
        // Nothing is left that a later run would try, and none that begins after this is answered does.
        shop.must(VendorOrderCommand.at(order, ann.id()), new VendorOrderCommand.Cancel());
        shop.pays(key()).has("state", "done").has("payouts", 0);
    }

    /** The version of a vendor order: nothing has happened to it while that stays. */
    private static long version(String order, PayoutShop.Vendor of) {
        return shop.must(VendorOrderCommand.at(order, of.id()), new VendorOrderCommand.Look(Optional.empty())).version();
    }

    @Test
    void anAnswerThatIsLostIsFound() {
        var ann = shop.paidTo("timeout-1");
        ann.delivers();
        ann.owes(0, 1_200, 0);
        shop.pays(key());
        ann.payout("paid");
        ann.owes(0, 0, 1_200);
    }

    @Test
    void whatIsPendingKeepsNobodyWaitingAndIsEndedByTheProvider() {
        var ann = shop.paidTo("pending-1");
        var bob = shop.paidTo("acct-1");
        ann.delivers();
        bob.delivers();
        ann.owes(0, 1_200, 0);
        bob.owes(0, 1_200, 0);
        var run = shop.run(key()).has("state", "running");
        String id = ann.payout("pending");
        bob.payout("paid");
        bob.owes(0, 0, 1_200);

        var nobody = shop.nobody();
        String paid = "{'id':'" + id + "','state':'paid','reference':'bank-7'}";
        nobody.post(CALLBACKS, paid).refuses(401, "bad-signature");
        nobody.withHeader("X-Payout-Signature", signature(id, "paid", "bank-8")).post(CALLBACKS, paid).refuses(401, "bad-signature");
        nobody.post(CALLBACKS, "{'id':'" + id + "','state':'paid'}").refuses(400, "bad-request").becauseOf("reference", "missing");
        shop.calls("nothing", "paid", "bank-7").refuses(404, "not-found");
        ann.payout("pending");

        shop.calls(id, "paid", "bank-7").answers(204);
        shop.calls(id, "paid", "bank-7").answers(204);
        ann.payout("paid");
        shop.calls(id, "declined", "late").answers(204);
        ann.http().get("/v1/vendor/payouts/" + id).answers(200).has("state", "paid").has("reference", "bank-7");
        // The run looks again after a while.
        shop.passes(Duration.ofMinutes(5));
        shop.ends(run.text("id"));
        shop.finance.get(RUNS + "/" + run.text("id")).answers(200).has("state", "done").has("payouts", 2).hasMoney("paid", 2_400, "GBP");
        ann.owes(0, 0, 1_200);
    }

    @Test
    void whatTheProviderSaysIsComparedWithWhatWasPaid() {
        var ann = shop.paidTo("acct-1");
        ann.delivers();
        ann.owes(0, 1_200, 0);
        var from = Instant.now().minusSeconds(3_600);
        String path = "/v1/admin/payouts/reconcile?from=" + from + "&to=" + from.plusSeconds(86_400);
        shop.pays(key());
        String id = ann.payout("paid");
        String line = "{\"payoutId\":\"" + id + "\",\"amount\":{\"amount\":%d,\"currency\":\"GBP\"},\"reference\":\"test-" + id + "\"}\n";
        // The built-in provider's own book agrees, whatever other tests have paid.
        await("all that was paid is listed").atMost(A_WHILE).untilAsserted(() -> assertThat(compares(path, "").each("differences", "payoutId")).contains(id));
        var own = shop.finance.post(path).answers(200);
        assertThat(own.number("agreed")).isPositive();
        assertThat(of(id, own)).isEmpty();
        assertThat(of(id, compares(path, line.formatted(1_200)))).isEmpty();
        assertThat(of(id, compares(path, line.formatted(1_201)))).containsExactly("amount");
        assertThat(of(id, compares(path, line.formatted(1_200).repeat(2)))).containsExactly("twice");
        assertThat(of(id, compares(path, "\n"))).containsExactly("missing");
        assertThat(of("nothing", compares(path, line.formatted(5).replace(id, "nothing")))).containsExactly("surplus");
        // Nothing was changed.
        ann.payout("paid");
        ann.owes(0, 0, 1_200);

        shop.finance.sendRaw("POST", path, "{}", "application/x-ndjson").refuses(400, "bad-request");
        shop.finance.post("/v1/admin/payouts/reconcile?from=" + from + "&to=" + from).refuses(400, "bad-request").becauseOf("to", "out-of-range");
        shop.finance.post("/v1/admin/payouts/reconcile?from=" + from).refuses(400, "bad-request").becauseOf("to", "missing");
        shop.as(new Principal("staff-2", Principal.Kind.STAFF, Set.of("vendors"))).post(path).refuses(403, "forbidden");
    }

    /** With a statement of something else before it. */
    private static HttpSpecAnswer compares(String path, String lines) {
        return shop.finance.sendRaw("POST", path, "{\"payoutId\":\"else\",\"amount\":{\"amount\":1,\"currency\":\"GBP\"}}\n" + lines, "application/x-ndjson").answers(200);
    }

    private static List<String> of(String payout, HttpSpecAnswer found) {
        var kinds = new ArrayList<String>();
        found.json().path("differences").forEach(each -> {
            if (each.path("payoutId").asText().equals(payout)) kinds.add(each.path("kind").asText());
        });
        return kinds;
    }

    @Test
    void theSettingsDecideWhatIsPayable() {
        var ann = shop.paidTo("acct-1");
        ann.delivers();
        ann.owes(0, 1_200, 0);
        shop.finance.put(SETTINGS, "{'holdDays':1,'minimum':{'amount':1000,'currency':'GBP'},'reserveBasisPoints':100}").answers(200);
        shop.finance.get(SETTINGS).answers(200).has("holdDays", 1).hasMoney("minimum", 1_000, "GBP").has("reserveBasisPoints", 100);
        ann.owes(1_200, 0, 0);
        shop.pays(key());
        ann.http().get("/v1/vendor/payouts").answers(200).hasSize("items", 0);
        shop.finance.put(SETTINGS, "{'holdDays':0,'minimum':{'amount':1201,'currency':'GBP'}}").answers(200);
        shop.pays(key());
        ann.http().get("/v1/vendor/payouts").answers(200).hasSize("items", 0);
        shop.finance.put(SETTINGS, "{'holdDays':0,'minimum':{'amount':1200,'currency':'GBP'}}").answers(200);
        shop.pays(key());
        ann.payout("paid");
        shop.finance.put(SETTINGS, "{'holdDays':0}").answers(200).hasNo("minimum");
    }

    @Test
    void aReserveIsHeldToThePennyAndALineMayBePaidInTwoParts() {
        var ann = shop.paidTo("acct-1");
        String order = ann.delivers();
        shop.finance.put(SETTINGS, "{'holdDays':0,'reserveBasisPoints':3000}").answers(200);
        await("what is held").atMost(A_WHILE).untilAsserted(() -> ann.http().get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("payable", 840, "GBP").hasMoney("held", 360, "GBP").hasMoney("pending", 0, "GBP"));
        shop.pays(key());
        String first = ann.payout("paid");
        ann.http().get("/v1/vendor/payouts/" + first).answers(200).hasMoney("amount", 840, "GBP").hasSize("lines", 1).hasMoney("lines.0.net", 840, "GBP");
        ann.http().get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("payable", 252, "GBP").hasMoney("held", 108, "GBP").hasMoney("paid", 840, "GBP");
        assertThat(statement(ann, first).get(0)).endsWith(",sale,S-1," + order + ",1,TEA,0,8.84,0.88,1.32,8.40,GBP");
        shop.finance.put(SETTINGS, "{'holdDays':0}").answers(200);
        shop.pays(key());
        ann.owes(0, 0, 1_200);
        await("the second payout is listed").atMost(A_WHILE).until(() -> ann.http().get("/v1/vendor/payouts").answers(200).each("items", "state").equals(List.of("paid", "paid")));
        assertThat(statement(ann, ann.http().get("/v1/vendor/payouts").text("items.0.id"))).anySatisfy(line -> assertThat(line).endsWith(",1,TEA,2,1.16,0.12,0.18,1.10,GBP")).last().asString().endsWith(",total,,,,,,4.16,0.12,0.68,3.60,GBP");
    }

    @Test
    void whatAVendorSoldIsTheSameForItAndForStaff() {
        var ann = shop.paidTo("acct-1");
        var bob = shop.paidTo("acct-2");
        String order = ann.delivers();
        shop.must(VendorOrderCommand.at(order, ann.id()), new VendorOrderCommand.GiveBack("refund-1", List.of(new VendorOrderCommand.Units("TEA", 1, gbp(550)))));
        ann.owes(0, 725, 0);
        var today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        String range = "/analytics?currency=GBP&from=" + today.minusSeconds(86_400) + "&to=" + today.plusSeconds(2 * 86_400);
        await("both are counted").atMost(A_WHILE).untilAsserted(() -> ann.http().get("/v1/vendor" + range).answers(200).has("totals.orders", 1).has("totals.returnedUnits", 1));
        var own = ann.http().get("/v1/vendor" + range).answers(200).has("vendorId", ann.id()).has("zone", "UTC").has("totals.units", 3).hasMoney("totals.gross", 1_300, "GBP").hasMoney("totals.returns", 500, "GBP")
                .hasMoney("totals.freight", 50, "GBP").hasMoney("totals.commission", 125, "GBP").hasMoney("totals.net", 725, "GBP").hasMoney("payable", 725, "GBP");
        assertThat(shop.finance.get("/v1/admin/vendors/" + ann.id() + range).answers(200).json()).isEqualTo(own.json());
        assertThat(Instant.parse(own.text("buckets.0.start"))).isEqualTo(Instant.parse(own.text("buckets.0.start")).truncatedTo(ChronoUnit.DAYS));
        bob.http().get("/v1/vendor" + range).answers(200).hasSize("buckets", 0).has("totals.orders", 0).hasMoney("totals.gross", 0, "GBP");
        ann.http().get("/v1/vendor" + range.replace("GBP", "EUR")).answers(200).hasSize("buckets", 0);
        ann.http().get("/v1/vendor" + range.replace("GBP", "XXY")).refuses(400, "bad-request").becauseOf("currency", "bad-format");
        ann.http().get("/v1/vendor" + range + "&zone=Nowhere").refuses(400, "bad-request").becauseOf("zone", "bad-format");
        ann.http().get("/v1/vendor/analytics?currency=GBP&from=" + today + "&to=" + today).refuses(400, "bad-request").becauseOf("to", "out-of-range");
        ann.http().get("/v1/admin/vendors/" + ann.id() + range).refuses(403, "forbidden");
        shop.finance.get("/v1/admin/vendors/nobody" + range).refuses(404, "not-found");
        shop.pays(key());
    }

    @Test
    void runsBeginByThemselvesWhenStaffHasSaidATime() {
        shop.finance.get(SCHEDULE).answers(200).has("on", false).hasNo("next");
        var ann = shop.paidTo("acct-1");
        ann.delivers();
        ann.owes(0, 1_200, 0);
        var soon = shop.now().atZone(ZoneOffset.UTC).plusMinutes(5).truncatedTo(ChronoUnit.MINUTES);
        String at = DateTimeFormatter.ofPattern("HH:mm").format(soon);
        shop.finance.put(SCHEDULE, "{'at':'" + at + "','currencies':['GBP']}").answers(200).has("on", true).has("at", at).has("zone", "UTC").has("next", soon.toInstant().toString());
        String run = "daily-" + soon.toLocalDate() + "-GBP";
        assertThat(shop.finance.get(RUNS + "/" + run).status()).isEqualTo(404);
        shop.passes(Duration.ofMinutes(5));
        await("the day's run").atMost(A_WHILE).until(() -> shop.finance.get(RUNS + "/" + run).status() == 200);
        shop.ends(run);
        ann.payout("paid");
        ann.owes(0, 0, 1_200);
        await("it is known").atMost(A_WHILE).untilAsserted(() -> shop.finance.get(SCHEDULE).answers(200).has("last", soon.toLocalDate().toString()).has("next", soon.plusDays(1).toInstant().toString()));
        shop.finance.delete(SCHEDULE).answers(200).has("on", false).hasNo("next");

        shop.finance.put(SCHEDULE, "{'at':'24:00','currencies':['GBP']}").refuses(400, "bad-request").becauseOf("at", "bad-format");
        shop.finance.put(SCHEDULE, "{'at':'06:00','zone':'Nowhere','currencies':['GBP']}").refuses(400, "bad-request").becauseOf("zone", "bad-format");
        shop.finance.put(SCHEDULE, "{'at':'06:00','currencies':['GBP','GBP']}").refuses(400, "bad-request").becauseOf("currencies", "bad-format");
        shop.as(new Principal("staff-2", Principal.Kind.STAFF, Set.of("vendors"))).get(SCHEDULE).refuses(403, "forbidden");
    }

    @Test
    void whatCannotBeIsRefused() {
        shop.finance.put(SETTINGS, "{}").refuses(400, "bad-request").becauseOf("holdDays", "missing");
        shop.finance.put(SETTINGS, "{'holdDays':-1}").refuses(400, "bad-request").becauseOf("holdDays", "out-of-range");
        shop.finance.put(SETTINGS, "{'holdDays':1,'reserveBasisPoints':10001}").refuses(400, "bad-request").becauseOf("reserveBasisPoints", "out-of-range");
        shop.finance.post(RUNS, "{'currency':'GBP'}").refuses(400, "idempotency-key-missing");
        shop.finance.withKey(key()).post(RUNS, "{'currency':'XXY'}").refuses(400, "bad-request").becauseOf("currency", "bad-format");
        shop.finance.get(RUNS + "/nothing").refuses(404, "not-found");
        var other = shop.as(new Principal("staff-2", Principal.Kind.STAFF, Set.of("vendors")));
        other.get(SETTINGS).refuses(403, "forbidden");
        other.withKey(key()).post(RUNS, "{'currency':'GBP'}").refuses(403, "forbidden");
        var ann = shop.paidTo("acct-1");
        ann.http().get("/v1/vendor/balance").refuses(400, "bad-request");
        ann.http().get("/v1/vendor/balance?currency=ZZZ").refuses(400, "bad-request").becauseOf("currency", "bad-format");
        ann.http().get("/v1/vendor/payouts/nothing").refuses(404, "not-found");
        shop.finance.get("/v1/vendor/payouts").refuses(403, "forbidden");
    }

    /** More than one message holds, and many times more than are asked side by side. */
    @Test
    void tenThousandLinesAreOnePayout() {
        var ann = shop.paidTo("acct-1");
        var lines = IntStream.rangeClosed(1, 8).mapToObj(i -> new Line("" + i, "SKU-" + i, 1, gbp(100 + i), gbp(100 + i), gbp(0), gbp(7))).toList();
        var threads = Executors.newFixedThreadPool(50);
        CompletableFuture.allOf(IntStream.range(0, 1_250).mapToObj(i -> CompletableFuture.runAsync(() -> ann.delivers(ann.sells(lines)), threads)).toArray(CompletableFuture[]::new)).join();
        threads.shutdown();
        long all = 1_250 * lines.stream().mapToLong(line -> line.net().amount()).sum();
        ann.owes(0, all, 0);
        shop.pays(key()).has("state", "done").has("payouts", 1).hasMoney("paid", all, "GBP");
        ann.owes(0, 0, all);
        var payout = ann.http().get("/v1/vendor/payouts/" + ann.payout("paid")).answers(200).hasMoney("amount", all, "GBP").hasSize("lines", 10_000);
        long sum = 0;
        for (var line : payout.json().path("lines")) sum += line.path("net").path("amount").asLong();
        assertThat(sum).isEqualTo(all);
        assertThat(statement(ann, payout.text("id"))).hasSize(10_001);
    }
}
