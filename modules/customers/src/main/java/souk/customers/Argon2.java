package souk.customers;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import souk.customers.account.PasswordHash;

/**
 * Hashes passwords by Argon2id (RFC 9106), Bouncy Castle's, and writes what was done beside the hash, in PHC's string format, so that each can be compared
 * with whatever the parameters are today. Takes tens of milliseconds and {@code memory} each time: never on a thread that others wait for.
 *
 * @param memory in KiB
 */
record Argon2(int memory, int iterations, int parallelism) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
    private static final Pattern PHC = Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,8}),t=([0-9]{1,4}),p=([0-9]{1,3})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,172})");
    private static final int SALT = 16;
    private static final int HASH = 32;

    /** {@code souk.customers.passwords.argon2}. */
    static Argon2 of(Config own) {
        return new Argon2(Math.toIntExact(own.getBytes("memory") / 1024), own.getInt("iterations"), own.getInt("parallelism"));
    }

    PasswordHash hash(String password) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return new PasswordHash(prefix() + BASE64.encodeToString(salt) + "$" + BASE64.encodeToString(raw(password, salt, HASH)));
    }

    /** Whether this is the password, with the parameters of its hash. */
    static boolean matches(String password, PasswordHash kept) {
        Matcher phc = PHC.matcher(kept.phc());
        if (!phc.matches()) throw new IllegalStateException("This password's hash is of no form that is known here");
        byte[] expected = Base64.getDecoder().decode(phc.group(5));
        var then = new Argon2(Integer.parseInt(phc.group(1)), Integer.parseInt(phc.group(2)), Integer.parseInt(phc.group(3)));
        return MessageDigest.isEqual(expected, then.raw(password, Base64.getDecoder().decode(phc.group(4)), expected.length));
    }

    /** Whether the hash was made with other parameters than these. */
    boolean outdated(PasswordHash kept) {
        return !kept.phc().startsWith(prefix());
    }

    private String prefix() {
        return "$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=" + parallelism + "$";
    }

    private byte[] raw(String password, byte[] salt, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id).withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory).withIterations(iterations).withParallelism(parallelism).withSalt(salt).build());
        byte[] hash = new byte[length];
        // The same password typed on another keyboard is the same.
        generator.generateBytes(Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
