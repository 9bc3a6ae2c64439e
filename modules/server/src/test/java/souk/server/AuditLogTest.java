package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.audit.Act;
import souk.audit.ChainCommand;
import souk.audit.Effect;
import souk.devservices.DevServices;
import souk.platform.Entities.Asking;
import souk.platform.journal.Database;
import souk.testkit.TestShop;

/** What staff does in a whole shop is kept, and what somebody does to what is kept is seen. */
@AloneInOpenShop
class AuditLogTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SOME = 60;

    private final TestShop shop;
    private final Market market;
    @TempDir
    Path folder;

    AuditLogTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    /** One route of staff that may change something. */
    private record Operation(String method, String route, JsonNode definition) {
        String path(String name) {
            String required = "";
            for (JsonNode parameter : definition.path("parameters")) if (parameter.path("in").asText().equals("query") && parameter.path("required").asBoolean()) required = "?" + parameter.path("name").asText() + "=" + name;
            return route.replaceAll("\\{[^}]+}", name) + required;
        }
    }

    private List<Operation> operations() {
        var all = new ArrayList<Operation>();
        market.nobody.contract().path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
            boolean ofStaff = path.getKey().startsWith("/v1/admin/") || path.getKey().startsWith("/ops/");
            if (ofStaff && !operation.getKey().equals("get")) all.add(new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()));
        }));
        assertThat(all).hasSizeGreaterThan(12);
        return all;
    }

    private List<JsonNode> entries(String query) {
        var all = new ArrayList<JsonNode>();
        market.staff.get("/v1/admin/audit?limit=200&" + query).answers(200).json().path("items").forEach(all::add);
        return all;
    }

    private JsonNode only(String query) {
        var found = entries(query);
        assertThat(found).as("entries of " + query).hasSize(1);
        return found.get(0);
    }

    /** Each route as the contract lists it, asked by staff as well as it can be without knowing what it is for, and by a guest. */
    @Test
    void everyRouteOfStaffThatChangesSomethingLeavesOneEntryForEachCall() {
        var began = Instant.now();
        var guest = market.shopper().http();
        for (var operation : operations()) {
            String name = Market.unique("audited");
            String path = operation.path(name);
            String media = operation.definition.path("requestBody").path("content").has("application/x-ndjson") ? "application/x-ndjson" : "application/json";
            var asked = market.staff.withKey(name).sendRaw(operation.method, path, operation.definition.has("requestBody") ? "{}" : "", media);
            String route = operation.method + " " + operation.route;
            // Strangers' attempts are kept as long as there are not too many of them: other tests make some, too.
            var ours = await("the attempt of a guest is kept").atMost(Duration.ofMinutes(1)).until(() -> {
                guest.withKey(name).sendRaw(operation.method, path, operation.definition.has("requestBody") ? "{}" : "", media).refuses(403, "forbidden");
                return entries("from=" + began).stream().filter(entry -> entry.path("path").asText().equals(path) && entry.path("route").asText().equals(route)).toList();
            }, kept -> kept.stream().anyMatch(entry -> entry.path("who").path("kind").asText().equals("guest") && entry.path("standing").asText().equals("refused")));
            var staffs = ours.stream().filter(entry -> entry.path("who").path("kind").asText().equals("staff")).toList();
            assertThat(staffs).as(route + " was answered " + asked.status()).hasSize(1);
            assertThat(staffs.get(0).path("who").path("email").asText()).isEqualTo("admin@souk.local");
            assertThat(staffs.get(0).path("status").asInt()).isEqualTo(asked.status());
        }
        System.out.println(operations().size() + " routes of staff left an entry for each call");
    }

    @Test
    void anEntrySaysWhoDidWhatAndWhatItWasBefore() {
        String sku = market.sells(500, 5);
        var before = market.nobody.get("/v1/products/" + sku).answers(200);
        var answer = market.staff.withHeader("User-Agent", "till/1").withHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .patch("/v1/admin/products/" + sku, "{'name':'Other tea'}").answers(200);
        var entry = entries("entity=products/" + sku).get(0);
        assertThat(entry.path("standing").asText()).isEqualTo("ended");
        assertThat(entry.path("who").path("id").asText()).isEqualTo("staff:admin@souk.local");
        assertThat(entry.path("who").path("email").asText()).isEqualTo("admin@souk.local");
        assertThat(entry.path("who").path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(entry.path("who").path("userAgent").asText()).isEqualTo("till/1");
        assertThat(entry.path("trace").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(entry.path("route").asText()).isEqualTo("PATCH /v1/admin/products/{id}");
        assertThat(entry.path("body").asText()).contains("Other tea");
        assertThat(entry.path("before").path("state").asText()).contains(before.text("name"));
        assertThat(entry.path("after").path("state").asText()).contains("Other tea");
        assertThat(entry.path("after").path("version").asText()).isEqualTo(answer.header("ETag").replace("\"", ""));
        assertThat(entry.path("number").asLong()).isGreaterThan(entry.path("begun").asLong());
        String events = market.staff.get("/v1/admin/stock/" + sku + "/history").answers(200).body();
        assertThat(events).as("the cause of the stock's event is the request that is kept").contains(entries("entity=stock/" + sku).get(0).path("request").asText());
    }

    @Test
    void entriesAreFoundByWhoWhatAndWhen() {
        String sku = market.sells(500, 5);
        for (int i = 0; i < 3; i++) market.staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':" + i + "}").answers(200);
        var all = entries("entity=stock/" + sku);
        assertThat(all).hasSize(4);
        assertThat(all.stream().map(entry -> entry.path("number").asLong())).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(entries("entity=" + sku + "&actor=admin@souk.local")).hasSize(5);
        assertThat(entries("entity=" + sku + "&actor=nobody@souk.local")).isEmpty();
        String second = all.get(2).path("at").asText();
        assertThat(entries("entity=stock/" + sku + "&from=" + second)).hasSize(3);
        assertThat(entries("entity=stock/" + sku + "&to=" + second)).hasSize(1);
        var paged = new ArrayList<String>();
        String next = "";
        do {
            var page = market.staff.get("/v1/admin/audit?limit=1&entity=stock/" + sku + next).answers(200);
            paged.addAll(page.each("items", "number"));
            next = page.json().path("next").isTextual() ? "&cursor=" + page.text("next") : null;
        } while (next != null);
        assertThat(paged).isEqualTo(all.stream().map(entry -> entry.path("number").asText()).toList());
    }

    @Test
    void aRetryAndAnImportAreOneEntryAndStaffIsKeptElsewhereToo() {
        String key = Market.unique("key");
        String cart = market.staff.withKey(key).post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        market.staff.withKey(key).post("/v1/carts", "{'currency':'GBP'}").answers(201).has("id", cart);
        assertThat(only("entity=carts/" + cart).path("route").asText()).isEqualTo("POST /v1/carts");

        String name = Market.unique("import");
        var lines = new StringBuilder();
        for (int i = 0; i < 5; i++) lines.append("{\"id\":\"").append(name).append(i).append("\",\"name\":\"x\",\"variants\":[{\"sku\":\"").append(name).append(i).append("\",\"price\":{\"amount\":1,\"currency\":\"GBP\"}}]}\n");
        market.staff.sendRaw("POST", "/v1/admin/products/import?id=" + name, lines.toString(), "application/x-ndjson").answers(200);
        assertThat(only("entity=products/" + name).path("after").path("state").asText()).contains("\"imported\":5");
    }

    /** As a node leaves it that dies between the two entries; and as the retry on another node ends it. */
    @Test
    void whatWasBegunAndNeverEndedIsSeen() {
        String thing = Market.unique("lost");
        var act = new Act(thing, true, "staff:ann", "ann@souk.local", "staff", "", "127.0.0.1", "", "POST /v1/admin/things/{id}", "/v1/admin/things/" + thing, "things", thing, "{}", "", "", "", "");
        assertThat(shop.node().partitions().ask(ChainCommand.SHOP, new ChainCommand.Begin(act), Asking.DEFAULT).join().<Boolean>fold(begun -> true, refused -> false)).isTrue();
        var unended = only("entity=things/" + thing);
        assertThat(unended.path("standing").asText()).isEqualTo("unended");
        assertThat(unended.has("status")).isFalse();
        assertThat(shop.node().partitions().ask(ChainCommand.SHOP, new ChainCommand.End(act, new Effect(201, "", thing, "1", "")), Asking.DEFAULT).join().<Boolean>fold(ended -> true, refused -> false)).isTrue();
        var ended = only("entity=things/" + thing);
        assertThat(ended.path("standing").asText()).isEqualTo("ended");
        assertThat(ended.path("begun").asLong()).isEqualTo(unended.path("number").asLong());
    }

    @Test
    void whoHadToShowTheirSecondFactorFirstIsInItAndWhatTheyShowIsNot() {
        var accounts = new Accounts(shop, market.nobody);
        String email = accounts.open();
        market.staff.put("/v1/admin/staff/" + email, "{'roles':['admin']}").answers(201);
        var boss = market.nobody.withToken(accounts.session(email, "staff"));
        var factor = boss.post("/v1/me/totp", "{}").answers(201);
        // The code of this moment; on a slow day it is over before it comes.
        await("the factor is on").atMost(Duration.ofMinutes(2)).until(() -> boss.post("/v1/me/totp/confirm", "{'code':'" + Accounts.code(factor.text("secret")) + "'}").status() == 204);
        String path = "/v1/admin/staff/" + Market.unique("hired") + "@shop.example";
        boss.put(path, "{'roles':['stock']}").refuses(403, "step-up-required");
        var refused = entries("actor=" + email).stream().filter(entry -> entry.path("path").asText().equals(path)).toList();
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0).path("standing").asText()).isEqualTo("refused");
        assertThat(refused.get(0).path("status").asInt()).isEqualTo(403);
        boss.post("/v1/sessions/step-up", "{'password':'" + Accounts.PASSWORD + "'}").answers(200);
        boss.put(path, "{'roles':['stock']}").answers(201);
        boss.delete("/v1/me/totp", "{'code':'" + factor.text("backupCodes.0") + "'}").answers(204);
        assertThat(export()).contains("POST /v1/me/totp/confirm", "POST /v1/sessions/step-up").doesNotContain(factor.text("secret"), factor.text("backupCodes.0"), factor.text("backupCodes.1"), Accounts.PASSWORD);
    }

    @Test
    void whatIsSecretIsNotInIt() throws IOException {
        market.staff.put("/v1/me/password", "{'current':'this-is-the-old-one','new':'this-is-the-new-one'}").refuses(409, "password-configured");
        market.staff.withHeader("User-Agent", "curl").patch("/v1/admin/products/unknown", "{'name':'x'}").refuses(404, "not-found");
        String export = export();
        assertThat(export).contains("PUT /v1/me/password").doesNotContain("this-is-the-old-one", "this-is-the-new-one", TestShop.ADMIN_PASSWORD);
        market.shopper().http().get("/v1/admin/audit").refuses(403, "forbidden");
        market.nobody.get("/v1/admin/audit/export").refuses(401, "unauthenticated");
    }

    // ---- what somebody does to it ----

    private String export() {
        return market.staff.get("/v1/admin/audit/export").answers(200).body();
    }

    private Config config(String keyspace) {
        var cassandra = DevServices.shared().cassandra();
        return ConfigFactory.parseString(OpenShop.TOKEN_KEY + "\nsouk { cassandra { contact-point = \"" + cassandra.host() + ":" + cassandra.port() + "\", keyspace = " + keyspace + " } }")
                .withFallback(ConfigFactory.parseResources("souk-node.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved());
    }

    private record Said(int exit, String words) {}

    private Said verify(String keyspace, Optional<Path> export) throws IOException {
        var said = new ByteArrayOutputStream();
        int exit = VerifyAudit.run(config(keyspace), export, Optional.of(shop.home().resolve("audit-anchors.ndjson")), seen -> {}, new PrintStream(said, true, StandardCharsets.UTF_8));
        return new Said(exit, said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatSomebodyDoesToTheRowsOrToAnExportIsNamed() throws IOException {
        String sku = market.sells(500, 5);
        market.staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':7}").answers(200);
        long last = entries("entity=stock/" + sku).get(0).path("number").asLong();
        Path anchors = shop.home().resolve("audit-anchors.ndjson");
        await("the end is anchored").atMost(SOON).until(() -> Files.exists(anchors) && Files.readString(anchors).contains("\"number\":" + last + ","));
        assertThat(verify(shop.keyspace(), Optional.empty())).satisfies(sound -> {
            assertThat(sound.words).contains("Sound: ", "anchored up to entry ");
            assertThat(sound.exit).isEqualTo(VerifyAudit.SOUND);
        });
        Path export = Files.writeString(folder.resolve("export"), export());
        assertThat(verify(shop.keyspace(), Optional.of(export)).words).contains("Sound: ");
        var cut = Files.readAllLines(export);
        assertThat(cut.get(cut.size() - 1)).as("the last line of an export").contains("\"entries\":" );
        Files.write(export, cut.subList(0, cut.size() - 1));
        assertThat(verify(shop.keyspace(), Optional.of(export)).words).contains("the export was cut off");
        Files.write(export, cut.subList(0, cut.size() - 4));
        assertThat(verify(shop.keyspace(), Optional.of(export)).words).contains("the end was cut off");

        var cassandra = DevServices.shared().cassandra();
        try (var cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            cql.execute("CREATE KEYSPACE audit_damaged WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
        try (var cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("audit_damaged").build()) {
            Database.create(cql, AuditLogTest.class.getClassLoader(), "souk-log.cql");
            damage(cql);
        }
    }

    private void damage(CqlSession cql) throws IOException {
        var rows = new ArrayList<Row>();
        cql.execute("SELECT log, chunk, position, id, previous, body FROM " + shop.keyspace() + ".segment WHERE log = 'audit-0' AND chunk = 0").forEach(rows::add);
        var head = cql.execute("SELECT position, segment FROM " + shop.keyspace() + ".head WHERE log = 'audit-0'").one();
        // Of what the other tests have done, no more than that.
        if (rows.size() > SOME) rows.subList(SOME, rows.size()).clear();
        boolean all = head.getLong(0) == rows.get(rows.size() - 1).getLong(2);
        rows.forEach(row -> write(cql, row, row.getByteBuffer(5)));
        var end = rows.get(rows.size() - 1);
        cql.execute("INSERT INTO head (log, position, segment) VALUES ('audit-0', ?, ?)", end.getLong(2), end.getUuid(3));
        if (all) assertThat(verify("audit_damaged", Optional.empty()).words).contains("Sound: ");

        // The first segment is the one with which the partition started.
        var old = rows.get(3);
        byte[] bytes = new byte[old.getByteBuffer(5).remaining()];
        old.getByteBuffer(5).duplicate().get(bytes);
        int place = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("127.0.0.1") + 8;
        bytes[place] = '2';
        write(cql, old, ByteBuffer.wrap(bytes));
        found("chain shop, entry ", "was changed", "segment " + old.getLong(2) + " of audit-0");
        write(cql, old, old.getByteBuffer(5));

        cql.execute("DELETE FROM segment WHERE log = 'audit-0' AND chunk = 0 AND position = ?", old.getLong(2));
        found("chain shop, entry ", " missing before entry ", "segment " + old.getLong(2) + " of audit-0 is not there");
        write(cql, old, old.getByteBuffer(5));

        write(cql, old, rows.get(5).getByteBuffer(5));
        write(cql, rows.get(5), old.getByteBuffer(5));
        found("chain shop, entry ", " missing before entry ");
        write(cql, old, old.getByteBuffer(5));
        write(cql, rows.get(5), rows.get(5).getByteBuffer(5));

        var cut = rows.get(rows.size() - 4);
        for (var row : rows.subList(rows.size() - 3, rows.size())) cql.execute("DELETE FROM segment WHERE log = 'audit-0' AND chunk = 0 AND position = ?", row.getLong(2));
        cql.execute("INSERT INTO head (log, position, segment) VALUES ('audit-0', ?, ?)", cut.getLong(2), cut.getUuid(3));
        found("chain shop, entry ", "the end was cut off");
    }

    private static void write(CqlSession cql, Row row, ByteBuffer body) {
        cql.execute("DELETE FROM segment WHERE log = 'audit-0' AND chunk = 0 AND position = ?", row.getLong(2));
        cql.execute("INSERT INTO segment (log, chunk, position, id, previous, body) VALUES ('audit-0', 0, ?, ?, ?, ?)", row.getLong(2), row.getUuid(3), row.getUuid(4), body);
    }

    private void found(String... words) throws IOException {
        var said = verify("audit_damaged", Optional.empty());
        assertThat(said.words).contains(words).contains("NOT sound: ");
        assertThat(said.exit).isEqualTo(VerifyAudit.FAULTS);
    }
}
