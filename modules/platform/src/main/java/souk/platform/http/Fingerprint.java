package souk.platform.http;

import souk.kernel.Sha256;

/** Tells whether two bodies say the same. */
public final class Fingerprint {
    private Fingerprint() {}

    /**
     * The SHA-256 of a body's canonical JSON, 43 characters: members sorted by name, absent and {@code null} alike, no white space. So the
     * order of keys and the layout of the JSON do not matter.
     */
    public static String of(Object body) {
        return Sha256.urlSafe(Json.canonical(body));
    }
}
