package souk.loadtests;

import static souk.loadtests.Request.bytes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import souk.devservices.Child;
import souk.devservices.Ports;

/**
 * What one would write by hand to sell from Redis over HTTP, and no more: a process that answers {@code POST /claims} on kept-alive connections, one request at a time
 * each, reads the JSON of the body and runs the script of {@link RedisServer}, all claims that have come meanwhile together. It knows neither who claims nor what he may.
 * {@link RedisOverNetty} and {@link RedisOverSockets} are such programs; they are told the port to serve at and the port of Redis.
 */
record RedisOverHttp(Child child, InetSocketAddress address) implements AutoCloseable {
    /** Redis reads 16 KiB of a connection at a time and then syncs for all of them, so several make more of each sync. */
    static final int PIPELINES = 4;
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Starts a program before a Redis; returns when it takes connections.
     *
     * @param folder for its log
     */
    static RedisOverHttp start(Class<?> program, RedisServer redis, Path folder) {
        var address = new InetSocketAddress(Ports.HOST, Ports.free());
        String name = program.getSimpleName();
        var command = List.of(Child.java(), "-Xmx256m", "-cp", System.getProperty("java.class.path"), program.getName(), Integer.toString(address.getPort()), Integer.toString(redis.port()));
        var child = Child.start(name, command, Map.of(), folder, folder.resolve(name + ".log"));
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            try {
                new Socket(address.getAddress(), address.getPort()).close();
                return new RedisOverHttp(child, address);
            } catch (IOException notYet) {
                if (!child.isAlive() || System.nanoTime() > deadline) throw new IllegalStateException(name + " does not answer. The end of its log:\n" + child.logTail(20), notYet);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    long pid() {
        return child.pid();
    }

    @Override
    public void close() {
        child.stop(STOPPED_WITHIN);
    }

    // ---- what the programs have in common ----

    /** The begin of a call of the script, which is loaded for it; its arguments follow. */
    static byte[] command(int redis) {
        String script;
        try (var loading = new Jedis(Ports.HOST, redis)) {
            script = loading.scriptLoad(RedisServer.SCRIPT);
        }
        return bytes("*7\r\n" + bulk("EVALSHA") + bulk(script) + bulk("2") + bulk(RedisServer.LEFT) + bulk(RedisServer.CLAIMS));
    }

    static byte[] arguments(String id, int quantity) {
        return bytes(bulk(id) + bulk(Integer.toString(quantity)));
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    /** How many units a body asks for; 0 if it does not say. */
    static int quantity(byte[] data, int from, int length) throws IOException {
        try (var parser = JSON.createParser(data, from, length)) {
            int found = 0;
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && "quantity".equals(parser.currentName())) found = parser.getIntValue();
            }
            return found;
        } catch (JsonProcessingException bad) {
            return 0;
        }
    }
}
