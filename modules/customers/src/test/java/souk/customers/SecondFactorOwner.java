package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.customers.AccountShop.PASSWORD;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.binary.Base32;
import souk.devservices.DevServices;
import souk.kernel.Sha256;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Somebody with an account and the app that shows the codes. */
record SecondFactorOwner(AccountShop shop, String address, String accountId, HttpSpec http, byte[] secret, List<String> backupCodes) {
    static SecondFactorOwner of(AccountShop shop, String address) {
        shop.account(address);
        var http = shop.nobody().logIn(address, PASSWORD);
        var begun = http.post("/v1/me/totp", "{}").answers(201);
        var codes = new ArrayList<String>();
        begun.json().path("backupCodes").forEach(code -> codes.add(code.asText()));
        assertThat(codes).hasSize(10);
        assertThat(begun.text("otpauthUri")).startsWith("otpauth://totp/Souk:").contains("secret=" + begun.text("secret"));
        var owner = new SecondFactorOwner(shop, address, http.get("/v1/me").answers(200).text("id"), http, new Base32().decode(begun.text("secret")), codes);
        http.post("/v1/me/totp/confirm", "{'code':'" + owner.code() + "'}").answers(204);
        return owner;
    }

    /** A code that was not used: time goes on for it. */
    String code() {
        shop.later(Duration.ofSeconds(90));
        return new Totp().code(secret, shop.now());
    }

    HttpSpecAnswer logIn(String code) {
        return logIn(shop.nobody(), code);
    }

    HttpSpecAnswer logIn(HttpSpec from, String code) {
        return from.post("/v1/sessions", "{'email':'" + address + "','password':'" + PASSWORD + "','code':'" + code + "'}");
    }

    /** In no table of the shop there is the secret or a backup code; what is kept of one is. */
    void isNowhereToBeRead(TestShop node) {
        var cassandra = DevServices.shared().cassandra();
        String kept = Sha256.urlSafe("souk.customers.backup-code:" + accountId + ":" + Totp.plain(backupCodes.get(1)));
        int found = 0;
        try (var cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            for (var table : cql.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", node.keyspace())) {
                for (var row : cql.execute("SELECT * FROM " + node.keyspace() + "." + table.getString(0))) {
                    for (int i = 0; i < row.size(); i++) {
                        var bytes = row.getBytesUnsafe(i);
                        if (bytes == null) continue;
                        String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
                        if (text.contains(kept)) found++;
                        assertThat(text).doesNotContain(new Base32().encodeToString(secret)).doesNotContain(new String(secret, StandardCharsets.ISO_8859_1)).doesNotContain(backupCodes.get(1)).doesNotContain(Totp.plain(backupCodes.get(1)));
                    }
                }
            }
        }
        assertThat(found).as("cells with the hash of a backup code").isPositive();
    }
}
