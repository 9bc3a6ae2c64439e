package souk.customers;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.customers.account.AccountCommand.FactorSecret;
import souk.customers.account.SealedSecret;
import souk.testkit.HttpSpecServer;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final Totp totp = new Totp();
    private final SecondFactors factors = SecondFactors.of(HttpSpecServer.config(), () -> NOON);

    /** Appendix B of RFC 6238, for SHA-1; of eight digits the last six. */
    @ParameterizedTest
    @CsvSource({"59,287082", "1111111109,081804", "1111111111,050471", "1234567890,005924", "2000000000,279037", "20000000000,353130"})
    void codesAreThoseOfTheStandard(long second, String code) {
        var time = Instant.ofEpochSecond(second);
        assertThat(totp.code(SECRET, time)).isEqualTo(code);
        assertThat(totp.steps(SECRET, code, time)).containsExactly(second / 30);
    }

    @Test
    void aCodeIsKnownTwoStepsAroundAndNoFurther() {
        for (int steps = -4; steps <= 4; steps++) {
            var found = totp.steps(SECRET, totp.code(SECRET, NOON.plusSeconds(30L * steps)), NOON);
            if (Math.abs(steps) <= 2) assertThat(found).contains(NOON.getEpochSecond() / 30 + steps);
            else assertThat(found).isEmpty();
        }
        for (String other : List.of("", "12345", "1234567", "abcdef", "-12345", "١٢٣٤٥٦")) assertThat(totp.steps(SECRET, other, NOON)).isEmpty();
    }

    @Test
    void anAppReadsTheSecret() {
        assertThat(Totp.base32(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(Totp.uri("The Shop", "ann+1@shop.example", SECRET)).isEqualTo("otpauth://totp/The%20Shop:ann%2B1%40shop.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=The%20Shop&algorithm=SHA1&digits=6&period=30");
    }

    @Test
    void backupCodesAreTenAndOfThisSecret() {
        var codes = Totp.backupCodes(SECRET);
        assertThat(codes).hasSize(10).doesNotHaveDuplicates().allMatch(code -> code.matches("([a-z2-7]{4}-){3}[a-z2-7]{4}")).isEqualTo(Totp.backupCodes(SECRET));
        assertThat(Totp.backupCodes(factors.newSecret())).doesNotContainAnyElementsOf(codes);
        var kept = factors.backupCodes("account-1", SECRET);
        assertThat(kept).isNotEqualTo(factors.backupCodes("account-2", SECRET));
        assertThat(factors.proof("account-1", Optional.empty(), codes.get(3).toUpperCase() + " ").backup()).contains(kept.get(3));
        assertThat(kept.toString()).doesNotContain(codes.get(0)).contains("BackupCode[...]");
    }

    @Test
    void aSecretIsSealedForItsAccount() {
        var sealed = factors.seal("account-1", SECRET);
        assertThat(factors.open("account-1", sealed)).hasValueSatisfying(opened -> assertThat(opened).isEqualTo(SECRET));
        assertThat(factors.open("account-2", sealed)).isEmpty();
        assertThat(factors.open("account-1", new SealedSecret("AAAA" + sealed.text().substring(4)))).isEmpty();
        assertThat(factors.open("account-1", new SealedSecret("short"))).isEmpty();
        assertThat(factors.seal("account-1", SECRET)).as("sealed anew it looks different").isNotEqualTo(sealed);
        assertThat(sealed.toString()).doesNotContain(sealed.text());
        assertThat(factors.shown("ann@shop.example", SECRET).toString()).doesNotContain("GEZ");
        var another = SecondFactors.of(ConfigFactory.parseString("souk.customers.second-factor.key = \"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\"").withFallback(HttpSpecServer.config()), () -> NOON);
        assertThat(another.open("account-1", sealed)).as("another key").isEmpty();
        assertThat(another.proof("account-1", Optional.of(new FactorSecret("f", sealed)), Totp.backupCodes(SECRET).get(0)).backup()).as("backup codes want no key").contains(factors.backupCodes("account-1", SECRET).get(0));
    }

    @Test
    void aDeviceIsABrowserInANetwork() {
        var device = Device.of(HttpSpecServer.config());
        String one = device.of("a", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "203.0.113.7");
        assertThat(device.of("a", "Mozilla/5.0 (X11; Linux x86_64) Firefox/129.1", "203.0.113.200")).isEqualTo(one);
        assertThat(List.of(device.of("a", "curl/8", "203.0.113.7"), device.of("a", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "203.0.114.7"), device.of("b", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "203.0.113.7"))).doesNotContain(one);
        assertThat(Device.network("2001:db8:1:2::1")).isEqualTo(Device.network("2001:db8:1:3::2")).isNotEqualTo(Device.network("2001:db8:2::1"));
        assertThat(Device.network("")).isEmpty();
    }
}
