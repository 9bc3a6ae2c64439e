package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Codec;

/** Holds what clients were told, and what is stored beside the log, to what is on the log. */
final class Judge {
    /** A number that a client wants added, and what it was told. Times by {@link System#nanoTime()}. */
    static final class Op {
        final String tally;
        final Tally.Add command;
        final long firstSent;
        volatile long lastSent;
        volatile long answered;
        volatile Tally.Total told;
        volatile boolean refused;
        volatile boolean repeated;

        Op(String tally, Tally.Add command) {
            this.tally = tally;
            this.command = command;
            this.firstSent = System.nanoTime();
            this.lastSent = firstSent;
        }
    }

    /** A question that a client has asked. */
    record Look(String tally, long sent, Tally.Total told) {}

    private Judge() {}

    static Chain chain(Snapshot stored) {
        return new Chain(World.NAMES, stored.head(), stored.rows());
    }

    /** At any moment: pages are states that were on the log, the checkpoint has left nothing behind, nothing that must be seen to is forgotten. */
    static void storedIsSound(Snapshot stored) {
        var chain = chain(stored);
        var checkpoint = stored.checkpoint();
        assertThat(checkpoint.position()).as("checkpoint").isLessThanOrEqualTo(stored.head().position());
        stored.pages().forEach((name, page) -> {
            var key = key(name);
            assertThat(page.version()).as("version of the page of %s at %s", name, page.position()).isEqualTo(chain.versionAt(key, page.position()));
            assertThat(Codec.decode(page.body(), World.NAMES.blueprint(key.type()).state())).as("state in the page of " + name).isEqualTo(chain.state(key, page.version()));
        });
        chain.byKey().forEach((key, entries) -> {
            var page = stored.pages().get(key.toString());
            long covered = chain.versionAt(key, checkpoint.position());
            assertThat(page == null ? 0 : page.version()).as("page of %s behind the checkpoint %s", key, checkpoint.position()).isGreaterThanOrEqualTo(covered);
            if (covered == entries.size()) mustBeRemembered(stored, key, chain.state(key));
        });
    }

    /** No tail leads a start to this aggregate: only its appointment does. */
    private static void mustBeRemembered(Snapshot stored, Key key, Object state) {
        var appointments = stored.agenda().stream().filter(a -> a.type().equals(key.type()) && a.id().equals(key.id()) && !a.at().isBefore(stored.checkpoint().handled())).toList();
        if (state instanceof Bell bell && bell.at() != null) {
            assertThat(appointments).as("appointments of %s, which rings at %s (handled: %s)", key, bell.at(), stored.checkpoint().handled())
                    .anyMatch(a -> a.due() == Storage.Due.STEP || a.at().isBefore(bell.at().plusMillis(1)));
        }
        if (state instanceof Transfer transfer && transfer.status() != Transfer.Status.NEW && !transfer.ended()) {
            assertThat(appointments).as("appointments of %s, which is under way (handled: %s)", key, stored.checkpoint().handled()).anyMatch(a -> a.due() == Storage.Due.STEP);
        }
    }

    /** After everything has come to rest. */
    static boolean pagesAreComplete(Snapshot stored) {
        return chain(stored).byKey().entrySet().stream().allMatch(each -> {
            var page = stored.pages().get(each.getKey().toString());
            return page != null && page.version() == each.getValue().size();
        });
    }

    /** Acknowledged means once on the log, refused means not at all, and every total is one that the log has had, in the order of the clients. */
    static void clientsWereToldTheTruth(Snapshot stored, List<Op> ops) {
        clientsWereToldTheTruth(stored, ops, List.of());
    }

    /** The same, and no look shows less than was acknowledged before it. */
    static void clientsWereToldTheTruth(Snapshot stored, List<Op> ops, List<Look> looks) {
        var chain = chain(stored);
        Map<String, Map<String, Long>> versions = new HashMap<>();
        Map<String, List<Tally.Total>> totals = new HashMap<>();
        chain.byKey().forEach((key, entries) -> {
            if (!key.type().equals(Tally.BLUEPRINT.type())) return;
            var byOp = new HashMap<String, Long>();
            var all = new ArrayList<>(List.of(new Tally.Total(0, 0)));
            for (var each : entries) {
                var added = (Tally.Added) each.event();
                assertThat(byOp.put(added.op(), each.version())).as("%s on the log twice", added.op()).isNull();
                var before = all.get(all.size() - 1);
                all.add(new Tally.Total(before.sum() + added.number(), before.count() + 1));
            }
            versions.put(key.id(), byOp);
            totals.put(key.id(), all);
        });
        for (Op op : ops) {
            Long version = versions.getOrDefault(op.tally, Map.of()).get(op.command.op());
            if (op.refused) assertThat(version).as("%s was refused and is on the log", op.command).isNull();
            if (op.told == null) continue;
            assertThat(version).as("%s was acknowledged and is not on the log of %s", op.command, op.tally).isNotNull();
            var known = totals.get(op.tally);
            assertThat(known).as("what %s was told", op.command).contains(op.told);
            assertThat((long) op.told.count()).as("what %s was told is older than itself", op.command).isGreaterThanOrEqualTo(version);
            if (!op.repeated) assertThat((long) op.told.count()).as("what %s was told first", op.command).isEqualTo(version);
        }
        inOrder(ops, versions);
        for (Look look : looks) {
            assertThat(totals.getOrDefault(look.tally, List.of(new Tally.Total(0, 0)))).as("what was seen of " + look.tally).contains(look.told);
            for (Op op : ops) {
                if (!op.tally.equals(look.tally) || op.told == null || op.answered - look.sent > 0) continue;
                assertThat((long) look.told.count()).as("what was seen of %s after %s was acknowledged", look.tally, op.command).isGreaterThanOrEqualTo(versions.get(op.tally).get(op.command.op()));
            }
        }
    }

    /** What was acknowledged before another was sent comes before it. */
    private static void inOrder(List<Op> ops, Map<String, Map<String, Long>> versions) {
        Set<String> tallies = new HashSet<>();
        ops.forEach(op -> tallies.add(op.tally));
        for (String tally : tallies) {
            var here = ops.stream().filter(op -> op.tally.equals(tally) && versions.getOrDefault(tally, Map.of()).containsKey(op.command.op())).toList();
            for (Op first : here) {
                if (first.told == null) continue;
                for (Op second : here) {
                    if (second.firstSent - first.answered <= 0) continue;
                    assertThat(versions.get(tally).get(second.command.op())).as("%s after %s", second.command, first.command).isGreaterThan(versions.get(tally).get(first.command.op()));
                }
            }
        }
    }

    private static Key key(String name) {
        int slash = name.indexOf('/');
        return new Key(name.substring(0, slash), name.substring(slash + 1));
    }
}
