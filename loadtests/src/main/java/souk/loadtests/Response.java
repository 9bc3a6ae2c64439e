package souk.loadtests;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One client's incoming bytes: HTTP/1.1 answers with a Content-Length or in chunks of text, one at a time. */
final class Response {
    private static final byte[] LENGTH = Request.bytes("\r\ncontent-length:");
    private static final byte[] CHUNKED = Request.bytes("\r\ntransfer-encoding:");
    private static final byte[] LAST_CHUNK = Request.bytes("\r\n0\r\n\r\n");
    private static final byte[] LOCATION = Request.bytes("\r\nlocation:");

    private byte[] data = new byte[8 << 10];
    private int have;
    private int headEnd;
    private int end;
    private boolean chunked;

    /** Forgets the last answer. */
    void clear() {
        have = 0;
        headEnd = 0;
        end = 0;
        chunked = false;
    }

    /** Takes what came; true when the answer is whole. */
    boolean take(ByteBuffer came) throws IOException {
        int more = came.remaining();
        if (have + more > data.length) data = Arrays.copyOf(data, Math.max(2 * data.length, have + more));
        came.get(data, have, more);
        int looked = Math.max(0, have - 3);
        have += more;
        if (headEnd == 0) {
            headEnd = headEnd(looked);
            if (headEnd == 0) return false;
            chunked = header(CHUNKED) >= 0;
            if (!chunked) end = headEnd + length();
        }
        if (chunked) {
            // JSON has no line break of this kind within it.
            end = have;
            return ends(LAST_CHUNK);
        }
        if (have > end) throw new IOException("More came than one answer: " + text());
        return have == end;
    }

    private boolean ends(byte[] what) {
        return have - headEnd >= what.length && Arrays.equals(data, have - what.length, have, what, 0, what.length);
    }

    private int headEnd(int from) {
        for (int i = from; i + 3 < have; i++) {
            if (data[i] == '\r' && data[i + 1] == '\n' && data[i + 2] == '\r' && data[i + 3] == '\n') return i + 4;
        }
        return 0;
    }

    private int length() throws IOException {
        int at = header(LENGTH);
        if (at < 0) {
            if (status() == 204) return 0;
            throw new IOException("An answer without Content-Length: " + text());
        }
        int length = 0;
        for (; data[at] >= '0' && data[at] <= '9'; at++) length = 10 * length + data[at] - '0';
        return length;
    }

    /** Where a header's value begins, or -1. */
    private int header(byte[] name) {
        outer:
        for (int i = 0; i + name.length < headEnd; i++) {
            for (int j = 0; j < name.length; j++) if (lower(data[i + j]) != name[j]) continue outer;
            int at = i + name.length;
            while (data[at] == ' ') at++;
            return at;
        }
        return -1;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    int status() {
        return 100 * (data[9] - '0') + 10 * (data[10] - '0') + data[11] - '0';
    }

    /** The Location header, or null. */
    String location() {
        int at = header(LOCATION);
        if (at < 0) return null;
        int stop = at;
        while (data[stop] != '\r') stop++;
        return new String(data, at, stop - at, StandardCharsets.US_ASCII);
    }

    /** Whether these bytes are in the body. */
    boolean has(byte[] what) {
        outer:
        for (int i = headEnd; i + what.length <= end; i++) {
            for (int j = 0; j < what.length; j++) if (data[i + j] != what[j]) continue outer;
            return true;
        }
        return false;
    }

    /** All of it, for messages. */
    String text() {
        return new String(data, 0, Math.min(have, 2000), StandardCharsets.UTF_8);
    }

    String body() {
        return new String(data, headEnd, end - headEnd, StandardCharsets.UTF_8);
    }
}
