package souk.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL and Redis, as far as they are installed: processes of their own on free ports, their data in a temporary folder that is removed afterwards. */
final class Rivals implements AutoCloseable {
    /** What ratios refer to. */
    static final String POSTGRES = "PostgreSQL: update and insert in a transaction";
    static final String REDIS_HTTP = "Redis, `appendfsync always`, behind a small HTTP server (Netty)";
    static final String REDIS_SOCKETS = "Redis, `appendfsync always`, behind bare sockets";
    private static final int FEW = 50;
    private static final long UNITS = 999_999_999;

    private final Path folder;
    private final List<Integer> connections;
    private final List<String> tokens;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final List<Side> sides = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long clients;

    /**
     * Starts what is installed.
     *
     * @param connections with how many what is served over HTTP is measured, Redis too
     * @param tokens      that HTTP clients send, so that requests are the same everywhere; nobody reads them
     */
    Rivals(List<Integer> connections, List<String> tokens) {
        this.connections = connections;
        this.tokens = tokens;
        try {
            folder = Files.createTempDirectory("souk-rivals-");
        } catch (IOException e) {
            throw new UncheckedIOException("There is no temporary folder for PostgreSQL and Redis: " + e.getMessage(), e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "souk-rivals"));
        try {
            PostgresServer.installed().ifPresentOrElse(this::postgres, () -> notes.add("**PostgreSQL was skipped: it is not installed** (Debian's package `postgresql`)."));
            RedisServer.installed().ifPresentOrElse(this::redis, () -> notes.add("**Redis was skipped: it is not installed** (Debian's package `redis-server`)."));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What is compared. */
    List<Side> sides() {
        return sides;
    }

    /** Which versions these are, and what was skipped. */
    List<String> notes() {
        return notes;
    }

    private <T extends AutoCloseable> T keep(T server) {
        synchronized (running) {
            running.push(server);
        }
        return server;
    }

    private void postgres(Path programs) {
        var server = keep(PostgresServer.start(programs, folder.resolve("postgres"), UNITS));
        notes.add("PostgreSQL " + server.version() + ", its defaults.");
        sides.add(new Side.Rival(POSTGRES, List.of(FEW), (count, ramp, window, began, ended) -> ThreadedLoop.run(server::transactions, count, ramp, window, began, ended), () -> cpu(server)));
        sides.add(new Side.Rival("PostgreSQL: both in one statement", List.of(FEW), (count, ramp, window, began, ended) -> ThreadedLoop.run(server::statements, count, ramp, window, began, ended),
                () -> cpu(server)));
    }

    private static long[] cpu(PostgresServer server) {
        return new long[] {0, Cpu.millisOfFamily(server.pid())};
    }

    private void redis(Path program) {
        var all = Stream.concat(Stream.of(FEW), connections.stream()).distinct().toList();
        for (RedisServer.Sync sync : RedisServer.Sync.values()) {
            var server = keep(RedisServer.start(program, folder.resolve("redis-" + sync.name().toLowerCase()), sync));
            if (sync == RedisServer.Sync.ALWAYS) notes.add("Redis " + server.version() + ".");
            String name = "Redis, `appendfsync " + sync.name().toLowerCase() + "`";
            sides.add(new Side.Rival(name + ", no HTTP", all, (count, ramp, window, began, ended) -> {
                server.fill(UNITS);
                return ThreadedLoop.run(() -> server.client("c" + clients++), count, ramp, window, began, ended);
            }, () -> new long[] {0, Cpu.millis(server.pid())}));
            if (sync == RedisServer.Sync.ALWAYS) {
                overHttp(REDIS_HTTP, RedisOverNetty.class, server);
                overHttp(REDIS_SOCKETS, RedisOverSockets.class, server);
            }
        }
    }

    private void overHttp(String title, Class<?> program, RedisServer server) {
        var http = keep(RedisOverHttp.start(program, server, folder));
        var address = List.of(http.address());
        sides.add(new Side.Rival(title, connections, (count, ramp, window, began, ended) -> {
            server.fill(UNITS);
            var shoppers = Stream.generate(() -> new Claiming(Request.bytes("/claims"), "h" + clients++, false)).limit(count).toList();
            return ClosedLoop.run(address, shoppers, tokens.isEmpty() ? Collections.nCopies(count, null) : tokens.subList(0, count), ramp, window, began, ended);
        }, () -> new long[] {Cpu.millis(http.pid()), Cpu.millis(server.pid())}));
    }

    @Override
    public void close() {
        synchronized (running) {
            while (!running.isEmpty()) {
                try {
                    running.pop().close();
                } catch (Exception e) {
                    System.err.println("A server did not stop: " + e);
                }
            }
            if (Files.exists(folder)) Site.delete(folder);
        }
    }
}
