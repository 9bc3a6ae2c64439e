package souk.platform.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;

/**
 * When the partition must look at which aggregate: reminders in memory, one an aggregate, and the durable appointments of the near
 * future that they stand for. An appointment is open until a page was written after its time that names the next one, or none, or until
 * a later one is known to stand. Only the partition's own thread comes here.
 */
final class Agenda {
    private record Reminder(Instant at, Key key) {}

    private final PriorityQueue<Reminder> reminders = new PriorityQueue<>(Comparator.comparing(Reminder::at));
    private final Map<Key, Instant> nearest = new HashMap<>();
    private final Map<Key, TreeSet<Instant>> openByKey = new HashMap<>();
    private final TreeMap<Instant, Integer> openTimes = new TreeMap<>();
    private Instant loadedUntil;
    private Instant askedUntil;

    /** @param loadedUntil every appointment before this has been seen to */
    Agenda(Instant loadedUntil) {
        this.loadedUntil = loadedUntil;
        this.askedUntil = loadedUntil;
    }

    /**
     * Look at the aggregate at that time. Forgotten when an earlier look is noted, which notes the next one itself, and when the time is
     * beyond what the memory holds: there the durable agenda remembers.
     */
    void remind(Instant at, Key key) {
        if (!at.isBefore(askedUntil)) return;
        Instant noted = nearest.get(key);
        if (noted != null && !at.isBefore(noted)) return;
        nearest.put(key, at);
        reminders.add(new Reminder(at, key));
    }

    /** A durable appointment exists. */
    void opened(Storage.Appointment appointment) {
        if (!appointment.at().isBefore(askedUntil)) return;
        var key = new Key(appointment.type(), appointment.id());
        if (openByKey.computeIfAbsent(key, k -> new TreeSet<>()).add(appointment.at())) openTimes.merge(appointment.at(), 1, Integer::sum);
        remind(appointment.at(), key);
    }

    /** The aggregate's appointments up to a time were seen to: nothing hangs on them any more. */
    void handled(Key key, Instant until) {
        var times = openByKey.get(key);
        if (times == null) return;
        var past = times.headSet(until, true);
        for (Instant at : past) openTimes.computeIfPresent(at, (time, count) -> count == 1 ? null : count - 1);
        past.clear();
        if (times.isEmpty()) openByKey.remove(key);
    }

    /** Whether an appointment of the aggregate has come. */
    boolean due(Key key, Instant now) {
        var times = openByKey.get(key);
        return times != null && !times.first().isAfter(now);
    }

    /** The aggregates to look at now; each reminder is given once. */
    List<Key> pop(Instant now) {
        var keys = new ArrayList<Key>();
        while (!reminders.isEmpty() && !reminders.peek().at().isAfter(now)) {
            Reminder reminder = reminders.poll();
            if (!nearest.remove(reminder.key(), reminder.at())) continue;
            keys.add(reminder.key());
            var open = openByKey.get(reminder.key());
            Instant next = open == null ? null : open.higher(now);
            if (next != null) remind(next, reminder.key());
        }
        return keys;
    }

    /** Every appointment before this has been seen to; never after {@code now}, since one for now may still be made. */
    Instant handledUntil(Instant now) {
        Instant until = openTimes.isEmpty() || loadedUntil.isBefore(openTimes.firstKey()) ? loadedUntil : openTimes.firstKey();
        return until.isBefore(now) ? until : now;
    }

    /** Everything before this has been read. */
    Instant loadedUntil() {
        return loadedUntil;
    }

    /**
     * The memory holds what is to be looked at before this, from now on. The appointments up to then are being read, or will be: one that
     * is made from now on may be missing in what is found.
     */
    void asking(Instant until) {
        if (until.isAfter(askedUntil)) askedUntil = until;
    }

    /** Takes over the appointments that were read up to a later time. */
    void extend(Instant until, List<Storage.Appointment> found) {
        loadedUntil = until;
        found.forEach(this::opened);
    }

    /** How many reminders are in memory. */
    int size() {
        return reminders.size();
    }
}
