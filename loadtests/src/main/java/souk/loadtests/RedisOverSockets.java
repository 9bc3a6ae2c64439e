package souk.loadtests;

import static souk.loadtests.Request.bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import souk.devservices.Ports;

/**
 * {@link RedisOverHttp} without any library for HTTP: one thread on bare sockets that knows as much of HTTP as its clients send. Nobody would sell with it, but nothing
 * over HTTP can be much less work than this.
 */
final class RedisOverSockets {
    private static final int HEAD_AT_MOST = 16 << 10;
    private static final byte[] HEAD_END = bytes("\r\n\r\n");
    private static final byte[] LENGTH = bytes("\r\ncontent-length:");
    private static final byte[] ROUTE = bytes("POST /claims ");

    private final Selector selector;
    private final ServerSocketChannel door;
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);
    private final ByteBuffer out = ByteBuffer.allocateDirect(8 << 10);
    private final String prefix = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
    private long claims;
    private int turn;

    private RedisOverSockets(int port, int redis) throws IOException {
        selector = Selector.open();
        byte[] command = RedisOverHttp.command(redis);
        for (int i = 0; i < RedisOverHttp.PIPELINES; i++) pipelines.add(new Pipeline(redis, command));
        door = ServerSocketChannel.open().bind(new InetSocketAddress(Ports.HOST, port), 1024);
        door.configureBlocking(false);
        door.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** @param args the port to serve at and the port of Redis */
    public static void main(String[] args) throws IOException {
        new RedisOverSockets(Integer.parseInt(args[0]), Integer.parseInt(args[1])).serve();
    }

    private void serve() throws IOException {
        while (true) {
            selector.select(this::serve);
            for (Pipeline each : pipelines) each.flush();
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.attachment() instanceof Caller caller) caller.read();
            else if (key.attachment() instanceof Pipeline pipeline) pipeline.serve();
            else new Caller(door.accept());
        } catch (IOException e) {
            if (!(key.attachment() instanceof Caller caller)) throw new UncheckedIOException("Redis, or the port to serve at, is gone: " + e.getMessage(), e);
            caller.close();
        }
    }

    /** A connection to Redis with any number of commands under way. */
    private final class Pipeline {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final byte[] before;
        private final RedisAnswers answers = new RedisAnswers();
        private ByteBuffer commands = ByteBuffer.allocateDirect(1 << 20);

        Pipeline(int redis, byte[] before) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(Ports.HOST, redis));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
            this.before = before;
        }

        void claim(Caller caller, String id, int quantity) {
            commands.put(before).put(RedisOverHttp.arguments(id, quantity));
            answers.await(caller);
        }

        /** Sends what has come together. */
        void flush() throws IOException {
            if (commands.position() == 0) return;
            channel.write(commands.flip());
            int wanted = commands.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) key.interestOps(wanted);
            commands.compact();
        }

        void serve() throws IOException {
            if (!key.isReadable()) return;
            if (channel.read(in.clear()) < 0) throw new IOException("it has closed the connection");
            in.flip();
            while (in.hasRemaining()) answers.take(in.get());
        }
    }

    /** One who claims: a connection with one request under way at most, the next may have come already. */
    private final class Caller implements RedisAnswers.Waiting {
        private final SocketChannel channel;
        private byte[] data = new byte[2 << 10];
        private int have;
        private boolean waits;
        private String id;
        private int quantity;

        Caller(SocketChannel channel) throws IOException {
            this.channel = channel;
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }

        void read() throws IOException {
            if (channel.read(in.clear()) < 0) {
                close();
                return;
            }
            int more = in.flip().remaining();
            if (have + more > HEAD_AT_MOST) throw new IOException("too long");
            if (have + more > data.length) data = Arrays.copyOf(data, Math.max(2 * data.length, have + more));
            in.get(data, have, more);
            have += more;
            if (!waits) next();
        }

        /** Claims what the request asks for that has come, if it is whole. */
        private void next() throws IOException {
            int head = find(HEAD_END, 0, have, false);
            if (head < 0) return;
            int body = head + HEAD_END.length;
            int end = body + length(head);
            if (have < end) return;
            boolean known = Arrays.equals(data, 0, Math.min(have, ROUTE.length), ROUTE, 0, ROUTE.length);
            quantity = known ? RedisOverHttp.quantity(data, body, end - body) : 0;
            System.arraycopy(data, end, data, 0, have - end);
            have -= end;
            if (quantity < 1) {
                write(known ? "400 Bad Request" : "404 Not Found", known ? "{\"code\":\"bad-request\"}" : "{\"code\":\"not-found\"}");
                return;
            }
            waits = true;
            id = prefix + Long.toString(claims++, 36);
            pipelines.get(turn++ % RedisOverHttp.PIPELINES).claim(this, id, quantity);
        }

        private int length(int head) {
            int at = find(LENGTH, 0, head, true);
            if (at < 0) return 0;
            at += LENGTH.length;
            while (data[at] == ' ') at++;
            int length = 0;
            for (; data[at] >= '0' && data[at] <= '9'; at++) length = 10 * length + data[at] - '0';
            return length;
        }

        private int find(byte[] what, int from, int until, boolean anyCase) {
            outer:
            for (int i = from; i + what.length <= until; i++) {
                for (int j = 0; j < what.length; j++) {
                    int each = data[i + j];
                    if (anyCase && each >= 'A' && each <= 'Z') each += 32;
                    if (each != what[j]) continue outer;
                }
                return i;
            }
            return -1;
        }

        @Override
        public void answer(boolean said, boolean granted) throws IOException {
            waits = false;
            if (!said) write("503 Service Unavailable", "{\"code\":\"overloaded\"}");
            else if (granted) write("201 Created", "{\"claimId\":\"" + id + "\",\"quantity\":" + quantity + "}");
            else write("409 Conflict", "{\"code\":\"sold-out\"}");
            if (have > 0) next();
        }

        private void write(String status, String body) throws IOException {
            if (!channel.isOpen()) return;
            out.clear().put(bytes("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)).flip();
            channel.write(out);
            // A client that does not read a few hundred bytes is none.
            if (out.hasRemaining()) close();
        }
    }
}
