package souk.platform.http;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.time.Duration;

/**
 * Lets a body through as long as it comes fast enough, else fails with {@link TooSlow}. Only the time that we wait for the client counts,
 * not what we take ourselves; each {@code window} of it must bring its bytes, so that a fast beginning earns no slow end.
 */
final class Pace extends GraphStage<FlowShape<ByteString, ByteString>> {
    /** The client sends too slowly. */
    static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooSlow() {
            super("The body came too slowly", null, false, false);
        }
    }

    private final Inlet<ByteString> in = Inlet.create("Pace.in");
    private final Outlet<ByteString> out = Outlet.create("Pace.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final Duration window;
    private final long least;

    /** @param bytesASecond the least, over each window */
    Pace(Duration window, long bytesASecond) {
        this.window = window;
        least = bytesASecond * window.toMillis() / 1000;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private long bytes;
        private long waited;
        private long since;
        private boolean waiting;

        private Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    var part = grab(in);
                    count();
                    waiting = false;
                    bytes += part.size();
                    push(out, part);
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    since = System.nanoTime();
                    waiting = true;
                    pull(in);
                }
            });
        }

        private void count() {
            long now = System.nanoTime();
            if (waiting) waited += now - since;
            since = now;
        }

        @Override
        public void preStart() {
            scheduleOnce("look", window);
        }

        @Override
        public void onTimer(Object look) {
            count();
            Duration left = window.minusNanos(waited);
            if (left.isNegative() || left.isZero()) {
                if (bytes < least) {
                    failStage(new TooSlow());
                    return;
                }
                bytes = 0;
                waited = 0;
                left = window;
            }
            scheduleOnce("look", left);
        }
    }
}
