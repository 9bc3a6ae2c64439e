package souk.platform.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import souk.platform.metrics.LiveMeter;

/**
 * A client's socket as the feed sees it: which topics it watches, and what waits to be sent. Of each topic that is one frame at most, the
 * latest; so a client that does not read costs no more than one that does. Used by the socket's streams and by the feed: thread-safe.
 */
final class Socket {
    private final Set<String> topics = new HashSet<>();
    private final Map<String, Frame> pending = new LinkedHashMap<>();
    private final Deque<Frame> mistakes = new ArrayDeque<>(0);
    private Runnable wake = () -> {};
    private ObjIntConsumer<String> line;
    private boolean woken;

    /** From now on {@code wake} is called when there is something to send, once until it is {@linkplain #next taken}. */
    synchronized void talks(Runnable newWake) {
        wake = newWake;
    }

    /** From now on {@link #hangUp} goes there. */
    synchronized void connected(ObjIntConsumer<String> newLine) {
        line = newLine;
    }

    /** It watches this topic, too. @return false if it watches so many already */
    synchronized boolean watch(String topic, int most) {
        return topics.contains(topic) || topics.size() < most && topics.add(topic);
    }

    /** It does not watch it any more. */
    synchronized void unwatch(String topic) {
        topics.remove(topic);
        pending.remove(topic);
    }

    synchronized Set<String> topics() {
        return Set.copyOf(topics);
    }

    /** How many frames wait. */
    synchronized int waiting() {
        return pending.size() + mistakes.size();
    }

    /** A topic's latest state. */
    void offer(Frame frame) {
        put(frame, true);
    }

    /** A topic is not watched any more, and this is why. */
    void end(Frame why) {
        put(why, false);
    }

    private void put(Frame frame, boolean goesOn) {
        Runnable call;
        synchronized (this) {
            // It may have left meanwhile.
            if (!topics.contains(frame.topic())) return;
            if (!goesOn) topics.remove(frame.topic());
            if (pending.put(frame.topic(), frame) != null) LiveMeter.conflated();
            call = toWake();
        }
        call.run();
    }

    /** Something that the client said was wrong. Whoever calls this takes no more from a client that does not read its mistakes. */
    void mistake(Frame frame) {
        Runnable call;
        synchronized (this) {
            mistakes.add(frame);
            call = toWake();
        }
        call.run();
    }

    private Runnable toWake() {
        if (woken) return () -> {};
        woken = true;
        return wake;
    }

    /** What is to be sent next; null if nothing is, and then it wakes at the next. */
    synchronized Frame next() {
        Frame mistake = mistakes.poll();
        if (mistake != null) return mistake;
        var first = pending.values().iterator();
        if (!first.hasNext()) {
            woken = false;
            return null;
        }
        Frame frame = first.next();
        first.remove();
        return frame;
    }

    /** Closes it with this code, whatever waits. */
    void hangUp(int code, String why) {
        ObjIntConsumer<String> to;
        synchronized (this) {
            to = line;
        }
        if (to != null) to.accept(why, code);
    }
}
