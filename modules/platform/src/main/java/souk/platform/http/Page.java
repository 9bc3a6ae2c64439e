package souk.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One page of a list. Made by {@link Call#page}, which signs the cursor.
 *
 * @param next what to pass as {@code cursor} for the following page, null on the last
 */
public record Page<T>(List<T> items, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {
    public Page {
        items = List.copyOf(items);
    }
}
