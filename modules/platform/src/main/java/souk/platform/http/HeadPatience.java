package souk.platform.http;

import akka.http.scaladsl.model.HttpRequest;
import akka.http.scaladsl.model.HttpResponse;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;

/**
 * Closes a connection that brings no request: a client that sends its head byte by byte is never idle, so the idle timeout does not see
 * it. A new connection has to have sent a whole head after some time; an old one after as long as it may be idle between two requests.
 *
 * <p>Sits between the HTTP layer and the handler, where only whole heads are seen: so it costs a look at the clock an answer, and a timer
 * a connection.
 */
final class HeadPatience extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {
    private final Inlet<HttpRequest> requests = Inlet.create("HeadPatience.requests");
    private final Outlet<HttpRequest> toHandler = Outlet.create("HeadPatience.toHandler");
    private final Inlet<HttpResponse> answers = Inlet.create("HeadPatience.answers");
    private final Outlet<HttpResponse> toClient = Outlet.create("HeadPatience.toClient");
    private final BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape = new BidiShape<>(requests, toHandler, answers, toClient);
    private final Duration first;
    private final Duration next;

    /**
     * @param first how long after it was opened a connection may take to bring its first request
     * @param next  how long after an answer it may take to bring the next one
     */
    HeadPatience(Duration first, Duration next) {
        this.first = first;
        this.next = next;
    }

    @Override
    public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private Duration patience = first;
        private int underWay;
        private long since;

        private Logic() {
            super(shape);
            passOn(requests, toHandler, () -> underWay++);
            passOn(answers, toClient, () -> {
                underWay--;
                since = System.nanoTime();
                patience = next;
            });
        }

        /** What comes in goes out, and so does its end; who wants no more of it says so. */
        private <T> void passOn(Inlet<T> from, Outlet<T> to, Runnable noted) {
            setHandler(from, new AbstractInHandler() {
                @Override
                public void onPush() {
                    noted.run();
                    push(to, grab(from));
                }

                @Override
                public void onUpstreamFinish() {
                    complete(to);
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    fail(to, failure);
                }
            });
            setHandler(to, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!hasBeenPulled(from) && !isClosed(from)) pull(from);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    cancel(from, cause);
                }
            });
        }

        @Override
        public void preStart() {
            since = System.nanoTime();
            scheduleOnce("look", first);
        }

        @Override
        public void onTimer(Object look) {
            Duration left = underWay > 0 ? next : patience.minusNanos(System.nanoTime() - since);
            if (left.isNegative() || left.isZero()) completeStage();
            else scheduleOnce("look", left);
        }
    }
}
