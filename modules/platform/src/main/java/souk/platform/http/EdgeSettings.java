package souk.platform.http;

import akka.http.javadsl.model.MediaTypes;
import akka.http.scaladsl.model.MediaType;
import akka.http.scaladsl.settings.ServerSettings;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The edge's settings, {@code souk.http}; each is explained in {@code souk-http.conf}.
 *
 * @param tokensKept  of how many tokens it is remembered that their signature was right
 * @param bodyLimit   bytes of a body that is not streamed
 * @param bodiesLimit bytes of all unfinished bodies together
 * @param drainLimit  bytes of a refused body that are still read, so that the client gets to see the refusal
 * @param headTimeout how long a new connection may take to bring its first request
 * @param nextHeadTimeout how long after an answer it may take to bring the next one
 * @param bodyWindow  over so much waiting for a body its rate is looked at
 * @param bodyRate    the least, bytes a second
 * @param refusedWait how long who does not heed that they come too often waits to hear it again
 * @param notice      how long everything is still served after the node has said that it stops
 */
record EdgeSettings(String host, int port, int tokensKept, long bodyLimit, long bodiesLimit, long drainLimit, Duration headTimeout, Duration nextHeadTimeout, Duration bodyWindow, long bodyRate, Duration handlerTimeout, Duration refusedWait, Duration notice, Duration drainTimeout,
        boolean benchmarkRoute, ServerSettings server) {
    /** Akka HTTP knows that JSON has one charset and forgets what the client said; as open types it keeps it, and we can refuse all but UTF-8. */
    private static final Seq<MediaType> OPEN_JSON = CollectionConverters.asScala(List.of(open("json"), open("merge-patch+json"))).toList();

    private static MediaType open(String subtype) {
        return (MediaType) MediaTypes.customWithOpenCharset("application", subtype, Map.of(), false);
    }

    static EdgeSettings of(Config config) {
        var http = config.getConfig("souk.http");
        var server = ServerSettings.apply(http.getConfig("akka").atPath("akka.http.server").withFallback(config));
        // What a request asks for is looked at as it was sent, whatever the configuration says.
        server = server.withParserSettings(server.parserSettings().withCustomMediaTypes(OPEN_JSON)).withRawRequestUriHeader(true);
        return new EdgeSettings(http.getString("host"), http.getInt("port"), http.getInt("tokens-kept"), http.getBytes("body-limit"), http.getBytes("bodies-limit"), http.getBytes("drain-limit"),
                http.getDuration("head-timeout"), http.getDuration("next-head-timeout"), http.getDuration("body-window"), http.getBytes("body-rate"), http.getDuration("handler-timeout"), http.getDuration("refused-wait"), http.getDuration("notice"), http.getDuration("drain-timeout"),
                http.getBoolean("benchmark-route"), server);
    }

    /** Lets a body through that comes fast enough. */
    Pace pace() {
        return new Pace(bodyWindow, bodyRate);
    }

    /** Closes connections that bring no request. */
    HeadPatience patience() {
        return new HeadPatience(headTimeout, nextHeadTimeout);
    }
}
