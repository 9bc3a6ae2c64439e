package souk.platform.http.body;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, the first {@value #MOST} of it. */
public final class Faults {
    static final int MOST = 100;

    private final List<Fault> found = new ArrayList<>(4);
    private final String prefix;
    private int count;

    public Faults() {
        this("");
    }

    Faults(String prefix) {
        this.prefix = prefix;
    }

    public void add(String field, Fault.Code code, String detail) {
        count++;
        if (found.size() < MOST) found.add(new Fault(join(field), code, detail));
    }

    public void missing(String field) {
        add(field, Fault.Code.MISSING, "This field is required.");
    }

    public void badFormat(String field, String detail) {
        add(field, Fault.Code.BAD_FORMAT, detail);
    }

    public void outOfRange(String field, String detail) {
        add(field, Fault.Code.OUT_OF_RANGE, detail);
    }

    void addAll(Faults others) {
        addAll(others.found);
        count += others.count - others.found.size();
    }

    /** Adds what was found elsewhere, as it is. */
    public void addAll(List<Fault> others) {
        count += others.size();
        others.stream().limit(MOST - found.size()).forEach(found::add);
    }

    /** How many there were, kept or not. */
    int count() {
        return count;
    }

    public boolean none() {
        return found.isEmpty();
    }

    public List<Fault> list() {
        return List.copyOf(found);
    }

    private String join(String field) {
        if (prefix.isEmpty()) return field;
        return field.isEmpty() ? prefix : field.startsWith("[") ? prefix + field : prefix + "." + field;
    }
}
