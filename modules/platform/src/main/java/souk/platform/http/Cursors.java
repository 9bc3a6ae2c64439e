package souk.platform.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import souk.platform.Hmac;

/** Cursors that carry a position and our signature, so that one we did not issue, or for another route, is noticed. */
final class Cursors {
    private static final int SIGNATURE = 16;
    private final SecretKeySpec key;

    Cursors(byte[] secret) {
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    String issue(String route, String position) {
        byte[] text = position.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(sign(route, text), SIGNATURE + text.length);
        System.arraycopy(text, 0, all, SIGNATURE, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** The position, if we issued this cursor for this route. */
    Optional<String> read(String route, String cursor) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(cursor);
            if (all.length < SIGNATURE || !Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(cursor)) return Optional.empty();
            byte[] text = Arrays.copyOfRange(all, SIGNATURE, all.length);
            boolean ours = MessageDigest.isEqual(sign(route, text), Arrays.copyOf(all, SIGNATURE));
            return ours ? Optional.of(new String(text, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private byte[] sign(String route, byte[] text) {
        return Arrays.copyOf(Hmac.of(key, route.getBytes(StandardCharsets.UTF_8), new byte[] {0}, text), SIGNATURE);
    }
}
