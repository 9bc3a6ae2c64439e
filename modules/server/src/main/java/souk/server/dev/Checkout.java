package souk.server.dev;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The checkout that the script {@code souk} lies in; it tells us where. */
final class Checkout {
    private static final Pattern STAMP = Pattern.compile("(\\d{8})-(\\d{6})");

    private Checkout() {
    }

    /** The build that we run from, as a version that Akka compares: {@code 20261121.153929}; a later one is higher. */
    static String build() {
        Matcher stamp = STAMP.matcher(System.getProperty("souk.build", ""));
        return stamp.lookingAt() ? stamp.group(1) + "." + stamp.group(2) : "0.0.0";
    }

    static Path folder() {
        return Path.of(System.getProperty("souk.checkout", "")).toAbsolutePath();
    }
}
