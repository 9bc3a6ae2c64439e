package souk.platform;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * What a request is known by wherever it leads: its trace id goes with its commands to other nodes and with those to the steps of processes,
 * and stands in the lines that are logged on the way. As the W3C's <a href="https://www.w3.org/TR/trace-context/">Trace Context</a> has it.
 *
 * @param id      of the trace: 32 hexadecimal digits; empty for none
 * @param span    of what is done for it here: 16 hexadecimal digits
 * @param sampled whether who began it wants it recorded
 */
public record Trace(String id, String span, boolean sampled) {
    /** The key under which log lines have the id. */
    public static final String LOGGED = "trace";
    public static final Trace NONE = new Trace("", "", false);

    private static final Pattern PARENT = Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?");
    private static final int LENGTH = 55;

    /** The trace that a {@code traceparent} header names, or a new one if it names none; null is no header. */
    public static Trace of(String traceparent) {
        if (traceparent != null && traceparent.length() >= LENGTH) {
            var known = PARENT.matcher(traceparent);
            if (known.matches()) return new Trace(known.group(1), random(), (Integer.parseInt(known.group(2), 16) & 1) == 1);
        }
        return new Trace(random() + random(), random(), false);
    }

    /** The trace as {@link #toString()} has written it; null for none. */
    public static Trace parse(String written) {
        return written == null || written.length() != LENGTH ? NONE : new Trace(written.substring(3, 35), written.substring(36, 52), written.charAt(54) == '1');
    }

    private static String random() {
        // All zeros would be no id.
        long bits = ThreadLocalRandom.current().nextLong();
        return HexFormat.of().toHexDigits(bits == 0 ? 1 : bits);
    }

    public boolean isNone() {
        return id.isEmpty();
    }

    /** Does something whose log lines have the id. */
    public <T> T during(Supplier<T> something) {
        if (isNone()) return something.get();
        MDC.put(LOGGED, id);
        try {
            return something.get();
        } finally {
            MDC.remove(LOGGED);
        }
    }

    /** The same for what gives nothing. */
    public void during(Runnable something) {
        during(() -> {
            something.run();
            return null;
        });
    }

    /** In the form of a {@code traceparent} header. */
    @Override
    public String toString() {
        return isNone() ? "" : "00-" + id + "-" + span + (sampled ? "-01" : "-00");
    }
}
