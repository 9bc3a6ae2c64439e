package souk.customers.account;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Spread;

/**
 * What can be asked of a list of ended sessions.
 *
 * @param <R> the reply
 */
public sealed interface EndedSessionsCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "customers.ended-sessions";
    /**
     * How many lists there are. Every node reads all of them a few times a second, and needs all of them: one does for thousands of ends a second. There may
     * be more some day, but never fewer while a token lasts.
     */
    int LISTS = 1;

    /** Every list, in order. */
    static List<Address<EndedSessionsCommand<?>>> all() {
        return IntStream.range(0, LISTS).mapToObj(EndedSessionsCommand::at).toList();
    }

    /** The list that is told of this session, and of others that end with it. */
    static Address<EndedSessionsCommand<?>> of(String sessionId) {
        return at(Spread.over(LISTS, sessionId));
    }

    private static Address<EndedSessionsCommand<?>> at(int list) {
        return new Address<>(TYPE, Integer.toString(list));
    }

    /** These have ended. */
    record Tell(List<Ended> ended) implements EndedSessionsCommand<Done> {}

    /** Which have ended since. @param after the last that is known to who asks; 0: none */
    record Since(long after) implements EndedSessionsCommand<News> {}

    /** @param until when its tokens run out, and it can be forgotten */
    record Ended(String sessionId, Instant until) {}

    /**
     * @param last where to go on
     * @param more whether there are more by now
     */
    record News(List<Ended> ended, long last, boolean more) {}
}
