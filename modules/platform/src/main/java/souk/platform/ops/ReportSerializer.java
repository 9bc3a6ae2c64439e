package souk.platform.ops;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import souk.platform.wire.Codec;

/**
 * Carries the question how a node stands, and its answer, between nodes.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/serialization.html">serialization</a>.
 */
public final class ReportSerializer extends SerializerWithStringManifest {
    private static final String QUESTION = "report-please.1";
    private static final String REPORT = "report.1";

    private final ExtendedActorSystem system;

    /** Called by Akka. */
    public ReportSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return 50_513;
    }

    @Override
    public String manifest(Object message) {
        return message instanceof Reporter.Question ? QUESTION : REPORT;
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof Reporter.Question question) return refs().toSerializationFormat(question.replyTo()).getBytes(StandardCharsets.UTF_8);
        return Codec.encode(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        return switch (manifest) {
            case QUESTION -> new Reporter.Question(refs().resolveActorRef(new String(bytes, StandardCharsets.UTF_8)));
            case REPORT -> Codec.decode(bytes, NodeReport.class);
            default -> throw new NotSerializableException("Nothing here reads " + manifest);
        };
    }

    private ActorRefResolver refs() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }
}
