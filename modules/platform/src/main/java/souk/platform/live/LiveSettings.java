package souk.platform.live;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The feed's measures, {@code souk.live}; each is explained in {@code souk-live.conf}.
 *
 * @param topics       that a socket may watch at once
 * @param sockets      of a node
 * @param messageLimit characters of a client's message
 * @param pace         the least time between two questions about one topic
 * @param rate         states of one topic that are sent in a second, at most; so it is asked for less often while many watch it
 * @param askAgain     the longest time between two questions
 * @param retry        how long after a question that failed
 * @param renew        how often partitions are told what is watched
 * @param ping         how often a silent client is asked whether it is there
 * @param silence      after how long without a byte it is not
 */
record LiveSettings(int topics, int sockets, int messageLimit, Duration pace, int rate, Duration askAgain, Duration retry, Duration renew, Duration ping, Duration silence) {
    static LiveSettings of(Config config) {
        var live = config.getConfig("souk.live");
        return new LiveSettings(live.getInt("topics"), live.getInt("sockets"), live.getBytes("message-limit").intValue(), live.getDuration("pace"), live.getInt("rate"), live.getDuration("ask-again"),
                live.getDuration("retry"), live.getDuration("renew"), live.getDuration("ping"), live.getDuration("silence"));
    }

    /** The least time between two questions about a topic that so many watch. */
    Duration pace(int audience) {
        Duration sending = Duration.ofNanos(audience * 1_000_000_000L / rate);
        return sending.compareTo(pace) > 0 ? sending : pace;
    }

    /** How long a partition remembers that somebody watches: two renewals may be lost. */
    Duration remembered() {
        return renew.multipliedBy(3).plus(renew.dividedBy(2));
    }
}
