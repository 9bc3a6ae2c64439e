package souk.catalog;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a stream of bytes into numbered lines. Holds one line at most; of one that is too long, only that it was. */
final class Lines {
    /** The longest line, without its end. */
    static final int LONGEST = 1 << 20;

    /**
     * A line.
     *
     * @param number from 1
     * @param bytes  without the line's end; empty if it is blank
     * @param cut    whether it was longer than {@link #LONGEST}; then it has no bytes
     */
    record Line(long number, byte[] bytes, boolean cut) {
        boolean blank() {
            if (cut) return false;
            for (byte each : bytes) if (each != ' ' && each != '\t' && each != '\r') return false;
            return true;
        }
    }

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private boolean cut;
    private long number;

    /** The lines that end in this chunk. */
    List<Line> feed(byte[] chunk) {
        var ended = new ArrayList<Line>();
        int start = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] != '\n') continue;
            append(chunk, start, i - start);
            ended.add(end());
            start = i + 1;
        }
        append(chunk, start, chunk.length - start);
        return ended;
    }

    /** The last line, if the stream did not end with a line's end. */
    Optional<Line> last() {
        return begun.size() > 0 || cut ? Optional.of(end()) : Optional.empty();
    }

    private void append(byte[] chunk, int from, int length) {
        if (!cut && begun.size() + length > LONGEST) {
            cut = true;
            begun.reset();
        }
        if (!cut) begun.write(chunk, from, length);
    }

    private Line end() {
        var line = new Line(++number, begun.toByteArray(), cut);
        begun.reset();
        cut = false;
        return line;
    }
}
