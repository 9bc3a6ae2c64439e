package souk.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with keys and certificates is said at the start, with the setting, the file, and what to do. */
class KeyFilesTest {
    private static final Authority AUTHORITY = new Authority("tests");
    @TempDir
    static Path folder;

    @BeforeAll
    static void issue() {
        var issued = AUTHORITY.issue("shop", "localhost").into(folder);
        issued.locked(folder, "open sesame");
        issued.stored(folder.resolve("own.p12"), "open sesame");
        Authority.write(folder.resolve("empty"), "nothing");
    }

    private static KeyFiles read(String certificate, String key, String more) {
        var section = ConfigFactory.parseString(more + "\n" + (certificate.isEmpty() ? "" : "certificate = \"" + folder.resolve(certificate) + "\"\n") + (key.isEmpty() ? "" : "key = \"" + folder.resolve(key) + "\""));
        return KeyFiles.read(section.withFallback(ConfigFactory.parseString("certificate = \"\", key = \"\", ca = \"\", keystore = \"\", password = \"\"")), "souk.http.tls", Instant.now());
    }

    private static void refuses(String certificate, String key, String more, String... words) {
        assertThatThrownBy(() -> read(certificate, key, more)).isInstanceOf(IllegalStateException.class).hasMessageContaining("souk.http.tls").message().contains(words);
    }

    @Test
    void keysOfEveryFormAreRead() {
        assertThat(read("", "", "").identity()).isEmpty();
        assertThat(read("tls.crt", "tls.key", "ca = \"" + folder.resolve("ca.crt") + "\"")).satisfies(files -> {
            assertThat(files.identity().orElseThrow().chain()).hasSize(2);
            assertThat(files.trusted()).hasSize(1);
        });
        assertThat(read("tls.crt", "locked.key", "password = \"open sesame\"").identity()).isPresent();
        assertThat(read("", "", "keystore = \"" + folder.resolve("own.p12") + "\", password = \"open sesame\"").identity().orElseThrow().chain()).hasSize(2);
        var rsa = folder.resolve("rsa");
        assertThat(rsa.toFile().mkdir()).isTrue();
        AUTHORITY.issue("RSA", "shop", Instant.now().plus(Duration.ofHours(1))).into(rsa);
        assertThat(read("rsa/tls.crt", "rsa/tls.key", "").identity()).isPresent();
    }

    @Test
    void whatIsWrongIsSaid() {
        refuses("gone.crt", "tls.key", "", "souk.http.tls.certificate", "gone.crt", "Secret is mounted");
        refuses("tls.crt", "gone.key", "", "souk.http.tls.key", "gone.key");
        refuses("tls.crt", "", "", "Give both");
        refuses("empty", "tls.key", "", "holds no certificate", "BEGIN CERTIFICATE");
        refuses("tls.crt", "empty", "", "holds no private key");
        refuses("tls.crt", "tls.key", "ca = \"" + folder.resolve("empty") + "\"", "souk.http.tls.ca", "holds no certificate");
        refuses("tls.crt", "locked.key", "", "has a password", "souk.http.tls.password");
        refuses("tls.crt", "locked.key", "password = guessed", "is not opened by", "Check the password");
        refuses("", "", "keystore = \"" + folder.resolve("own.p12") + "\", password = guessed", "own.p12", "Check the password");
        refuses("tls.crt", "tls.key", "keystore = \"" + folder.resolve("own.p12") + "\"", "Leave one of the two ways out");

        var other = folder.resolve("other");
        assertThat(other.toFile().mkdir()).isTrue();
        AUTHORITY.issue("shop", "localhost").into(other);
        refuses("tls.crt", "other/tls.key", "", "does not belong to", "tls.crt");

        AUTHORITY.issue("EC", "shop", Instant.now().minusSeconds(60)).into(other);
        refuses("other/tls.crt", "other/tls.key", "", "CN=shop", "ended at", "Renew it");
        AUTHORITY.issue("EC", "shop", Instant.now().plus(Duration.ofDays(90))).into(other);
        refuses("other/tls.crt", "other/tls.key", "", "begins at", "clock");
    }
}
