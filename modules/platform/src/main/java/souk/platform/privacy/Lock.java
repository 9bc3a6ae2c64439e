package souk.platform.privacy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Locks bytes with a key of 32 bytes: AES-256-GCM with a nonce drawn at random, of the JDK. A box is the form's number, the nonce, and the encrypted bytes with their tag. */
final class Lock {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final byte FORM = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private Lock() {}

    /** @param about what the box belongs to; it opens only for the same */
    static byte[] close(byte[] key, byte[] about, byte[] open) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, about).doFinal(open);
            return ByteBuffer.allocate(1 + NONCE + encrypted.length).put(FORM).put(nonce).put(encrypted).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has AES-GCM", e);
        }
    }

    /** What is in the box; nothing if it was not locked with this key, or belongs to something else. */
    static Optional<byte[]> open(byte[] key, byte[] about, byte[] box) {
        if (box.length < 1 + NONCE + TAG_BITS / 8 || box[0] != FORM) return Optional.empty();
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOfRange(box, 1, 1 + NONCE), about).doFinal(box, 1 + NONCE, box.length - 1 - NONCE));
        } catch (AEADBadTagException another) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] about) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(AES_GCM);
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(about);
        return cipher;
    }

    static byte[] random() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return key;
    }
}
