package souk.platform;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import souk.platform.limits.Limits;
import souk.platform.privacy.Persons;
import souk.platform.reading.Generations;
import souk.platform.search.SearchEngine;

/**
 * What a running node offers to the stores, providers and routes of its capabilities.
 *
 * @param entities the way to the aggregates
 * @param cql      the node's one session, its keyspace selected
 * @param config   the whole configuration; a capability reads its own part
 * @param clock    the time, for the edge; aggregates get theirs from the partition
 * @param executor for small asynchronous continuations
 * @param search   the node's one client of Elasticsearch, which connects when it is first used
 * @param generations which generation of each view serves, and what keeps its rows
 * @param persons  the keys of persons, with which all that is personal is sealed and opened
 * @param limits   how much of what somebody may do
 */
public record Node(Entities entities, CqlSession cql, Config config, InstantSource clock, Executor executor, SearchEngine search, Generations generations, Persons persons, Limits limits) {
    /** With a client of Elasticsearch of its own, by the configuration. */
    public Node(Entities entities, CqlSession cql, Config config, InstantSource clock, Executor executor, Limits limits) {
        this(entities, cql, config, clock, executor, SearchEngine.of(config), new Generations(cql), Persons.of(cql, config), limits);
    }

    /** The same, without limits. */
    public Node(Entities entities, CqlSession cql, Config config, InstantSource clock, Executor executor) {
        this(entities, cql, config, clock, executor, Limits.NONE);
    }
}
