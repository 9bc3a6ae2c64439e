package souk.platform.reading;

import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.Optional;

/** A place in a list in the order of time. Lists are in milliseconds; what is of the same is in the order of its ids. */
public record Place(Instant at, String id) {
    /** Where a list begins that has the newest first. */
    private static final Place FIRST = new Place(Instant.parse("9999-01-01T00:00:00Z"), "");

    /** @throws RuntimeException when it is no {@link #text} */
    public static Place parse(String text) {
        int colon = text.indexOf(':');
        return new Place(Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))), text.substring(colon + 1));
    }

    /** From where a list that has the newest first goes on; empty: from its beginning. */
    public static Place after(Optional<String> text) {
        return text.map(Place::parse).orElse(FIRST);
    }

    /** What the columns {@code id} and this one say. */
    public static Place of(Row row, String at) {
        return new Place(row.getInstant(at), row.getString("id"));
    }

    /** As it stands in a cursor. */
    public String text() {
        return at.toEpochMilli() + ":" + id;
    }
}
