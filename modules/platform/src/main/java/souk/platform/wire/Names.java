package souk.platform.wire;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;
import souk.kernel.Recorded;
import souk.platform.Capability;
import souk.platform.journal.Segment;

/**
 * Every name that is stored or sent, from the capabilities' blueprints: no Java class name is ever written. Built once when a node
 * starts.
 */
public final class Names {
    private record Form(Class<?> form, Function<Object, Event> toCurrent) {}

    private final Map<String, Blueprint<?, ?>> blueprints = new HashMap<>();
    private final Map<String, String> capabilities = new HashMap<>();
    private final Map<String, Form> events = new HashMap<>();
    private final Map<String, Blueprint.Handling> commands = new HashMap<>();

    /** @throws IllegalStateException when two things have one name */
    public Names(List<Capability> list) {
        for (Capability capability : list) {
            for (Blueprint<?, ?> blueprint : capability.blueprints()) {
                once(blueprints.put(blueprint.type(), blueprint), blueprint.type());
                capabilities.put(blueprint.type(), capability.logs());
                blueprint.handlings().forEach(h -> once(commands.put(blueprint.type() + "/" + h.name(), h), h.name()));
                blueprint.applied().forEach(a -> once(events.put(key(blueprint.type(), a.name(), a.version()), new Form(a.event(), Event.class::cast)), a.name()));
                blueprint.upcasts().forEach(u -> once(events.put(key(blueprint.type(), u.name(), u.version()), new Form(u.form(), u.toCurrent())), u.name()));
            }
        }
    }

    private static void once(Object before, String name) {
        if (before != null) throw new IllegalStateException("Two things are named " + name);
    }

    private static String key(String type, String name, int version) {
        return type + "/" + name + "." + version;
    }

    /** Whether aggregates of this type live here. */
    public boolean hosts(String type) {
        return blueprints.containsKey(type);
    }

    /** @throws IllegalArgumentException when no capability hosts that type */
    public Blueprint<?, ?> blueprint(String type) {
        var found = blueprints.get(type);
        if (found == null) throw new IllegalArgumentException("No capability hosts aggregates of type " + type);
        return found;
    }

    /** The capability in whose partitions aggregates of this type live. */
    public String capability(String type) {
        blueprint(type);
        return capabilities.get(type);
    }

    /** The stored form of an event. */
    public Segment.Entry encode(Blueprint<?, ?> blueprint, String id, long version, Event event, String cause) {
        var applied = blueprint.applied(event);
        return new Segment.Entry(blueprint.type(), id, version, applied.name(), applied.version(), Codec.encode(event), cause);
    }

    /** Whether the type and the event's name are known here. */
    public boolean knows(Segment.Entry entry) {
        return events.containsKey(key(entry.type(), entry.name(), entry.eventVersion()));
    }

    /**
     * The event as it is today.
     *
     * @throws UnknownEvent             when its name, or its version, is unknown here
     * @throws IllegalArgumentException when the body is not of its form
     */
    public Event decode(Segment.Entry entry) {
        var form = events.get(key(entry.type(), entry.name(), entry.eventVersion()));
        if (form == null) throw new UnknownEvent("Nothing here reads " + entry.name() + "." + entry.eventVersion() + " of " + entry.type() + ": a newer version has written it");
        return form.toCurrent().apply(Codec.decode(entry.body(), form.form()));
    }

    /** An entry of a segment as views and reactions see it. */
    public Recorded<Event> recorded(Segment segment, int index) {
        var entry = segment.entries().get(index);
        Instant at = segment.now();
        return new Recorded<>(entry.id(), entry.version(), segment.log(), segment.position(), index, at, entry.cause(), decode(entry));
    }

    /** The wire name of a command. */
    public String command(Address<?> to, Command<?> command) {
        return blueprint(to.type()).handling(command).name();
    }

    /** How a command of that name is handled, if there is one. */
    public Optional<Blueprint.Handling> handling(String type, String command) {
        return Optional.ofNullable(commands.get(type + "/" + command));
    }
}
