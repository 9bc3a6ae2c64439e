package souk.loadtests;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Who waits on a connection to Redis, in the order of their commands, and what it tells them; each answer is {@code :1}, {@code :0} or an error, a line. */
final class RedisAnswers {
    /** Somebody who claims. */
    interface Waiting {
        /**
         * Hears once what became of the claim.
         *
         * @param said    whether Redis did what it was asked for
         * @param granted whether there were units
         */
        void answer(boolean said, boolean granted) throws IOException;
    }

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int line;
    private byte kind;
    private byte value;

    /** A command of this one was sent. */
    void await(Waiting next) {
        waiting.add(next);
    }

    /** The next byte that came from Redis. */
    void take(byte next) throws IOException {
        if (next == '\n') {
            waiting.poll().answer(kind == ':', value == '1');
            line = 0;
        } else {
            if (line == 0) kind = next;
            if (line == 1) value = next;
            line++;
        }
    }
}
