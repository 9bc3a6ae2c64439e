package souk.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import souk.devservices.Child;
import souk.devservices.Ports;

/** The Redis of this system that keeps a log of all writes, on empty data; and what clients claim there, with one script. */
final class RedisServer implements AutoCloseable {
    static final String LEFT = "left";
    static final String CLAIMS = "claims";
    /** Takes units and keeps the claim: 1 if there were enough, else 0. */
    static final String SCRIPT = """
            local units = tonumber(ARGV[2])
            if tonumber(redis.call('GET', KEYS[1])) < units then return 0 end
            redis.call('DECRBY', KEYS[1], units)
            redis.call('HSET', KEYS[2], ARGV[1], units)
            return 1
            """;
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);

    /** When a write is on disk. */
    enum Sync { ALWAYS, EVERYSEC }

    private final Child child;
    private final int port;

    private RedisServer(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    static Optional<Path> installed() {
        return List.of("/usr/bin/redis-server", "/usr/local/bin/redis-server").stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /**
     * Starts it; returns when it answers. Its log is never rewritten meanwhile, which it would not have gained from.
     *
     * @param folder to be made, for all that is its own
     */
    static RedisServer start(Path program, Path folder, Sync sync) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Redis cannot have the folder " + folder + ": " + e.getMessage(), e);
        }
        int port = Ports.free();
        var command = List.of(program.toString(), "--bind", Ports.HOST, "--port", Integer.toString(port), "--dir", folder.toString(), "--save", "", "--appendonly", "yes",
                "--appendfsync", sync.name().toLowerCase(), "--auto-aof-rewrite-percentage", "0");
        var server = new RedisServer(Child.start("redis", command, Map.of(), folder, folder.resolve("redis.log")), port);
        server.await();
        return server;
    }

    private void await() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            try (var redis = connect()) {
                redis.ping();
                return;
            } catch (JedisException notYet) {
                if (!child.isAlive() || System.nanoTime() > deadline) throw new IllegalStateException("Redis does not answer. The end of its log:\n" + child.logTail(20), notYet);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private Jedis connect() {
        return new Jedis(Ports.HOST, port);
    }

    int port() {
        return port;
    }

    long pid() {
        return child.pid();
    }

    /** What it calls itself. */
    String version() {
        try (var redis = connect()) {
            return redis.info("server").lines().filter(line -> line.startsWith("redis_version:")).findFirst().orElseThrow().substring("redis_version:".length());
        }
    }

    /** Forgets all claims; so many units are left. */
    void fill(long units) {
        try (var redis = connect()) {
            redis.unlink(CLAIMS);
            redis.set(LEFT, Long.toString(units));
        }
    }

    long claims() {
        try (var redis = connect()) {
            return redis.hlen(CLAIMS);
        }
    }

    /** One command at a time. */
    ThreadedLoop.Client client(String name) {
        var redis = connect();
        byte[] script = Request.bytes(redis.scriptLoad(SCRIPT));
        byte[] left = Request.bytes(LEFT);
        byte[] claims = Request.bytes(CLAIMS);
        byte[] one = Request.bytes("1");
        return new ThreadedLoop.Client() {
            private long made;

            @Override
            public boolean claim() {
                return (Long) redis.evalsha(script, 2, left, claims, Request.bytes(name + "-" + made++), one) == 1;
            }

            @Override
            public void close() {
                redis.close();
            }
        };
    }

    @Override
    public void close() {
        child.stop(STOPPED_WITHIN);
    }
}
