package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;

/**
 * Reads aggregates into memory, and parks the requests for them meanwhile. What is asked for is read at once; what only must be looked
 * at (after a start, when its time has come) is read a few side by side, however much it is. Only the partition's own thread comes here.
 */
final class Loading {
    /** A page was read, or not. */
    record PageRead(long incarnation, Key key, Optional<Storage.Page> page, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private final PartitionSetup setup;
    private final String cache;
    private final long incarnation;
    private final Residents residents;
    private final Pipe pipe;
    private final Set<Key> toLookAt = new LinkedHashSet<>();
    private final Set<Key> looking = new HashSet<>();
    private int parked;

    /** @param pipe sends the partition what comes of a read */
    Loading(PartitionSetup setup, String cache, long incarnation, Residents residents, Pipe pipe) {
        this.setup = setup;
        this.cache = cache;
        this.incarnation = incarnation;
        this.residents = residents;
        this.pipe = pipe;
    }

    /** Starts reading an aggregate that is not in memory. */
    Resident load(Key key) {
        toLookAt.remove(key);
        Resident resident = residents.admit(key);
        setup.stats().pagesRead.increment();
        pipe.to(setup.storage().page(cache, key.type(), key.id()), (page, failure) -> new PageRead(incarnation, key, page, failure));
        return resident;
    }

    /** Reads these aggregates when there is room. */
    void lookAt(Collection<Key> keys) {
        toLookAt.addAll(keys);
        more();
    }

    private void more() {
        while (looking.size() < setup.settings().loadTogether() && !toLookAt.isEmpty()) {
            Key key = toLookAt.iterator().next();
            toLookAt.remove(key);
            if (residents.find(key) != null || !setup.names().hosts(key.type())) continue;
            looking.add(key);
            load(key);
        }
    }

    /** The request waits until its aggregate is read. */
    void park(Request request, Resident resident) {
        resident.parked.add(request);
        parked++;
    }

    /** A page came back: the requests that waited for it, no longer parked. */
    List<Request> came(Resident resident) {
        looking.remove(resident.key);
        parked -= resident.parked.size();
        var requests = new ArrayList<>(resident.parked);
        resident.parked.clear();
        more();
        return requests;
    }

    /** How many requests wait. */
    int parked() {
        return parked;
    }

    /** All requests that wait, no longer parked. */
    Deque<Request> leave() {
        var all = new ArrayDeque<Request>();
        if (parked == 0) return all;
        for (Resident resident : residents.all()) {
            all.addAll(resident.parked);
            resident.parked.clear();
        }
        parked = 0;
        return all;
    }
}
