package souk.scenarios;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What a run is told by system properties. */
final class Settings {
    private Settings() {}

    /** The shop's nodes, {@code souk.urls}, separated by commas. */
    static List<String> urls() {
        return Arrays.asList(System.getProperty("souk.urls", "http://127.0.0.1:8080").split(","));
    }

    /** How many people come in a second, {@code souk.rate}. */
    static double rate() {
        return Double.parseDouble(System.getProperty("souk.rate", "10"));
    }

    /** How long they come, {@code souk.seconds}. */
    static Duration time() {
        return Duration.ofSeconds(Long.getLong("souk.seconds", 60));
    }

    /** How many people wait for a sale to begin, {@code souk.burst}. */
    static int burst() {
        return Integer.getInteger("souk.burst", 500);
    }

    /** How many units are in it, {@code souk.units}. */
    static int units() {
        return Integer.getInteger("souk.units", 300);
    }

    /** Of {@code admin@souk.local}, who plans it: SOUK_ADMIN_PASSWORD in the environment. */
    static String staffPassword() {
        String given = System.getenv("SOUK_ADMIN_PASSWORD");
        if (given == null) throw new IllegalStateException("A sale is planned by staff: say their password with --staff-password, or in SOUK_ADMIN_PASSWORD");
        return given;
    }

    /** The 99th percentile that is allowed, {@code souk.p99}, in milliseconds. */
    static int p99() {
        return Integer.getInteger("souk.p99", 1_000);
    }
}
