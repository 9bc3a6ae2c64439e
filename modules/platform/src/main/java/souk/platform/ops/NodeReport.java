package souk.platform.ops;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node says of itself to another one, and in {@code GET /ops/cluster}.
 *
 * @param address    its address in the cluster
 * @param httpPort   where it serves HTTP
 * @param version    of Souk, {@code development} where it runs from classes
 * @param problems   why it is not ready, by check; empty: it is
 * @param partitions those that serve here
 * @param views      the readers of those
 * @param counts     what capabilities count, each for the whole shop
 */
record NodeReport(String address, int httpPort, String version, Map<String, String> problems, List<PartitionReport> partitions, List<ViewReport> views, Map<String, Long> counts) {
    /**
     * A partition.
     *
     * @param log                 its log
     * @param position            the last confirmed position
     * @param checkpoint          the position up to which pages are complete
     * @param checkpointBehind    segments beyond it, but for the last, which always is
     * @param checkpointAgeSeconds since when it has not moved, while there are such
     * @param queued              requests that wait
     * @param residents           aggregates in memory
     */
    record PartitionReport(String log, long position, long checkpoint, long checkpointBehind, long checkpointAgeSeconds, long queued, long residents) {}

    /**
     * A view, history or reaction, on one log.
     *
     * @param offset        the last position it has dealt with
     * @param head          the last position of the log
     * @param eventsBehind  how many events it has still to deal with; an estimate when it is far behind
     * @param secondsBehind how old the newest thing is that it has certainly shown
     * @param quarantined   rows (of a reaction: events) in quarantine
     * @param problem       what last went wrong, if the last batch did
     */
    record ViewReport(String view, String log, long offset, long head, long eventsBehind, double secondsBehind, long quarantined, Optional<String> problem) {}
}
