package souk.server.dev;

import java.nio.file.Path;

/** The checkout that the script {@code souk} lies in; it tells us where. */
final class Checkout {
    private Checkout() {
    }

    static Path folder() {
        return Path.of(System.getProperty("souk.checkout", "")).toAbsolutePath();
    }
}
