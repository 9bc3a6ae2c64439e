package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    private static final byte[] SECRET = new byte[64];
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.7Z");
    private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
    private final Tokens tokens = new Tokens(SECRET, time::get);
    private final Principal staff = new Principal("s1", Principal.Kind.STAFF, Set.of("orders", "catalog"));

    @Test
    void saysWhoItIsUntilItsTimeHasRunOut() {
        var issued = tokens.issue(staff, Duration.ofMinutes(1));
        assertThat(issued.expiresAt()).isEqualTo(Instant.parse("2026-01-31T12:01:00Z"));
        assertThat(tokens.verify(issued.token())).contains(staff);
        assertThat(new Tokens(SECRET, time::get).verify(issued.token())).as("on another node").contains(staff);
        time.set(issued.expiresAt().minusMillis(1));
        assertThat(tokens.verify(issued.token())).contains(staff);
        time.set(issued.expiresAt());
        assertThat(tokens.verify(issued.token())).as("remembered, but over").isEmpty();
        assertThat(new Tokens(SECRET, time::get).verify(issued.token())).isEmpty();
    }

    @Test
    void saysForWhomSomebodySells() {
        var vendor = new Principal("a1", Principal.Kind.VENDOR).in("session-1").sellingFor("vendor-1");
        assertThat(tokens.verify(tokens.issue(vendor, Duration.ofMinutes(1)).token())).contains(vendor);
        assertThat(vendor.in("session-2").vendor()).isEqualTo("vendor-1");
    }

    @Test
    void refusesWhatWasChangedInAnyPlace() {
        String token = tokens.issue(staff, Duration.ofMinutes(1)).token();
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) == '.') continue;
            String changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            boolean onlyPadding = i == token.length() - 1; // the last character's low bits carry nothing
            if (!onlyPadding) assertThat(tokens.verify(changed)).as("changed at " + i).isEmpty();
        }
        assertThat(tokens.verify(token + "A")).isEmpty();
        assertThat(tokens.verify(token.substring(0, token.length() - 3))).isEmpty();
    }

    @Test
    void refusesTokensOfOthers() throws Exception {
        var good = new JWTClaimsSet.Builder().issuer("souk").subject("s1").claim("kind", "staff").expirationTime(Date.from(NOW.plusSeconds(60))).build();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, good, SECRET))).contains(new Principal("s1", Principal.Kind.STAFF));
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, good, new byte[32]))).as("the zero key is the same key to HMAC").isPresent();
        byte[] another = new byte[32];
        another[0] = 1;
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, good, another))).as("another key").isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS512, good, SECRET))).as("another algorithm").isEmpty();
        assertThat(tokens.verify(new PlainJWT(good).serialize())).as("alg none").isEmpty();
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
        String payload = signed(JWSAlgorithm.HS256, good, SECRET).split("\\.")[1];
        assertThat(tokens.verify(none + "." + payload + ".")).isEmpty();
        assertThat(tokens.verify(none + "." + payload + ".AAAA")).isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, new JWTClaimsSet.Builder(good).issuer("other").build(), SECRET))).as("another issuer").isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, new JWTClaimsSet.Builder(good).expirationTime(null).build(), SECRET))).as("without an end").isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, new JWTClaimsSet.Builder(good).claim("kind", "king").build(), SECRET))).as("no such kind").isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, new JWTClaimsSet.Builder(good).claim("kind", 7).build(), SECRET))).as("kind is no text").isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, new JWTClaimsSet.Builder(good).claim("roles", "admin").build(), SECRET))).as("roles are no list").isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, new JWTClaimsSet.Builder(good).subject(null).build(), SECRET))).as("of nobody").isEmpty();
    }

    private static String signed(JWSAlgorithm algorithm, JWTClaimsSet claims, byte[] secret) throws Exception {
        var jwt = new SignedJWT(new JWSHeader(algorithm), claims);
        jwt.sign(new MACSigner(secret));
        return jwt.serialize();
    }


    @Test
    void wantsAKeyOutsideDevelopment(@TempDir Path home) {
        var outside = ConfigFactory.parseString("souk { mode = production, home = \"" + home + "\", http.token-key = \"\" }");
        assertThatThrownBy(() -> TokenKey.of(outside)).hasMessageContaining("souk.http.token-key").hasMessageContaining("openssl");
        assertThatThrownBy(() -> TokenKey.of(ConfigFactory.parseString("souk.http.token-key = \"c2hvcnQ=\""))).hasMessageContaining("at least 32 bytes");
        assertThatThrownBy(() -> TokenKey.of(ConfigFactory.parseString("souk.http.token-key = \"no base64!\""))).hasMessageContaining("base64");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void keepsTheKeyOfDevelopmentToItself(@TempDir Path home) throws Exception {
        var config = ConfigFactory.parseString("souk { mode = development, home = \"" + home.resolve("new") + "\", http.token-key = \"\" }");
        byte[] key = TokenKey.of(config);
        assertThat(key).hasSize(32).isEqualTo(TokenKey.of(config));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("new/token.key")))).isEqualTo("rw-------");
        try (var files = Files.list(home.resolve("new"))) {
            assertThat(files).hasSize(1);
        }
    }
}
