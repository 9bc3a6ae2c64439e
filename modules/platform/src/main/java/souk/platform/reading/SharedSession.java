package souk.platform.reading;

import akka.actor.ActorSystem;
import akka.stream.alpakka.cassandra.CqlSessionProvider;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import souk.platform.journal.Sessions;

/**
 * Lets the offset store of Akka Projections use the node's one session. Akka makes it by class name, as
 * {@code akka.projection.cassandra.session-config.session-provider} says ({@code souk-reading.conf}).
 */
public final class SharedSession implements CqlSessionProvider {
    private final ActorSystem system;

    /** @param config required by Akka, not needed here */
    public SharedSession(ActorSystem system, Config config) {
        this.system = system;
    }

    @Override
    public Future<CqlSession> connect(ExecutionContext executor) {
        return Future.successful(Sessions.of(system).cql());
    }
}
