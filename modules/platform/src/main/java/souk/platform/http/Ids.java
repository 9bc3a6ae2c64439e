package souk.platform.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import souk.kernel.Sha256;

/** Ids of new things: opaque, safe in URLs, 128 bits and more. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

    private Ids() {}

    /** 22 characters that nobody can guess. */
    public static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return URL_SAFE.encodeToString(bytes);
    }

    /**
     * The same 32 characters for the same principal, route and Idempotency-Key, on every node and for ever: SHA-256, cut to 192 bits.
     * A retry so reaches the thing that the first call made.
     */
    public static String derived(Principal principal, String route, String key) {
        return URL_SAFE.encodeToString(sha256(principal.id(), route, key)).substring(0, 32);
    }

    /** SHA-256 over the parts, each preceded by its length, so that no two lists of parts are the same bytes. */
    static byte[] sha256(String... parts) {
        MessageDigest digest = Sha256.digest();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(new byte[] {(byte) (bytes.length >>> 24), (byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length});
            digest.update(bytes);
        }
        return digest.digest();
    }
}
