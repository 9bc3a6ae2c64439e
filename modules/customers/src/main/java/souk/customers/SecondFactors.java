package souk.customers;

import com.typesafe.config.Config;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.customers.account.AccountCommand.FactorSecret;
import souk.customers.account.AccountCommand.Proof;
import souk.customers.account.BackupCode;
import souk.customers.account.SealedSecret;
import souk.kernel.Sha256;
import souk.platform.http.DerivedKey;

/**
 * The secrets of second factors, where they are known: on the way in and out. What an account keeps of one is encrypted (AES-256-GCM, for that account only) with a key that is made from the configuration,
 * so journals, pages and backups of them show none.
 */
final class SecondFactors {
    private static final Logger LOG = LoggerFactory.getLogger(SecondFactors.class);
    private static final String PURPOSE = "customers.second-factor";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Totp totp = new Totp();
    private final SecretKey key;
    private final InstantSource clock;
    private final String shop;
    final Duration confirmWithin;
    final Duration stepUp;

    private SecondFactors(Config config, InstantSource clock) {
        var own = config.getConfig("souk.customers.second-factor");
        String given = own.getString("key").strip();
        key = given.isEmpty() ? DerivedKey.of(config, PURPOSE) : DerivedKey.of(decoded(given), PURPOSE);
        shop = own.getString("shop");
        confirmWithin = own.getDuration("confirm-within");
        stepUp = own.getDuration("step-up");
        this.clock = clock;
    }

    /** {@code souk.customers.second-factor}. */
    static SecondFactors of(Config config, InstantSource clock) {
        return new SecondFactors(config, clock);
    }

    private static byte[] decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (bytes.length >= 32) return bytes;
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw new IllegalStateException("souk.customers.second-factor.key must hold at least 32 bytes as base64. 'openssl rand -base64 32' makes such a key.");
    }

    /** What is shown once of a new second factor. */
    record Begun(String secret, String otpauthUri, List<String> backupCodes) {
        /** Never shows it. */
        @Override
        public String toString() {
            return "Begun[...]";
        }
    }

    byte[] newSecret() {
        byte[] secret = new byte[Totp.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    List<BackupCode> backupCodes(String accountId, byte[] secret) {
        return Totp.backupCodes(secret).stream().map(code -> kept(accountId, Totp.plain(code))).toList();
    }

    private static BackupCode kept(String accountId, String plain) {
        return new BackupCode(Sha256.urlSafe("souk.customers.backup-code:" + accountId + ":" + plain));
    }

    Begun shown(String email, byte[] secret) {
        return new Begun(Totp.base32(secret), Totp.uri(shop, email, secret), Totp.backupCodes(secret));
    }

    /** What this code is worth to an account with this secret, if any; whether it is good, the account decides. */
    Proof proof(String accountId, Optional<FactorSecret> known, String code) {
        String plain = Totp.plain(code);
        var steps = known.flatMap(secret -> open(accountId, secret.sealed())).map(secret -> totp.steps(secret, plain, clock.instant())).orElse(List.of());
        return new Proof(known.map(FactorSecret::secretId).orElse(""), steps, Optional.of(kept(accountId, plain)));
    }

    SealedSecret seal(String accountId, byte[] secret) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, accountId).doFinal(secret);
            byte[] both = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, both, NONCE, sealed.length);
            return new SealedSecret(Base64.getEncoder().encodeToString(both));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has AES-GCM", e);
        }
    }

    /** Nothing, if it was sealed with another key, for another account, or was changed. */
    Optional<byte[]> open(String accountId, SealedSecret sealed) {
        try {
            byte[] both = Base64.getDecoder().decode(sealed.text());
            return Optional.of(cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(both, NONCE), accountId).doFinal(both, NONCE, both.length - NONCE));
        } catch (GeneralSecurityException | IllegalArgumentException notOurs) {
            LOG.error("The second factor of account {} cannot be read: souk.http.token-key, or souk.customers.second-factor.key, is not the one it was made with. Only its backup codes are good", accountId);
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String accountId) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(accountId.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return cipher;
    }
}
