package souk.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.GZIPInputStream;

/** A file's text, UTF-8, with or without gzip. */
public final class Text {
    private static final int BUFFER = 1 << 16;

    private Text() {}

    /**
     * Reads it.
     *
     * @param digest is told all of the text that is read, unzipped
     */
    public static Reader of(InputStream in, MessageDigest digest) throws IOException {
        var raw = new BufferedInputStream(in, BUFFER);
        return new InputStreamReader(new DigestInputStream(isGzip(raw) ? new GZIPInputStream(raw, BUFFER) : raw, digest), StandardCharsets.UTF_8);
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    /** By which a text is known again. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
