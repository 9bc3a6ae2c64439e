package souk.platform.http.body;

import java.util.List;

/**
 * What became of reading a body: a value, or that it is no proper JSON, or what is wrong with it.
 *
 * @param value   null unless all is right
 * @param badJson why this is not one JSON value, or null
 * @param faults  what is wrong, field by field
 */
public record Reading<T>(T value, String badJson, List<Fault> faults) {
    /** Whether there is a value. */
    public boolean good() {
        return value != null;
    }
}
