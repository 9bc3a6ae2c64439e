package souk.platform.limits;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import souk.platform.wire.Codec;

/**
 * Carries what desks say to each other.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/serialization.html">serialization</a>.
 */
public final class DeskSerializer extends SerializerWithStringManifest {
    private static final String QUESTION = "borrow.1";
    private static final String LENT = "lent.1";
    private static final String RETURN = "return.1";

    record Sent(Lending.Ask ask, String replyTo) {}

    private final ExtendedActorSystem system;

    /** Called by Akka. */
    public DeskSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return 50_521;
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof Desk.Question) return QUESTION;
        return message instanceof Desk.GivenBack ? RETURN : LENT;
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof Desk.Question question) return Codec.encode(new Sent(question.ask(), refs().toSerializationFormat(question.replyTo())));
        return Codec.encode(message instanceof Desk.GivenBack given ? given.tokens() : message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        return switch (manifest) {
            case QUESTION -> {
                var sent = Codec.decode(bytes, Sent.class);
                yield new Desk.Question(sent.ask, refs().resolveActorRef(sent.replyTo));
            }
            case LENT -> Codec.decode(bytes, Lending.Lent.class);
            case RETURN -> new Desk.GivenBack(Codec.decode(bytes, Lending.Return.class));
            default -> throw new NotSerializableException("Nothing here reads " + manifest);
        };
    }

    private ActorRefResolver refs() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }
}
