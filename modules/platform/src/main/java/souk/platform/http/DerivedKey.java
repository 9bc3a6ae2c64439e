package souk.platform.http;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import souk.platform.Hmac;

/** Keys of their own for other uses than session tokens, made from the same secret: who has one learns nothing of the secret, nor of the others. */
public final class DerivedKey {
    private DerivedKey() {}

    /**
     * The key for this purpose, 32 bytes for AES or HMAC; the same on every node, and after every restart with the same secret ({@code souk.http.token-key}).
     *
     * @param purpose no two uses have the same one, and none ever changes
     */
    public static SecretKey of(Config config, String purpose) {
        return of(TokenKey.of(config), purpose);
    }

    /** The same, from a secret of at least 32 random bytes: HKDF's expansion (RFC 5869) to one block. */
    public static SecretKey of(byte[] secret, String purpose) {
        return new SecretKeySpec(Hmac.of(secret, ("souk:" + purpose).getBytes(StandardCharsets.UTF_8), new byte[] {1}), "AES");
    }
}
