package souk.platform.privacy;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import souk.platform.Hmac;
import souk.platform.http.TokenKey;

/** The keys of the configuration that the stored ones are wrapped with: the present one, and the one of before, with which is only read. */
final class MasterKeys {
    static final String SETTING = "souk.privacy.master-key";
    private static final String FORMER = "souk.privacy.former-master-key";
    private static final int BYTES = 32;

    /** What is stored of a key: which master key it is wrapped with, and the wrapped key. */
    record Wrapped(String master, byte[] box) {}

    private final String present;
    private final Map<String, byte[]> keys;

    private MasterKeys(String present, Map<String, byte[]> keys) {
        this.present = present;
        this.keys = keys;
    }

    /**
     * {@value #SETTING}, or in development the one kept in {@code souk.home}.
     *
     * @throws IllegalStateException without one outside development
     */
    static MasterKeys of(Config config) {
        byte[] now = TokenKey.kept(config, SETTING, "master.key");
        var keys = new LinkedHashMap<String, byte[]>();
        keys.put(name(now), now);
        String former = config.hasPath(FORMER) ? config.getString(FORMER) : "";
        if (!former.isBlank()) {
            byte[] key = decode(former);
            keys.putIfAbsent(name(key), key);
        }
        return new MasterKeys(name(now), keys);
    }

    private static byte[] decode(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.strip());
            if (key.length >= BYTES) return key;
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw new IllegalStateException("The setting " + FORMER + " must hold at least " + BYTES + " bytes as base64.");
    }

    /** Tells one from another, and nothing else of it. */
    private static String name(byte[] key) {
        return HexFormat.of().formatHex(Hmac.of(key, bytes("souk.master.name")), 0, 6);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name of the present one. */
    String present() {
        return present;
    }

    /** @param what the place where it is stored: it opens only there */
    Wrapped wrap(String what, byte[] key) {
        return new Wrapped(present, Lock.close(wrapping(present), bytes(what), key));
    }

    /** @throws IllegalStateException when it was wrapped with a master key that is not here */
    byte[] unwrap(String what, Wrapped wrapped) {
        if (!keys.containsKey(wrapped.master())) throw new IllegalStateException("The keys of persons are wrapped with a master key (" + wrapped.master() + ") that is neither " + SETTING + " nor " + FORMER
                + ". Give the one that this shop had.");
        return Lock.open(wrapping(wrapped.master()), bytes(what), wrapped.box()).orElseThrow(() -> new IllegalStateException("A stored key of persons is damaged: " + what));
    }

    private byte[] wrapping(String master) {
        return Hmac.of(keys.get(master), bytes("souk.master.wrap"));
    }
}
