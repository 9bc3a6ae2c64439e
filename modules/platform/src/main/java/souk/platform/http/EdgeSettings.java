package souk.platform.http;

import akka.http.scaladsl.settings.ServerSettings;
import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The edge's settings, {@code souk.http}; each is explained in {@code souk-http.conf}.
 *
 * @param bodyLimit  bytes of a body that is not streamed
 * @param drainLimit bytes of a refused body that are still read, so that the client gets to see the refusal
 */
record EdgeSettings(String host, int port, long bodyLimit, long drainLimit, Duration bodyTimeout, Duration handlerTimeout, Duration drainTimeout,
        boolean benchmarkRoute, ServerSettings server) {
    static EdgeSettings of(Config config) {
        var http = config.getConfig("souk.http");
        var server = ServerSettings.apply(http.getConfig("akka").atPath("akka.http.server").withFallback(config));
        return new EdgeSettings(http.getString("host"), http.getInt("port"), http.getBytes("body-limit"), http.getBytes("drain-limit"),
                http.getDuration("body-timeout"), http.getDuration("handler-timeout"), http.getDuration("drain-timeout"),
                http.getBoolean("benchmark-route"), server);
    }
}
