package souk.customers;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import souk.platform.Hmac;

/** One-time passwords by time as RFC 6238 has them, with what every app for them knows: HMAC-SHA-1, six digits, 30 seconds. And the codes that stand in for them. */
final class Totp {
    static final int SECRET_BYTES = 20;
    static final int BACKUP_CODES = 10;
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int DIGITS = 6;
    private static final int BACKUP_BYTES = 10;
    /** More than the account lets pass: that decides by its own clock. */
    private static final int AROUND = 2;
    private static final Pattern SPACES = Pattern.compile("[\\s-]+");
    private static final Pattern CODE = Pattern.compile("[0-9]{" + DIGITS + "}");

    private final TimeBasedOneTimePasswordGenerator passwords = new TimeBasedOneTimePasswordGenerator(STEP, DIGITS);

    /** Without the white space and the hyphens with which people write it. */
    static String plain(String code) {
        return SPACES.matcher(code).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /** The code of the step of time that this is in. */
    String code(byte[] secret, Instant time) {
        try {
            return passwords.generateOneTimePasswordString(key(secret), time);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("A secret is a key for HMAC", e);
        }
    }

    /** The steps of time around this one whose code it is, the present one first; all of them are looked at. */
    List<Long> steps(byte[] secret, String code, Instant now) {
        var found = new ArrayList<Long>();
        if (!CODE.matcher(code).matches()) return found;
        long present = Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
        for (int distance : new int[] {0, -1, 1, -AROUND, AROUND}) {
            String expected = code(secret, Instant.ofEpochSecond((present + distance) * STEP.toSeconds()));
            if (MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), code.getBytes(StandardCharsets.US_ASCII))) found.add(present + distance);
        }
        return found;
    }

    private static Key key(byte[] secret) {
        return new SecretKeySpec(secret, "HmacSHA1");
    }

    static String base32(byte[] bytes) {
        return new Base32().encodeToString(bytes).replace("=", "");
    }

    /** Good once each, 80 bits. Made from the secret, so that they can be shown again as long as it is; who has that needs none of them. */
    static List<String> backupCodes(byte[] secret) {
        return IntStream.range(0, BACKUP_CODES).mapToObj(number -> grouped(base32(Arrays.copyOf(derived(secret, number), BACKUP_BYTES)).toLowerCase(Locale.ROOT))).toList();
    }

    private static byte[] derived(byte[] secret, int number) {
        return Hmac.of(secret, ("backup code " + number).getBytes(StandardCharsets.US_ASCII));
    }

    private static String grouped(String text) {
        return text.replaceAll("(.{4})(?=.)", "$1-");
    }

    /** What an app reads from a picture: https://github.com/google/google-authenticator/wiki/Key-Uri-Format. */
    static String uri(String shop, String email, byte[] secret) {
        return "otpauth://totp/" + encoded(shop) + ":" + encoded(email) + "?secret=" + base32(secret) + "&issuer=" + encoded(shop) + "&algorithm=SHA1&digits=" + DIGITS + "&period=" + STEP.toSeconds();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
