package souk.platform.history;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;

/**
 * How histories are kept and read; {@code souk.history} of the configuration, with its reasons in {@code souk-history.conf}.
 *
 * @param snapshotEvery after how many events a state is kept beside them
 * @param pace          the least time between two batches that are added
 * @param batchEvents   about how many events are added at once
 * @param patience      how long a read waits for what had happened when it was asked
 */
public record HistorySettings(long snapshotEvery, Duration pace, int batchEvents, Duration patience) {
    public HistorySettings {
        if (snapshotEvery < 1) throw new IllegalArgumentException("souk.history.snapshot-every is at least 1, not " + snapshotEvery);
    }

    /** @param config the whole configuration; what it does not say is as in {@code souk-history.conf} */
    public static HistorySettings of(Config config) {
        Config own = config.withFallback(ConfigFactory.parseResources(HistorySettings.class.getClassLoader(), "souk-history.conf")).getConfig("souk.history");
        return new HistorySettings(own.getLong("snapshot-every"), own.getDuration("pace"), own.getInt("batch-events"), own.getDuration("patience"));
    }
}
