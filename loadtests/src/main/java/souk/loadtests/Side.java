package souk.loadtests;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One of the things that are compared. */
interface Side {
    String title();

    /** With how many connections it is measured. */
    List<Integer> connections();

    /** How long it runs before its windows begin. */
    Duration ramp();

    /**
     * One window. CPU time of what serves the clients counts as the node's, that of what stores as Cassandra's.
     *
     * @param complaints where answers go that should not have been
     */
    Sample measure(int connections, Duration before, Duration window, List<String> complaints);

    /** A side of a rival, who has the same clients. */
    record Rival(String title, List<Integer> connections, Loop loop, Supplier<long[]> cpu) implements Side {
        private static final Duration RAMP = Duration.ofSeconds(2);

        /** Runs the clients. */
        interface Loop {
            ClosedLoop.Measured run(int connections, Duration ramp, Duration window, Runnable began, Runnable ended);
        }

        @Override
        public Duration ramp() {
            return RAMP;
        }

        @Override
        public Sample measure(int count, Duration before, Duration window, List<String> complaints) {
            var began = new long[1][];
            var ended = new long[1][];
            var own = new long[2];
            var measured = loop.run(count, before, window, () -> {
                began[0] = cpu.get();
                own[0] = Cpu.millis(ProcessHandle.current().pid());
            }, () -> {
                ended[0] = cpu.get();
                own[1] = Cpu.millis(ProcessHandle.current().pid());
            });
            if (measured.errors() > 0) complaints.add(measured.errors() + " errors in " + title + " with " + count + " connections, such as: " + measured.complaints());
            return new Sample(measured.seconds(), measured.operations(), measured.nanos(), ended[0][0] - began[0][0], ended[0][1] - began[0][1], own[1] - own[0], Map.of(), Map.of());
        }
    }

    /** Work at the node. */
    record OfNode(Windows windows, Work work, List<Integer> connections) implements Side {
        static final String ECHO = "do-nothing route";
        static final String CLAIM = "Souk: claim";
        static final String REFUSED = "Souk: refusal, sold out";
        /** An edge that has learnt that all is sold says so by itself. */
        private static final Duration LEARNT = Duration.ofSeconds(2);

        @Override
        public String title() {
            return switch (work) {
                case ECHO -> ECHO;
                case CLAIM -> CLAIM;
                case REFUSED -> REFUSED;
                default -> work.title;
            };
        }

        @Override
        public Duration ramp() {
            return work.writes() ? Bench.WRITE_RAMP : LEARNT;
        }

        @Override
        public Sample measure(int count, Duration before, Duration window, List<String> complaints) {
            return windows.measure(work, count, before, window);
        }
    }
}
