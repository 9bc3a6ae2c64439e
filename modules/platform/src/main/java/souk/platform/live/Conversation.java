package souk.platform.live;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.ws.Message;
import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.metrics.LiveMeter;

/**
 * One client's talk with the feed: its wishes go there, frames come back as fast as it takes them. While it leaves many unread, nothing more
 * is taken from it.
 */
final class Conversation extends GraphStage<FlowShape<Outcome<String>, Message>> {
    private final Inlet<Outcome<String>> in = Inlet.create("Conversation.in");
    private final Outlet<Message> out = Outlet.create("Conversation.out");
    private final FlowShape<Outcome<String>, Message> shape = FlowShape.of(in, out);
    private final Socket socket;
    private final ActorRef<Feed.Message> feed;
    private final Map<String, Topic> topics;
    private final int most;
    private final Optional<String> who;

    /**
     * @param topics by name
     * @param most   topics of this socket
     * @param who    the client, if its token says so
     */
    Conversation(Socket socket, ActorRef<Feed.Message> feed, Map<String, Topic> topics, int most, Optional<String> who) {
        this.socket = socket;
        this.feed = feed;
        this.topics = topics;
        this.most = most;
        this.who = who;
    }

    @Override
    public FlowShape<Outcome<String>, Message> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final AsyncCallback<Boolean> wake = createAsyncCallback(any -> send());

        private Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    hear(grab(in));
                    listen();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    // The client went away in the middle: nobody's defect.
                    completeStage();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    send();
                }
            });
        }

        @Override
        public void preStart() {
            socket.talks(() -> wake.invoke(true));
            pull(in);
        }

        @Override
        public void postStop() {
            for (String topic : socket.topics()) leave(topic);
        }

        private void send() {
            if (!isAvailable(out)) return;
            Frame frame = socket.next();
            if (frame != null) {
                LiveMeter.sent();
                push(out, frame.message());
            }
            listen();
        }

        private void listen() {
            if (!hasBeenPulled(in) && !isClosed(in) && socket.waiting() < most) pull(in);
        }

        private void hear(Outcome<String> heard) {
            var wish = heard.fold(Wish::of, Outcome::<Wish>refused);
            if (wish instanceof Outcome.Accepted<Wish> clear) {
                clear.reply().unsubscribe().orElse(List.of()).forEach(this::unsubscribe);
                clear.reply().subscribe().orElse(List.of()).forEach(topic -> subscribe(topic, clear.reply().since().map(known -> known.get(topic)).orElse(null)));
            } else {
                socket.mistake(Frame.mistake("", ((Outcome.Refused<Wish>) wish).rejection()));
            }
        }

        private void subscribe(String name, String since) {
            int colon = name.indexOf(':');
            Topic topic = colon < 0 ? null : topics.get(name.substring(0, colon));
            if (topic == null || colon == name.length() - 1 || name.length() - colon > 256) {
                refuse(name, new Rejection(Kind.NOT_FOUND, "not-found", "There is no such topic. Topics are " + String.join(", ", topics.keySet()) + ", each with a colon and an id."));
            } else if (topic.isOwned() && who.isEmpty()) {
                refuse(name, new Rejection(Kind.UNAUTHENTICATED, "unauthenticated", "This wants a token: the subprotocol bearer.<token>, with a token from POST /v1/sessions."));
            } else if (!socket.watch(name, most)) {
                refuse(name, new Rejection(Kind.LIMITED, "too-many-topics", "A socket watches " + most + " topics at most."));
            } else {
                feed.tell(new Feed.Join(socket, key(name), since));
            }
        }

        private void refuse(String topic, Rejection why) {
            socket.mistake(Frame.mistake(topic, why));
        }

        private void unsubscribe(String name) {
            socket.unwatch(name);
            leave(name);
        }

        private void leave(String name) {
            feed.tell(new Feed.Leave(socket, key(name)));
        }

        private Channel.Key key(String name) {
            int colon = name.indexOf(':');
            Topic topic = colon < 0 ? null : topics.get(name.substring(0, colon));
            return new Channel.Key(name, topic != null && topic.isOwned() ? who.orElse("") : "");
        }
    }
}
