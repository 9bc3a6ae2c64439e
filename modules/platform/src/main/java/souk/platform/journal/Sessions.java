package souk.platform.journal;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.ExtensionId;
import akka.actor.ExtensionIdProvider;
import com.datastax.oss.driver.api.core.CqlSession;
import java.util.Objects;
import souk.platform.wire.Names;

/**
 * What the plugins and serializers of an actor system, which Akka makes by class name, share: the node's one session, its storage and its names. Set once, before
 * anything is persisted.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/extending-akka.html">extensions</a>.
 */
public final class Sessions implements Extension {
    private static final Id ID = new Id();

    private volatile CqlSession cql;
    private volatile Storage storage;
    private volatile Names names;

    private Sessions() {}

    /** The actor system's own. */
    public static Sessions of(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    public void share(CqlSession newCql, Storage newStorage, Names newNames) {
        cql = newCql;
        storage = newStorage;
        names = newNames;
    }

    public Names names() {
        return Objects.requireNonNull(names, "Sessions.share(..) comes before anything that is sent");
    }

    public CqlSession cql() {
        return Objects.requireNonNull(cql, "Sessions.share(..) comes before anything that reads or writes");
    }

    public Storage storage() {
        return Objects.requireNonNull(storage, "Sessions.share(..) comes before anything that is persisted");
    }

    /** Akka's key for it. */
    public static final class Id extends AbstractExtensionId<Sessions> implements ExtensionIdProvider {
        @Override
        public Sessions createExtension(ExtendedActorSystem system) {
            return new Sessions();
        }

        @Override
        public ExtensionId<Sessions> lookup() {
            return ID;
        }
    }
}
