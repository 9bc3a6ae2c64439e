package souk.platform.http;

import akka.http.scaladsl.model.ContentType;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import souk.kernel.Rejection;
import souk.platform.http.body.BodyReader;
import souk.platform.metrics.RouteMeter;

/** An endpoint made ready to serve: its body reader is built, its meter, and what is answered to who may not. */
record Route(Endpoint endpoint, BodyReader<?> reader, RouteMeter meter, Answer forbidden) {
    /** For routes that take no body: an empty one, or an empty JSON object, is fine. */
    private record Nothing() {}

    static Route of(Endpoint endpoint, Set<Currency> currencies) {
        Class<?> record = endpoint.body == null ? Nothing.class : endpoint.body;
        return new Route(endpoint, endpoint.streams == null ? BodyReader.of(record, currencies) : null, new RouteMeter(endpoint.name()),
                Answer.refused(new Rejection(Rejection.Kind.DENIED, "forbidden", endpoint.access.wanted())));
    }

    boolean wantsBody() {
        return endpoint.body != null;
    }

    boolean needsBody() {
        return endpoint.body != null && !endpoint.bodyOptional;
    }

    /** Whether the route takes this media type; a charset, if given, is UTF-8 and there is no other parameter. */
    boolean takes(ContentType type) {
        String said = type.toString();
        if (endpoint.streams == null && said.equals(Endpoint.JSON)) return true;
        String[] parts = said.toLowerCase(Locale.ROOT).split(";");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (!parameter.equals("charset=utf-8")) return false;
        }
        String media = parts[0].strip();
        if (endpoint.streams != null) return media.equals(endpoint.streams);
        return media.equals(Endpoint.JSON) || media.equals(Endpoint.MERGE_PATCH) && endpoint.method.equals("PATCH");
    }
}
