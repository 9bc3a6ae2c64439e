package souk.platform.reading;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How logs are read; {@code souk.reading} of the configuration, with its reasons in {@code souk-reading.conf}.
 *
 * @param recentBytes     how many bytes of the newest segments a partition keeps for its readers
 * @param batchEvents     after how many events a batch ends, with the segment that reaches it
 * @param batches         the same for single views, by name
 * @param batchSegments   how many segments are read from the log at once
 * @param pace            the least time between two batches of one reader that is at the end
 * @param paces           the same for single views, by name
 * @param skipped         after how many segments without anything for it a reader's offset is moved on all the same
 * @param selfCheck       how often the log's head is asked for without being told
 * @param saveOffsetEvery how often an offset is saved while it moves
 * @param parallelism     how many rows, or commands, of one reader are under way at once
 * @param rowCache        how many recent rows a view keeps in memory, per log
 * @param rowCaches       the same for single views, by name
 * @param batchTimeout    how long a batch may take before it counts as failed
 * @param minBackoff      the pause after a first failure
 * @param maxBackoff      the longest pause between two tries
 * @param quarantineLimit how many rows of a view and log may be in quarantine before the view itself counts as broken and stops
 */
public record ReadingSettings(long recentBytes, int batchEvents, Map<String, Integer> batches, int batchSegments, Duration pace, Map<String, Duration> paces, int skipped, Duration selfCheck, Duration saveOffsetEvery,
        int parallelism, int rowCache, Map<String, Integer> rowCaches, Duration batchTimeout, Duration minBackoff, Duration maxBackoff, int quarantineLimit) {

    /** @param config the whole configuration */
    public static ReadingSettings of(Config config) {
        Config own = config.getConfig("souk.reading");
        return new ReadingSettings(own.getBytes("recent-bytes"), own.getInt("batch-events"), numbers(own, "batches"), own.getInt("batch-segments"), own.getDuration("pace"),
                own.getObject("paces").keySet().stream().collect(Collectors.toUnmodifiableMap(view -> view, view -> own.getDuration("paces." + ConfigUtil.quoteString(view)))),
                own.getInt("skipped"), own.getDuration("self-check"), own.getDuration("save-offset-every"), own.getInt("parallelism"), own.getInt("row-cache"),
                numbers(own, "row-caches"),
                own.getDuration("batch-timeout"), own.getDuration("min-backoff"), own.getDuration("max-backoff"), own.getInt("quarantine-limit"));
    }

    private static Map<String, Integer> numbers(Config own, String what) {
        return own.getObject(what).entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> ((Number) each.getValue().unwrapped()).intValue()));
    }

    /** After how many events a batch of this view ends. */
    int batchEvents(String view) {
        return batches.getOrDefault(view, batchEvents);
    }

    /** The least time between two batches of this view's readers that are at the end. */
    Duration pace(String view) {
        return paces.getOrDefault(view, pace);
    }

    /** How many recent rows this view keeps in memory, per log. */
    int rowCache(String view) {
        return rowCaches.getOrDefault(view, rowCache);
    }
}
