package souk.platform.http;

import akka.http.javadsl.model.headers.RawRequestURI;
import akka.http.scaladsl.model.HttpRequest;

/**
 * What a request asks for, as it was sent. Akka HTTP follows the dots of a path before anybody sees it, so that {@code /v1/../ops/cluster} is {@code /ops/cluster}: a proxy in front of us that lets only some paths
 * through may have taken it for another one.
 */
final class Target {
    private Target() {}

    /** Whether a part of the path is one dot or two, plain or percent-encoded. */
    static boolean hasDots(HttpRequest request) {
        var headers = request.headers().iterator();
        while (headers.hasNext()) if (headers.next() instanceof RawRequestURI raw) return hasDots(raw.uri());
        throw new IllegalStateException("akka.http.server.raw-request-uri-header is off");
    }

    static boolean hasDots(String target) {
        int dots = 0;
        boolean nothingElse = false;
        int at = 0;
        while (at < target.length()) {
            char next = target.charAt(at);
            if (next == '?' || next == '#') break;
            int dot = next == '.' ? 1 : target.regionMatches(true, at, "%2e", 0, 3) ? 3 : 0;
            if (next == '/') {
                if (nothingElse && dots > 0 && dots < 3) return true;
                nothingElse = true;
                dots = 0;
            } else if (dot > 0) {
                dots++;
            } else {
                nothingElse = false;
            }
            at += Math.max(1, dot);
        }
        return nothingElse && dots > 0 && dots < 3;
    }
}
