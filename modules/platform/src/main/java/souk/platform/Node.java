package souk.platform;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What a running node offers to the stores, providers and routes of its capabilities.
 *
 * @param entities the way to the aggregates
 * @param cql      the node's one session, its keyspace selected
 * @param config   the whole configuration; a capability reads its own part
 * @param clock    the time, for the edge; aggregates get theirs from the partition
 * @param executor for small asynchronous continuations
 */
public record Node(Entities entities, CqlSession cql, Config config, InstantSource clock, Executor executor) {}
