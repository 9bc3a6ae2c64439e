package souk.platform.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;

/**
 * When the partition must look at which aggregate: reminders in memory, and the durable appointments of the near future that they stand
 * for. An appointment is open until a page was written after its time that names the next one, or none. Only the partition's own thread
 * comes here.
 */
final class Agenda {
    private record Reminder(Instant at, Key key) {}

    private final PriorityQueue<Reminder> reminders = new PriorityQueue<>(Comparator.comparing(Reminder::at));
    private final Map<Key, List<Instant>> openByKey = new HashMap<>();
    private final TreeMap<Instant, Integer> openTimes = new TreeMap<>();
    private Instant loadedUntil;

    /** @param loadedUntil appointments before this are known here */
    Agenda(Instant loadedUntil) {
        this.loadedUntil = loadedUntil;
    }

    /** Look at the aggregate at that time. */
    void remind(Instant at, Key key) {
        reminders.add(new Reminder(at, key));
    }

    /** A durable appointment exists. */
    void opened(Storage.Appointment appointment) {
        if (!appointment.at().isBefore(loadedUntil)) return;
        var key = new Key(appointment.type(), appointment.id());
        openByKey.computeIfAbsent(key, k -> new ArrayList<>(1)).add(appointment.at());
        openTimes.merge(appointment.at(), 1, Integer::sum);
        remind(appointment.at(), key);
    }

    /** An appointment was seen to: nothing hangs on it any more. */
    void handled(Key key, Instant at) {
        var times = openByKey.get(key);
        if (times == null || !times.remove(at)) return;
        if (times.isEmpty()) openByKey.remove(key);
        openTimes.computeIfPresent(at, (time, count) -> count == 1 ? null : count - 1);
    }

    /** The aggregate's open appointments whose time has come. */
    List<Instant> due(Key key, Instant now) {
        return openByKey.getOrDefault(key, List.of()).stream().filter(at -> !at.isAfter(now)).toList();
    }

    /** The aggregates to look at now; each reminder is given once. */
    List<Key> pop(Instant now) {
        var keys = new ArrayList<Key>();
        while (!reminders.isEmpty() && !reminders.peek().at().isAfter(now)) keys.add(reminders.poll().key());
        return keys;
    }

    /** Every appointment before this has been seen to; never after {@code now}, since one for now may still be made. */
    Instant handledUntil(Instant now) {
        Instant until = openTimes.isEmpty() ? now : openTimes.firstKey();
        return until.isBefore(now) ? until : now;
    }

    Instant loadedUntil() {
        return loadedUntil;
    }

    /** Takes over the appointments that were read up to a later time. */
    void extend(Instant until, List<Storage.Appointment> found) {
        loadedUntil = until;
        found.forEach(this::opened);
    }
}
