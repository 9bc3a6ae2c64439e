package souk.platform.http;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets of the configuration, the same on every node of a cluster: the one that session tokens and cursors are signed with, and others that are kept alike. */
public final class TokenKey {
    private static final String SETTING = "souk.http.token-key";
    private static final int BYTES = 32;

    private TokenKey() {}

    /**
     * The key of this configuration: {@value #SETTING} if it is set; else, in development, the one kept in {@code souk.home}, made there by
     * whoever comes first.
     *
     * @throws IllegalStateException when there is none
     */
    static byte[] of(Config config) {
        return kept(config, SETTING, "token.key");
    }

    /**
     * The secret of this setting; without one, in development, that of a file in {@code souk.home}, made by whoever comes first.
     *
     * @throws IllegalStateException when there is none
     */
    public static byte[] kept(Config config, String setting, String fileName) {
        String given = config.hasPath(setting) ? config.getString(setting).strip() : "";
        if (!given.isEmpty()) return decode(given, "The setting " + setting);
        boolean development = config.hasPath("souk.mode") && config.getString("souk.mode").equals("development");
        if (development && config.hasPath("souk.home")) return inHome(Path.of(config.getString("souk.home")), fileName);
        throw new IllegalStateException("Outside development the setting " + setting + " is required: at least " + BYTES
                + " random bytes as base64, the same on every node. 'openssl rand -base64 32' makes one.");
    }

    private static byte[] inHome(Path home, String fileName) {
        Path file = home.resolve(fileName);
        try {
            if (!Files.exists(file)) create(home, file);
            return decode(Files.readString(file).strip(), "The file " + file);
        } catch (IOException e) {
            throw new UncheckedIOException("The key cannot be kept in " + file, e);
        }
    }

    /** Written aside and linked into place, so that of several nodes starting at once one wins and nobody reads half a key. */
    private static void create(Path home, Path file) throws IOException {
        Files.createDirectories(home);
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Path aside = Files.createTempFile(home, "key", ".tmp", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(aside, Base64.getEncoder().encodeToString(secret));
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException another) {
            // another node was faster: its key is the key
        } finally {
            Files.delete(aside);
        }
    }

    private static byte[] decode(String base64, String where) {
        try {
            byte[] secret = Base64.getDecoder().decode(base64);
            if (secret.length >= BYTES) return secret;
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw new IllegalStateException(where + " must hold at least " + BYTES + " bytes as base64. 'openssl rand -base64 32' makes such a key.");
    }
}
