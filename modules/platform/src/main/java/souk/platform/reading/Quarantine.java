package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import souk.platform.journal.Rows;

/**
 * The rows that a view could not bring up to date because an event could not be decoded or its fold threw, and the events that a
 * reaction had to pass over for the same reasons. A row stays as it was before that event until its view is rebuilt.
 */
public final class Quarantine {
    private static final int LONGEST_ERROR = 4_000;

    /**
     * One such row.
     *
     * @param reader  the view's or the reaction's name
     * @param version of the event that could not be handled
     * @param error   what went wrong, with the stack
     */
    public record Case(String reader, String log, String id, long version, String error, Instant at) {}

    private final CqlSession cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    /** @param cql a session whose keyspace holds the tables of {@code souk-reading.cql} */
    public Quarantine(CqlSession cql) {
        this.cql = cql;
        insert = cql.prepare("INSERT INTO quarantine (reader, log, id, version, error, at) VALUES (?, ?, ?, ?, ?, ?)");
        select = cql.prepare("SELECT id, version, error, at FROM quarantine WHERE reader = ? AND log = ?");
    }

    /** Puts a row in quarantine; complete when durable. */
    public CompletionStage<?> add(String reader, String log, String id, long version, Throwable error, Instant at) {
        return cql.executeAsync(insert.bind(reader, log, id, version, text(error), at));
    }

    /** Everything that is in quarantine for a view, or reaction, and log. */
    public CompletionStage<List<Case>> of(String reader, String log) {
        return cql.executeAsync(select.bind(reader, log)).thenCompose(result -> Rows.all(result,
                row -> new Case(reader, log, row.getString(0), row.getLong(1), row.getString(2), row.getInstant(3))));
    }

    private static String text(Throwable error) {
        var text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString().length() <= LONGEST_ERROR ? text.toString() : text.toString().substring(0, LONGEST_ERROR);
    }
}
