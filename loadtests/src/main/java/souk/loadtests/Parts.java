package souk.loadtests;

import java.util.List;

/** Names the part of a process that a stack belongs to. Frames come as async-profiler writes them: {@code package/Class.method}. */
final class Parts {
    /** A stack belongs to the part if one of its frames, the thread's name first, contains one of these. */
    private record Part(String name, List<String> marks) {
        Part(String name, String... marks) {
            this(name, List.of(marks));
        }

        boolean holds(String frame) {
            for (String mark : marks) if (frame.contains(mark)) return true;
            return false;
        }
    }

    private static final Part GC = new Part("garbage collection", "[GC Thread", "[G1 ", "[VM Thread", "[VM Periodic");
    private static final Part JIT = new Part("JIT compiler", "CompilerThread", "[C2 ", "[C1 ", "[Sweeper");

    /** By thread alone. */
    private static final List<Part> NODE_THREADS = List.of(GC, JIT, new Part("Cassandra driver", "[s0-", "[s1-", "-io-", "-admin-", "-timer-"));
    /** By the innermost frame that is one of these. */
    private static final List<Part> NODE_MARKS = List.of(
            new Part("views and reactions", "souk/platform/reading/", "akka/projection/"),
            new Part("payment provider", "souk/payments/"),
            new Part("pages", "souk/platform/partition/Pages", "souk/platform/journal/CassandraStorage.writePage", "souk/platform/journal/CassandraStorage.page",
                    "souk/platform/journal/CassandraStorage.appoint"),
            new Part("log append", "souk/platform/journal/Append", "souk/platform/journal/Segment", "souk/platform/journal/CassandraStorage.insert",
                    "souk/platform/journal/CassandraStorage.move", "akka/persistence/", "souk/platform/partition/Log"),
            new Part("HTTP", "akka/http/", "akka/io/", "souk/platform/http/", "Routes."),
            new Part("steps of processes", "souk/platform/partition/Steps"),
            new Part("messages", "akka/cluster/", "akka/remote/", "souk/platform/partition/Desk", "souk/platform/partition/Partitions"),
            new Part("decide", "souk/platform/partition/"));
    /** The same, for stacks in which none of those was found. */
    private static final List<Part> NODE_LESSER_MARKS = List.of(
            new Part("decide", "souk/"),
            new Part("Cassandra driver", "com/datastax/", "io/netty/"),
            new Part("HTTP", "akka/stream/"),
            new Part("scheduling of threads", "akka/", "java/util/concurrent/", "start_thread"));

    private static final List<Part> CASSANDRA_THREADS = List.of(GC, JIT,
            new Part("commit log", "[COMMIT-LOG", "[PERIODIC-COMMIT-LOG"),
            new Part("flush and compaction", "[MemtableFlush", "[MemtablePost", "[MemtableReclaim", "[CompactionExecutor", "[PerDiskMemtable", "[NonPeriodicTasks"),
            new Part("network", "[epollEventLoop", "[nioEventLoop"));
    private static final List<Part> CASSANDRA_MARKS = List.of(
            new Part("conditional writes (the log's head)", "service/paxos/", "StorageProxy.cas"),
            new Part("plain writes (segments, pages, views, ledger)", "StorageProxy.mutate", "ModificationStatement", "LocalMutationRunnable", "StorageProxy$4", "MutationVerbHandler"),
            new Part("reads", "SelectStatement", "db/ReadCommand", "LocalReadRunnable", "service/reads/"));
    private static final List<Part> CASSANDRA_LESSER_MARKS = List.of(
            new Part("requests, other", "org/apache/cassandra/transport/", "org/apache/cassandra/cql3/", "org/apache/cassandra/db/"),
            new Part("idle workers that spin", "SEPWorker.doWaitSpin"),
            new Part("scheduling of threads", "org/apache/cassandra/concurrent/", "java/util/concurrent/"));

    private Parts() {}

    static String ofNode(String[] stack) {
        return of(stack, NODE_THREADS, NODE_MARKS, NODE_LESSER_MARKS);
    }

    static String ofCassandra(String[] stack) {
        return of(stack, CASSANDRA_THREADS, CASSANDRA_MARKS, CASSANDRA_LESSER_MARKS);
    }

    @SafeVarargs
    private static String of(String[] stack, List<Part> threads, List<Part>... marks) {
        for (Part part : threads) if (part.holds(stack[0])) return part.name;
        for (List<Part> some : marks) {
            for (int i = stack.length - 1; i > 0; i--) for (Part part : some) if (part.holds(stack[i])) return part.name;
        }
        return "other";
    }
}
