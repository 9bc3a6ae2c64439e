package souk.platform.partition;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Trace;
import souk.platform.journal.Sessions;
import souk.platform.wire.Codec;
import souk.platform.wire.Names;

/**
 * Carries requests and replies between nodes under explicit names and versions; bodies are CBOR of records.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/serialization.html">serialization</a>.
 */
public final class EnvelopeSerializer extends SerializerWithStringManifest {
    private static final String REQUEST = "request.1";
    private static final String REPLY = "reply.1";
    private static final String WAKE = "wake.1";
    private static final String STOP = "stop.1";
    private static final String SERVING = "are-you-serving.1";
    private static final String YES = "serving.1";
    private static final String WATCH = "watch.1";
    private static final String CHANGED = "changed.1";

    private record SentServing(String capability, int partition, String replyTo) {}

    private record SentWatch(String log, List<Address<?>> what, long lastsMillis, String watcher) {}

    private record SentRequest(String type, String id, String command, byte[] body, String replyTo, long correlation, long millisLeft, String cause, boolean fresh, long since, String trace) {}

    private record SentReply(long correlation, String type, String command, byte[] body, SentRejection rejection) {}

    private record SentRejection(String kind, String code, String detail, Map<String, List<String>> members) {}

    private final ExtendedActorSystem system;

    /** Called by Akka. */
    public EnvelopeSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return 50_501;
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof Request) return REQUEST;
        if (message instanceof Reply) return REPLY;
        if (message instanceof Wake) return WAKE;
        if (message instanceof Partition.Stop) return STOP;
        if (message instanceof AreYouServing) return SERVING;
        if (message instanceof AreYouServing.Yes) return YES;
        if (message instanceof Watch) return WATCH;
        if (message instanceof Changed) return CHANGED;
        throw new IllegalArgumentException("A " + message.getClass().getName() + " is not sent between nodes");
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof Request request) {
            long left = TimeUnit.NANOSECONDS.toMillis(request.deadline() - System.nanoTime());
            return Codec.encode(new SentRequest(request.to().type(), request.to().id(), names().command(request.to(), request.command()),
                    Codec.encode(request.command()), refs().toSerializationFormat(request.replyTo()), request.correlation(), left, request.cause(), request.fresh(), request.since(),
                    request.trace().isNone() ? null : request.trace().toString()));
        }
        if (message instanceof Reply reply) {
            return Codec.encode(reply.outcome().fold(
                    accepted -> new SentReply(reply.correlation(), reply.type(), reply.command(), Codec.encode(accepted), null),
                    refused -> new SentReply(reply.correlation(), reply.type(), reply.command(), null,
                            new SentRejection(refused.kind().name(), refused.code(), refused.detail(), refused.members()))));
        }
        if (message instanceof AreYouServing question) {
            return Codec.encode(new SentServing(question.capability(), question.partition(), refs().toSerializationFormat(question.replyTo())));
        }
        if (message instanceof Watch watch) return Codec.encode(new SentWatch(watch.log(), watch.what(), watch.lasts().toMillis(), refs().toSerializationFormat(watch.watcher())));
        return message instanceof Partition.Stop ? new byte[0] : Codec.encode(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        return switch (manifest) {
            case REQUEST -> request(Codec.decode(bytes, SentRequest.class));
            case REPLY -> reply(Codec.decode(bytes, SentReply.class));
            case WAKE -> Codec.decode(bytes, Wake.class);
            case STOP -> Partition.Stop.NOW;
            case SERVING -> serving(Codec.decode(bytes, SentServing.class));
            case YES -> Codec.decode(bytes, AreYouServing.Yes.class);
            case WATCH -> watch(Codec.decode(bytes, SentWatch.class));
            case CHANGED -> Codec.decode(bytes, Changed.class);
            default -> throw new NotSerializableException("Nothing here reads " + manifest);
        };
    }

    private AreYouServing serving(SentServing sent) {
        return new AreYouServing(sent.capability(), sent.partition(), refs().resolveActorRef(sent.replyTo()));
    }

    private Watch watch(SentWatch sent) {
        return new Watch(sent.log(), sent.what(), Duration.ofMillis(sent.lastsMillis()), refs().resolveActorRef(sent.watcher()));
    }

    private Request request(SentRequest sent) throws NotSerializableException {
        Class<?> form = handling(sent.type(), sent.command()).command();
        return new Request(new Address<Command<?>>(sent.type(), sent.id()), (Command<?>) Codec.decode(sent.body(), form), refs().resolveActorRef(sent.replyTo()),
                sent.correlation(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(sent.millisLeft()), sent.cause(), sent.fresh(), sent.since(), Trace.parse(sent.trace()));
    }

    private Reply reply(SentReply sent) throws NotSerializableException {
        Outcome<?> outcome = sent.rejection() == null
                ? Outcome.accepted(Codec.decode(sent.body(), handling(sent.type(), sent.command()).reply()))
                : Outcome.refused(new Rejection(Rejection.Kind.valueOf(sent.rejection().kind()), sent.rejection().code(), sent.rejection().detail(), sent.rejection().members()));
        return new Reply(sent.correlation(), sent.type(), sent.command(), outcome);
    }

    private souk.kernel.Blueprint.Handling handling(String type, String command) throws NotSerializableException {
        return names().handling(type, command).orElseThrow(() -> new NotSerializableException("No aggregate here understands " + type + "/" + command));
    }

    private Names names() {
        return Sessions.of(system).names();
    }

    private ActorRefResolver refs() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }
}
