package souk.platform.http;

import akka.http.scaladsl.model.HttpResponse;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.util.Try;
import souk.platform.metrics.RouteMeter;

/** Has a route's meter told of an answer, when there is one. */
final class Metered {
    private Metered() {}

    /** @return the same answer */
    static Future<HttpResponse> timed(Future<HttpResponse> answer, RouteMeter meter, long begun) {
        var done = answer.value();
        if (done.isDefined()) ended(done.get(), meter, begun);
        else answer.onComplete(given -> ended(given, meter, begun), ExecutionContext.parasitic$.MODULE$);
        return answer;
    }

    private static Void ended(Try<HttpResponse> answer, RouteMeter meter, long begun) {
        meter.ended(answer.isSuccess() ? answer.get().status().intValue() : 500, begun);
        return null;
    }
}
