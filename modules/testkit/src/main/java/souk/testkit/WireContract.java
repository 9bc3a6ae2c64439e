package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.platform.wire.Codec;

/**
 * What was once stored stays readable for ever: each version of each event has a golden file
 * {@code src/test/resources/wire/<stored name>.v<version>.json}. Today's events must be written exactly as their file says and read
 * from it; older versions must still be read and become the event that is expected. No file is missing, and none is there that nothing
 * reads. A new event fails with the file that it proposes; an existing file is never changed, a changed event gets a new version.
 *
 * <pre>{@code WireContract.of(Stock.BLUEPRINT).example(new Counted("london", 5, 0)).holds();}</pre>
 */
public final class WireContract {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "wire");

    private final List<Blueprint<?, ?>> blueprints;
    private final Map<Class<?>, Event> examples = new LinkedHashMap<>();
    private final Map<String, Event> older = new LinkedHashMap<>();

    private WireContract(List<Blueprint<?, ?>> blueprints) {
        this.blueprints = blueprints;
    }

    /** Of all the blueprints of a module, so that a file that belongs to none is noticed. */
    public static WireContract of(Blueprint<?, ?>... blueprints) {
        return new WireContract(List.of(blueprints));
    }

    /** An event as it is written today; one of each class, with every field filled. */
    public WireContract example(Event event) {
        if (examples.put(event.getClass(), event) != null) throw new IllegalArgumentException("Two examples of " + event.getClass().getSimpleName());
        return this;
    }

    /** What the golden file of an older version becomes. */
    public WireContract older(String storedName, int version, Event today) {
        older.put(file(storedName, version), today);
        return this;
    }

    /** Checks all of it and fails with everything that is wrong, in one list. */
    public void holds() {
        var faults = new ArrayList<String>();
        var known = new TreeSet<String>();
        for (Blueprint<?, ?> blueprint : blueprints) {
            for (Blueprint.Applied applied : blueprint.applied()) {
                known.add(file(applied.name(), applied.version()));
                today(applied, faults);
            }
            for (Blueprint.Upcast upcast : blueprint.upcasts()) {
                known.add(file(upcast.name(), upcast.version()));
                before(upcast, faults);
            }
        }
        for (String file : goldenFiles()) if (!known.contains(file)) faults.add(file + ": no event has this name and version any more, but it may be stored somewhere: keep an upcast");
        for (String file : older.keySet()) if (!known.contains(file)) faults.add(file + ": an expectation for a version that no blueprint upcasts");
        if (!faults.isEmpty()) fail(String.join(System.lineSeparator(), faults));
    }

    /** A command, reply or state is the same after it was sent or stored. */
    public static void survives(Object value) {
        assertThat((Object) Codec.decode(Codec.encode(value), value.getClass())).isEqualTo(value);
    }

    private void today(Blueprint.Applied applied, List<String> faults) {
        var file = file(applied.name(), applied.version());
        var example = examples.get(applied.event());
        if (example == null) {
            faults.add(file + ": give an example of " + applied.event().getSimpleName());
            return;
        }
        var written = Codec.toJson(example);
        if (!Files.exists(GOLDEN.resolve(file))) {
            faults.add(file + ": is missing. If this event is new, put this there:" + System.lineSeparator() + written);
            return;
        }
        var golden = read(file);
        if (!written.strip().equals(golden.strip())) faults.add(file + ": the event is written otherwise today. Raise its version and keep the old form:" + System.lineSeparator() + written);
        expect(file, example, () -> Codec.fromJson(golden, applied.event()), faults);
        expect(file, example, () -> Codec.decode(Codec.encode(example), applied.event()), faults);
    }

    private void before(Blueprint.Upcast upcast, List<String> faults) {
        var file = file(upcast.name(), upcast.version());
        if (!Files.exists(GOLDEN.resolve(file))) faults.add(file + ": is missing; it was there when this was today's version");
        else if (!older.containsKey(file)) faults.add(file + ": say which event it becomes");
        else expect(file, older.get(file), () -> upcast.toCurrent().apply(Codec.fromJson(read(file), upcast.form())), faults);
    }

    private static void expect(String file, Event expected, java.util.function.Supplier<Object> reading, List<String> faults) {
        try {
            var found = reading.get();
            if (!expected.equals(found)) faults.add(file + ": is read as " + found + " instead of " + expected);
        } catch (RuntimeException unreadable) {
            faults.add(file + ": cannot be read: " + unreadable.getMessage());
        }
    }

    private static String file(String storedName, int version) {
        return storedName + ".v" + version + ".json";
    }

    private static String read(String file) {
        try {
            return Files.readString(GOLDEN.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> goldenFiles() {
        if (!Files.isDirectory(GOLDEN)) return List.of();
        try (var files = Files.list(GOLDEN)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
