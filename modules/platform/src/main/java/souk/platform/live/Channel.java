package souk.platform.live;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Address;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * One topic and all who watch it on this node: of an owned one, all sockets of one owner. They share one question at a time and one frame.
 * Only the {@link Feed}'s own thread comes here.
 */
final class Channel {
    /** @param owner empty for a topic that is not owned */
    record Key(String name, String owner) {}

    /** Whoever has no version yet has this one, which no state has. */
    private static final String NONE = "";

    final Key key;
    private final Topic topic;
    private final String id;
    private final Set<Socket> members = new HashSet<>();
    /** Those who wait for a question that begins after they came, with the version that they have: what they get is no older than their wish. */
    private Map<Socket, String> newcomers = new HashMap<>();
    private Map<Socket, String> asking;
    private boolean again;
    private String version = NONE;
    /** What its state is made of. */
    Set<Address<?>> watched = Set.of();
    /** By {@link System#nanoTime}: when it was last asked about, and when it is to be asked about at the latest. */
    long askedAt;
    long askAt;
    /** Whether a question is arranged for. */
    boolean arranged;

    Channel(Key key, Topic topic, String id) {
        this.key = key;
        this.topic = topic;
        this.id = id;
        askedAt = System.nanoTime() - Long.MAX_VALUE / 4;
    }

    /** @param since the version that it has already, or null */
    void join(Socket socket, String since) {
        members.remove(socket);
        newcomers.put(socket, since == null ? NONE : since);
    }

    void leave(Socket socket) {
        members.remove(socket);
        newcomers.remove(socket);
        if (asking != null) asking.remove(socket);
    }

    boolean isEmpty() {
        return members.isEmpty() && newcomers.isEmpty() && (asking == null || asking.isEmpty());
    }

    /** How many are sent each change. */
    int audience() {
        return members.size();
    }

    /** Whether a question is under way. */
    boolean isAsking() {
        return asking != null;
    }

    /** Once the question under way is answered, another one follows: the answer may be older than somebody's word of change. */
    void askAgain() {
        again = true;
    }

    CompletionStage<Outcome<Topic.Shown>> ask() {
        asking = newcomers;
        newcomers = new HashMap<>();
        again = false;
        askedAt = System.nanoTime();
        try {
            return topic.look(id, key.owner());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The question was answered: who has another version is sent this one. */
    void show(Topic.Shown shown, Instant at) {
        boolean changed = !shown.version().equals(version);
        Frame frame = null;
        if (changed && !members.isEmpty()) {
            frame = Frame.state(key.name(), shown, at);
            for (Socket member : members) member.offer(frame);
        }
        version = shown.version();
        for (var each : asking.entrySet()) {
            // Asked for once more while the question was under way: the next answer is meant.
            if (newcomers.containsKey(each.getKey())) continue;
            members.add(each.getKey());
            if (each.getValue().equals(version)) continue;
            if (frame == null) frame = Frame.state(key.name(), shown, at);
            each.getKey().offer(frame);
        }
        asking = null;
    }

    /** There is no answer now: those who came wait on. */
    void noAnswer() {
        asking.forEach(newcomers::putIfAbsent);
        asking = null;
    }

    /** It cannot be watched (any more): all are told, but for those who came after the question. */
    void end(Rejection why) {
        Frame frame = Frame.mistake(key.name(), why);
        var told = new HashSet<>(members);
        told.addAll(asking.keySet());
        told.removeAll(newcomers.keySet());
        told.forEach(socket -> socket.end(frame));
        members.clear();
        asking = null;
        version = NONE;
    }

    /** Whether there is a reason to ask that has come since the last question began. */
    boolean wantsMore() {
        return again || !newcomers.isEmpty();
    }
}
