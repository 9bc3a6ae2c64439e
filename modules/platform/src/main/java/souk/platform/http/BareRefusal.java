package souk.platform.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import java.util.regex.Pattern;

/**
 * Answers what is not even proper HTTP: 400, 414 (the address is too long) or 431 (the headers are). Akka HTTP loads it by name, as a
 * singleton: see {@code akka.http.server.parsing.error-handler}.
 */
public final class BareRefusal extends ParsingErrorHandler {
    /** The name Akka HTTP looks for. */
    public static final BareRefusal MODULE$ = new BareRefusal();

    private static final Pattern OTHER_END = Pattern.compile(" from \\S+$");

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        // A made-up method or version is the client's mistake; 501 and 505 would count as ours.
        int code = status.intValue() >= 500 ? 400 : status.intValue();
        // Behind a proxy the other end is the proxy, whose address is nobody's business.
        return Responses.of(Problems.of(code, "bad-http", OTHER_END.matcher(error.summary()).replaceAll("")));
    }
}
