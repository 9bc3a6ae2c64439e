package souk.platform.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Writes times as {@link Instant#toString} does, which took more than half of the time of writing a page with thousands of them: what is written at about the same time lies within
 * a few seconds, so the text of a second is kept.
 */
final class InstantText extends StdScalarSerializer<Instant> {
    private static final long serialVersionUID = 1L;
    private static final int SECONDS = 128;
    private static final int[] PLACES = {1_000_000, 1_000, 1};

    /** @param text up to the second, without the Z at its end */
    private record Second(long epoch, String text) {}

    private static final AtomicReferenceArray<Second> KEPT = new AtomicReferenceArray<>(SECONDS);

    InstantText() {
        super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeString(of(time));
    }

    static String of(Instant time) {
        String second = second(time.getEpochSecond());
        int nanos = time.getNano();
        if (nanos == 0) return second + "Z";
        int place = 0;
        while (nanos % PLACES[place] != 0) place++;
        // One more digit in front keeps the zeros.
        int digits = 3 * (place + 1);
        String fraction = Integer.toString((1_000_000_000 + nanos) / PLACES[place]);
        return second + "." + fraction.substring(fraction.length() - digits) + "Z";
    }

    private static String second(long epoch) {
        int at = (int) Math.floorMod(epoch, SECONDS);
        Second kept = KEPT.get(at);
        if (kept == null || kept.epoch() != epoch) {
            String text = Instant.ofEpochSecond(epoch).toString();
            kept = new Second(epoch, text.substring(0, text.length() - 1));
            KEPT.set(at, kept);
        }
        return kept.text();
    }
}
