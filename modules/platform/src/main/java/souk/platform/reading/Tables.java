package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tables of one generation. The first has those that the schema names, every other one its own beside them: of {@code order_list} the
 * second is {@code order_list_g2}. Statements are written with the names of the schema.
 */
public final class Tables {
    private static final Pattern INDEX = Pattern.compile("(INDEX IF NOT EXISTS )(\\w+)");

    private final CqlSession cql;
    private final int generation;
    private final List<String> names;
    private final Pattern named;

    /** @param names as in the schema */
    public Tables(CqlSession cql, int generation, String... names) {
        this(cql, generation, List.of(names));
    }

    Tables(CqlSession cql, int generation, List<String> names) {
        this.cql = cql;
        this.generation = generation;
        this.names = names;
        this.named = Pattern.compile("\\b(" + String.join("|", names) + ")\\b");
    }

    List<String> names() {
        return names;
    }

    int generation() {
        return generation;
    }

    /** The name of a table in this generation. */
    String name(String table) {
        return table + suffix();
    }

    private String suffix() {
        return generation == 1 ? "" : "_g" + generation;
    }

    /** A statement to this generation's tables. */
    String of(String statement) {
        return named.matcher(statement).replaceAll("$1" + suffix());
    }

    /** Prepares a statement to this generation's tables; as all of a store's can be repeated, so can it. */
    public PreparedStatement prepare(String statement) {
        return cql.prepare(SimpleStatement.builder(of(statement)).setIdempotence(true).build());
    }

    /** What makes this generation's tables and their indices. */
    List<String> made(List<String> schema) {
        return schema.stream().filter(statement -> named.matcher(statement).find()).map(statement -> INDEX.matcher(of(statement)).replaceAll("$1$2" + suffix())).toList();
    }
}
