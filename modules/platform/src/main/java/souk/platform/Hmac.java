package souk.platform;

import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104): a digest that only who has the key can make. One without a key is {@link souk.kernel.Sha256}. */
public final class Hmac {
    private static final String NAME = "HmacSHA256";

    private Hmac() {}

    /** The 32 bytes for the parts one behind the other; where one ends and the next begins makes no difference. */
    public static byte[] of(byte[] key, byte[]... parts) {
        return of(new SecretKeySpec(key, NAME), parts);
    }

    /** The same with a key that was made before; what it says it is for does not matter. */
    public static byte[] of(Key key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(NAME);
            mac.init(key);
            for (byte[] part : parts) mac.update(part);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has HMAC-SHA-256", e);
        }
    }
}
