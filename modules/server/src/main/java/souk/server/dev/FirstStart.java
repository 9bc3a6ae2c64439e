package souk.server.dev;

import java.io.PrintStream;
import java.net.URI;

/** Fills a new, empty shop: found by {@link java.util.ServiceLoader}, called by {@code ./souk up} once per state folder, unless {@code --empty}. */
public interface FirstStart {
    /**
     * Called when the shop is ready. When it throws, or {@code up} is stopped meanwhile, it is called again at the next start and goes on.
     *
     * @param shop          where the HTTP API is, without a slash at the end
     * @param adminPassword of {@code admin@souk.local}
     * @param progress      for people
     */
    void fill(URI shop, String adminPassword, PrintStream progress) throws Exception;
}
