package souk.platform.live;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The bytes of a socket, between the network and Akka's WebSocket: hangs up with a code of ours, when it is told to or the token ends; pings
 * a silent client, and closes when it stays silent. What comes from within are whole frames, so ours fit between them.
 *
 * <pre>
 *   talking --hang up--> saying why --written--> waiting for the client to hang up, too --it does, or after three seconds--> closed
 *      +--client or conversation ends, or silence--> closed
 * </pre>
 */
final class Line extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    private static final int TOKEN_ENDED = 4401;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** The token's end is looked at again after so long at the latest. */
    private static final Duration LONGEST = Duration.ofHours(24);
    /** And of a session that can be ended before its token, after so long. */
    private static final Duration SESSION = Duration.ofSeconds(1);
    /** RFC 6455, 5.5: the last frame of a message of its own, without a mask. */
    private static final byte CLOSE = (byte) 0x88;
    private static final ByteString PING = ByteString.fromArray(new byte[] {(byte) 0x89, 0});

    private record Ending(int code, String why) {}

    private final Inlet<ByteString> fromNet = Inlet.create("Line.fromNet");
    private final Outlet<ByteString> toTalk = Outlet.create("Line.toTalk");
    private final Inlet<ByteString> fromTalk = Inlet.create("Line.fromTalk");
    private final Outlet<ByteString> toNet = Outlet.create("Line.toNet");
    private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape = new BidiShape<>(fromNet, toTalk, fromTalk, toNet);
    private final Socket socket;
    private final Sockets sockets;
    private final LiveSettings settings;
    private final Optional<Instant> ends;
    private final Optional<BooleanSupplier> ended;
    private final InstantSource clock;

    /**
     * @param ends  when the client's token does
     * @param ended whether its session has ended before, if it can
     */
    Line(Socket socket, Sockets sockets, LiveSettings settings, Optional<Instant> ends, Optional<BooleanSupplier> ended, InstantSource clock) {
        this.socket = socket;
        this.sockets = sockets;
        this.settings = settings;
        this.ends = ends;
        this.ended = ended;
        this.clock = clock;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private final AsyncCallback<Ending> hangUp = createAsyncCallback(this::hangUp);
        private Ending ending;
        private boolean said;
        private boolean pingDue;
        private long heardAt;

        private Logic() {
            super(shape);
            setHandler(fromNet, new AbstractInHandler() {
                @Override
                public void onPush() {
                    heardAt = System.nanoTime();
                    if (ending == null) push(toTalk, grab(fromNet));
                    else {
                        // What a client still says when we have hung up is nobody's.
                        grab(fromNet);
                        pull(fromNet);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    if (ending == null) complete(toTalk);
                    else if (said) completeStage();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    completeStage();
                }
            });
            setHandler(toTalk, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!hasBeenPulled(fromNet) && !isClosed(fromNet)) pull(fromNet);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    if (ending == null) cancel(fromNet, cause);
                }
            });
            setHandler(fromTalk, new AbstractInHandler() {
                @Override
                public void onPush() {
                    // A ping may have taken its place: then it waits for the next one.
                    emit(toNet, grab(fromTalk));
                }

                @Override
                public void onUpstreamFinish() {
                    if (ending == null) complete(toNet);
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    if (ending == null) completeStage();
                }
            });
            setHandler(toNet, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (ending != null) sayWhy();
                    else if (pingDue) ping();
                    else if (!hasBeenPulled(fromTalk) && !isClosed(fromTalk)) pull(fromTalk);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    completeStage();
                }
            });
        }

        @Override
        public void preStart() {
            heardAt = System.nanoTime();
            socket.connected((why, code) -> hangUp.invoke(new Ending(code, why)));
            scheduleWithFixedDelay("listen", settings.ping(), settings.ping());
            lookAtToken();
            sockets.opened(socket);
        }

        @Override
        public void postStop() {
            sockets.closed(socket);
        }

        @Override
        public void onTimer(Object what) {
            switch ((String) what) {
                case "listen" -> listen();
                case "token" -> lookAtToken();
                default -> completeStage();
            }
        }

        private void lookAtToken() {
            if (ends.isEmpty()) return;
            Duration left = Duration.between(clock.instant(), ends.get());
            if (left.isNegative() || left.isZero() || ended.isPresent() && ended.get().getAsBoolean()) hangUp(new Ending(TOKEN_ENDED, "The token has ended"));
            else scheduleOnce("token", left.compareTo(longest()) > 0 ? longest() : left.plusMillis(1));
        }

        private Duration longest() {
            return ended.isPresent() ? SESSION : LONGEST;
        }

        private void listen() {
            long silent = System.nanoTime() - heardAt;
            if (silent > settings.silence().toNanos()) {
                completeStage();
            } else if (silent > settings.ping().toNanos() / 2 && ending == null && !isClosed(toNet)) {
                if (isAvailable(toNet)) ping();
                else pingDue = true;
            }
        }

        private void ping() {
            pingDue = false;
            push(toNet, PING);
        }

        private void hangUp(Ending why) {
            if (ending != null) return;
            ending = why;
            scheduleOnce("patience", PATIENCE);
            if (isAvailable(toNet)) sayWhy();
        }

        private void sayWhy() {
            if (said) return;
            said = true;
            byte[] text = ending.why().getBytes(StandardCharsets.UTF_8);
            push(toNet, ByteString.fromArray(ByteBuffer.allocate(4 + text.length).put(CLOSE).put((byte) (2 + text.length)).putShort((short) ending.code()).put(text).array()));
            complete(toNet);
            if (!isClosed(toTalk)) complete(toTalk);
            if (!isClosed(fromTalk)) cancel(fromTalk);
            if (isClosed(fromNet)) completeStage();
            else if (!hasBeenPulled(fromNet)) pull(fromNet);
        }
    }
}
