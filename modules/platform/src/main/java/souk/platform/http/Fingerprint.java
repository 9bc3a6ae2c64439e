package souk.platform.http;

import java.util.Base64;

/** Tells whether two bodies say the same. */
public final class Fingerprint {
    private Fingerprint() {}

    /**
     * The SHA-256 of a body's canonical JSON, 43 characters: members sorted by name, absent and {@code null} alike, no white space. So the
     * order of keys and the layout of the JSON do not matter.
     */
    public static String of(Object body) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.sha256().digest(Json.canonical(body)));
    }
}
