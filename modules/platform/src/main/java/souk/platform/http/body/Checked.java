package souk.platform.http.body;

/** A body with rules between its fields. */
public interface Checked {
    /** Called when every field by itself is right. Adds a fault for each broken rule; fields are named relative to this record. */
    void check(Faults faults);
}
