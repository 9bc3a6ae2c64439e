package souk.platform;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.partition.PageRebuild;
import souk.platform.partition.PartitionSettings;
import souk.platform.wire.Names;

/** The pages of all logs of a shop, made anew from the logs by a process of its own that needs nothing but the database. */
public final class PagesOfShop {
    private PagesOfShop() {}

    /**
     * Makes them anew, log by log. The shop may be closed, and reads them when it starts; or open, and takes them over within about ten
     * seconds, log by log: each is away for as long as its start takes, and clients are told to come again. Ended on the way it is called
     * again, and goes on.
     *
     * @param base the configuration of a node
     * @param told is told now and then how far it is
     * @return what came of each log that has something in it
     * @throws PageRebuild.Unreadable when a log holds what these capabilities cannot read; its pages stay as they are
     */
    public static List<PageRebuild.Result> rebuild(Config base, List<Capability> capabilities, Consumer<PageRebuild.Progress> told) {
        Config config = base.resolve();
        try (CqlSession cql = Database.connect(config)) {
            if (config.getBoolean("souk.create-schema")) Database.create(cql, PagesOfShop.class.getClassLoader(), "souk-log.cql");
            var storage = new CassandraStorage(cql);
            var names = new Names(capabilities);
            var settings = PartitionSettings.from(config.getConfig("souk.partition"));
            var logs = new TreeSet<String>();
            cql.execute("SELECT log FROM head").forEach(row -> logs.add(row.getString(0)));
            var results = new ArrayList<PageRebuild.Result>();
            for (String log : logs) new PageRebuild(storage, names, log, settings, told).run().ifPresent(results::add);
            return results;
        }
    }
}
