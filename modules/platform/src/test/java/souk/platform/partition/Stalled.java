package souk.platform.partition;

import akka.actor.typed.Behavior;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;

/** Tells what is known of an owner that stands still: what is stored, what it has in memory and waits for, what the threads do. */
final class Stalled {
    private Stalled() {}

    static String describe(World world, World.Owner owner) {
        var stored = world.look();
        var told = new StringJoiner("\n  ");
        told.add("At " + Instant.now() + " and " + owner.skew + " ms" + (owner.ended.isDone() ? "; the owner has ended" : ""));
        told.add("counted: " + fields(owner.stats));
        told.add("stored: " + stored.checkpoint() + ", " + stored.head() + ", agenda from the checkpoint on: "
                + stored.agenda().stream().filter(each -> !each.at().isBefore(stored.checkpoint().handled())).toList());
        told.add("last rows: " + stored.rows().stream().sorted(Comparator.comparing(Storage.Row::position).reversed()).limit(5)
                .map(row -> row.position() + " of " + SegmentCodec.decode("", row.position(), row.id(), row.body()).now()).toList());
        told.add("statements without an answer: " + owner.storage.pending());
        try {
            memory(told, partition(owner.behavior));
        } catch (RuntimeException e) {
            told.add("what it has in memory changed while it was read: " + e);
        }
        told.add("threads: " + threads());
        return told.toString();
    }

    private static void memory(StringJoiner told, Object partition) {
        told.add("partition: " + fields(partition));
        Object room = get(partition, "room");
        if (room == null) return;
        told.add("room: " + fields(room));
        for (String part : List.of("agenda", "loading", "pages")) told.add(part + ": " + fields(get(room, part)));
        var residents = (Residents) get(room, "residents");
        told.add("residents: " + fields(residents));
        StreamSupport.stream(residents.all().spliterator(), false).forEach(each -> told.add("  " + fields(each) + each.run.map(run -> ", its run: " + fields(run)).orElse("")));
    }

    /** Behind what Akka wraps it in. */
    private static Object partition(Behavior<?> behavior) {
        Object at = behavior;
        while (!(at instanceof Partition)) at = get(at, "nestedBehavior");
        return at;
    }

    private static String fields(Object of) {
        return Arrays.stream(of.getClass().getDeclaredFields()).filter(field -> !Modifier.isStatic(field.getModifiers())).map(field -> field.getName() + "=" + value(field, of))
                .filter(each -> !each.endsWith("=")).collect(Collectors.joining(", "));
    }

    /** Nothing of what is described elsewhere. */
    private static String value(Field field, Object of) {
        Object value = get(of, field.getName());
        boolean plain = value == null || value instanceof Number || value instanceof Boolean || value instanceof Enum || value instanceof Instant || value instanceof Record && !(value instanceof PartitionSetup) && !(value instanceof PartitionSettings)
                || value instanceof Optional || value instanceof Collection || value instanceof Map || value instanceof java.util.concurrent.atomic.LongAdder;
        String text = plain ? String.valueOf(value) : "";
        return text.length() > 2_000 ? text.substring(0, 2_000) + "..." : text;
    }

    private static Object get(Object of, String name) {
        for (Class<?> type = of.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(of);
            } catch (NoSuchFieldException e) {
                continue;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(of.getClass() + " has no field " + name);
    }

    /** Those that do something, or wait for a lock, in the code of this project. */
    private static String threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
                .filter(thread -> Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getClassName().startsWith("souk.")) || thread.getThreadState() == Thread.State.BLOCKED)
                .map(Object::toString).collect(Collectors.joining("\n"));
    }
}
