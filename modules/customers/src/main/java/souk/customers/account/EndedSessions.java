package souk.customers.account;

import static souk.kernel.Decision.accept;

import java.util.List;
import java.util.Map;
import souk.customers.account.EndedSessionsCommand.Ended;
import souk.customers.account.EndedSessionsCommand.News;
import souk.kernel.Blueprint;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;

/**
 * Sessions that have ended before their tokens, in the order in which that was told, each until its tokens have run out: what every node
 * reads to its end a few times a second. What is told twice stands there twice.
 *
 * @param last  the number of the last
 * @param ended by number
 */
public record EndedSessions(long last, PersistentMap<Long, Ended> ended) {
    static final EndedSessions NONE = new EndedSessions(0, PersistentMap.empty());
    private static final int MOST = 1000;

    /** The table of its commands and events. */
    public static final Blueprint<EndedSessions, EndedSessionsEvent> BLUEPRINT = Blueprint.of(EndedSessionsCommand.TYPE, NONE, EndedSessionsCommand.class, EndedSessionsEvent.class)
            .decide("tell", EndedSessionsCommand.Tell.class, Done.class, (list, tell, now) -> accept(after -> Done.DONE, new EndedSessionsEvent.Told(tell.ended(), now)))
            .answer("since", EndedSessionsCommand.Since.class, News.class, (list, since, now) -> Outcome.accepted(list.since(since.after())))
            .apply(EndedSessionsEvent.Told.class, "customers.sessions-told", EndedSessions::told)
            .build();

    private EndedSessions told(EndedSessionsEvent.Told event) {
        var all = ended;
        // Tokens are given out for the same time, so the oldest run out first; one that lasts longer holds up the rest, no more.
        for (var first = all.first(); first.isPresent() && first.get().getValue().until().isBefore(event.at()); first = all.first()) all = all.without(first.get().getKey());
        long number = last;
        for (Ended each : event.ended()) all = all.with(++number, each);
        return new EndedSessions(number, all);
    }

    private News since(long after) {
        if (after >= last) return new News(List.of(), last, false);
        var news = ended.after(after, MOST);
        boolean more = news.size() == MOST;
        return new News(news.stream().map(Map.Entry::getValue).toList(), more ? news.get(MOST - 1).getKey() : last, more);
    }
}
