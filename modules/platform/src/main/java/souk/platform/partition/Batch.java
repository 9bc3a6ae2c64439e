package souk.platform.partition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.journal.Segment;
import souk.platform.wire.Names;

/**
 * The commands that are decided together and become durable together. Rules and folds run here, before anything is written: one that
 * throws costs its own command and nothing else.
 */
final class Batch {
    /** What is said to an asker once the batch is durable. */
    record Answer(Work work, Blueprint.Handling handling, Outcome<?> outcome) {}

    /** What it makes of an aggregate, by events of so many bytes. */
    private record Change(Object state, long version, int bytes) {}

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final Names names;
    private final int limit;
    private final int most;
    private Instant now;
    private final List<Segment.Entry> entries = new ArrayList<>();
    private final Map<Resident, Change> changed = new LinkedHashMap<>();
    private final List<Answer> answers = new ArrayList<>();
    private int weight;

    /**
     * @param begun its time, until something is decided
     * @param limit the segment's size in bytes
     * @param most  how many commands at most
     */
    Batch(Names names, Instant begun, int limit, int most) {
        this.names = names;
        this.now = begun;
        this.limit = limit;
        this.most = most;
    }

    /**
     * Decides a command on the state that the commands before it have left.
     *
     * @param at the time, not before that of the last one
     * @return whether it found a place in this segment; if not, nothing has happened to it
     */
    @SuppressWarnings("unchecked")
    boolean decide(Work work, Instant at) {
        now = at;
        Resident resident = work.resident();
        Command<?> command = work.request().command();
        Blueprint<Object, Event> blueprint = (Blueprint<Object, Event>) resident.blueprint;
        Blueprint.Handling handling = blueprint.handling(command);
        try {
            if (handling instanceof Blueprint.Answered question) {
                answers.add(new Answer(work, handling, question.answer().answer(resident.decidedState(), command, now)));
                return true;
            }
            var rule = handling instanceof Blueprint.Awaited awaited ? awaited.rule() : ((Blueprint.Decided) handling).rule();
            Decision<Object, Event, Object> decision = rule.decide(resident.decidedState(), command, now);
            if (decision instanceof Decision.Accept<Object, Event, Object> accept) return accept(work, blueprint, handling, accept);
            answers.add(new Answer(work, handling, Outcome.refused(((Decision.Reject<Object, Event, Object>) decision).rejection())));
        } catch (RuntimeException | StackOverflowError e) {
            work.request().trace().during(() -> LOG.error("{} failed to decide {} ({}); nothing was changed", resident.key, handling.name(), command.getClass().getSimpleName(), e));
            answers.add(new Answer(work, handling, Outcome.refused(Rejection.Kind.FAULT, "internal-error",
                    "This could not be done because of a mistake of ours; nothing was changed. It is in our log under " + resident.key + ".")));
        }
        return true;
    }

    private boolean accept(Work work, Blueprint<Object, Event> blueprint, Blueprint.Handling handling, Decision.Accept<Object, Event, Object> accept) {
        Resident resident = work.resident();
        Object state = resident.decidedState();
        long version = resident.decidedVersion();
        var own = new ArrayList<Segment.Entry>(accept.events().size());
        int ownWeight = 0;
        for (Event event : accept.events()) {
            state = blueprint.apply(state, event);
            var entry = names.encode(blueprint, resident.key.id(), ++version, event, work.request().cause());
            own.add(entry);
            ownWeight += entry.weight();
        }
        if (!entries.isEmpty() && weight + ownWeight > limit) return false;
        Outcome<?> outcome = handling instanceof Blueprint.Awaited ? Outcome.accepted(Done.DONE) : Outcome.accepted(accept.reply().apply(state));
        if (!own.isEmpty()) {
            resident.decide(state, version);
            if (blueprint.isProcess()) resident.trace = work.request().trace();
            entries.addAll(own);
            weight += ownWeight;
            var before = changed.get(resident);
            changed.put(resident, new Change(state, version, before == null ? ownWeight : before.bytes() + ownWeight));
        }
        answers.add(new Answer(work, handling, outcome));
        return true;
    }

    /** Whether there is something to write. */
    boolean hasEvents() {
        return !entries.isEmpty();
    }

    boolean full() {
        return weight >= limit || answers.size() >= most;
    }

    int weight() {
        return weight;
    }

    int size() {
        return answers.size();
    }

    int events() {
        return entries.size();
    }

    Segment segment(String log, long position) {
        return new Segment(log, position, UUID.randomUUID(), now, entries);
    }

    /** The time of its last decision. */
    Instant now() {
        return now;
    }

    /** The aggregates that it changes. */
    Set<Resident> changed() {
        return changed.keySet();
    }

    /** It is durable in the segment of that position. */
    void confirm(long position) {
        changed.forEach((resident, change) -> resident.confirm(change.state(), change.version(), change.bytes(), position));
    }

    /** What others than the partition itself have asked. */
    List<Request> clients() {
        return answers.stream().map(Answer::work).filter(work -> work.origin() == Work.Origin.CLIENT).map(Work::request).toList();
    }

    List<Answer> answers() {
        return answers;
    }
}
