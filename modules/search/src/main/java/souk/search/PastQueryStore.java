package souk.search;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often something was looked for: the words and a number, by month; nothing of who or when. Only what found something is counted,
 * nothing that looks like an address or a long number, and what was asked by chance once or twice is told nobody ({@code suggest-after}).
 * Questions are counted in memory and stored every second: a node that is killed forgets that second, which nobody misses.
 */
final class PastQueryStore {
    private static final Logger LOG = LoggerFactory.getLogger(PastQueryStore.class);
    private static final long EVERY = Duration.ofSeconds(1).toMillis();
    private static final int MOST_AT_ONCE = 5_000;
    private static final int MOST_READ = 2_000;
    private static final int HEAD = 2;
    private static final int LONGEST = 80;
    /** Mail addresses, and numbers that could be somebody's: telephone, card, account. */
    private static final Pattern PRIVATE = Pattern.compile(".*(?:@|\\d[\\d \\-/]{7,}\\d).*");

    private final CqlSession cql;
    private final InstantSource clock;
    private final int suggestAfter;
    private final PreparedStatement add;
    private final PreparedStatement like;
    private Map<String, Long> counted = new HashMap<>();
    private boolean waiting;

    PastQueryStore(CqlSession cql, InstantSource clock, int suggestAfter) {
        this.cql = cql;
        this.clock = clock;
        this.suggestAfter = suggestAfter;
        add = cql.prepare("UPDATE past_query SET asked = asked + ? WHERE month = ? AND head = ? AND query = ?");
        like = cql.prepare("SELECT query, asked FROM past_query WHERE month = ? AND head = ? AND query >= ? AND query < ? LIMIT " + MOST_READ);
    }

    /** Somebody looked for this and found something. */
    void asked(String question) {
        var query = plain(question);
        if (query.length() < HEAD || query.length() > LONGEST || PRIVATE.matcher(query).matches()) return;
        synchronized (this) {
            if (counted.size() < MOST_AT_ONCE || counted.containsKey(query)) counted.merge(query, 1L, Long::sum);
            if (waiting) return;
            waiting = true;
        }
        CompletableFuture.delayedExecutor(EVERY, TimeUnit.MILLISECONDS).execute(this::store);
    }

    private void store() {
        Map<String, Long> some;
        synchronized (this) {
            some = counted;
            counted = new HashMap<>();
            waiting = false;
        }
        var month = month(clock.instant());
        some.forEach((query, times) -> cql.executeAsync(add.bind(times, month, head(query), query)).whenComplete((done, failure) -> {
            if (failure != null) LOG.debug("A query was not counted: {}", failure.toString());
        }));
    }

    /** The queries that begin like this and were asked most in this month and the last. */
    CompletableFuture<List<Suggestions.Asked>> like(String typed, int limit) {
        var text = plain(typed);
        if (text.length() < HEAD) return CompletableFuture.completedFuture(List.of());
        var now = clock.instant().atZone(ZoneOffset.UTC);
        return in(YearMonth.from(now).toString(), text).thenCombine(in(YearMonth.from(now).minusMonths(1).toString(), text), (these, those) -> {
            var all = new HashMap<>(these);
            those.forEach((query, times) -> all.merge(query, times, Long::sum));
            return all.entrySet().stream().filter(each -> each.getValue() >= suggestAfter)
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey())).limit(limit)
                    .map(each -> new Suggestions.Asked(each.getKey(), each.getValue())).toList();
        }).toCompletableFuture();
    }

    private CompletionStage<Map<String, Long>> in(String month, String text) {
        return cql.executeAsync(like.bind(month, head(text), text, text + Character.MAX_VALUE)).thenApply(rows -> {
            var found = new HashMap<String, Long>();
            for (Row row : rows.currentPage()) found.put(row.getString(0), row.getLong(1));
            return found;
        });
    }

    private static String month(Instant at) {
        return YearMonth.from(at.atZone(ZoneOffset.UTC)).toString();
    }

    private static String head(String query) {
        return query.substring(0, query.offsetByCodePoints(0, Math.min(HEAD, query.codePointCount(0, query.length()))));
    }

    private static String plain(String query) {
        return query.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
