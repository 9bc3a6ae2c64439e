package souk.server;

import static org.awaitility.Awaitility.await;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** Opens accounts as people do: they register, and follow the link that the shop has mailed, which a test shop does into files. */
final class Accounts {
    static final String PASSWORD = "correct horse battery";
    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final Pattern LINK = Pattern.compile("/verify\\?token=([A-Za-z0-9._-]+)");

    private final HttpSpec nobody;
    private final Path mails;

    Accounts(TestShop shop, HttpSpec nobody) {
        this.nobody = nobody;
        mails = shop.home().resolve("mail");
    }

    /** Opens an account for a new address, and gives the address. */
    String open() {
        String email = Market.unique("somebody") + "@shop.example";
        register(email);
        verify(email);
        return email;
    }

    void register(String email) {
        nobody.post("/v1/accounts", "{'email':'" + email + "','password':'" + PASSWORD + "'}").answers(202);
    }

    void verify(String email) {
        String token = await("the letter to " + email).atMost(A_WHILE).until(() -> token(email), Optional::isPresent).orElseThrow();
        nobody.post("/v1/accounts/verify", "{'token':'" + token + "'}").answers(204);
    }

    /** The token of a new session. */
    String session(String email, String kind) {
        return nobody.session("{'email':'" + email + "','password':'" + PASSWORD + "'}").has("kind", kind).text("token");
    }

    private Optional<String> token(String email) {
        return letters(email).stream().flatMap(mail -> LINK.matcher(mail).results()).map(found -> found.group(1)).findFirst();
    }

    /** What the shop has written to this address. */
    List<String> letters(String email) {
        if (!Files.isDirectory(mails)) return List.of();
        try (var all = Files.list(mails)) {
            return all.filter(file -> file.toString().endsWith(".eml")).map(Accounts::text).filter(mail -> mail.contains("To: " + email)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The code of a second factor, of this moment. */
    static String code(String secret) {
        try {
            return new TimeBasedOneTimePasswordGenerator().generateOneTimePasswordString(new SecretKeySpec(new Base32().decode(secret), "RAW"), Instant.now());
        } catch (InvalidKeyException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path mail) {
        try {
            return Files.readString(mail, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
