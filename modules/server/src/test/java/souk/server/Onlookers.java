package souk.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Thousands of clients of {@code GET /v1/ws} on one thread, which all watch the stock of one SKU: how much each was last told, and how late. Clients of the JDK would need more memory than the server. */
final class Onlookers implements AutoCloseable {
    /** Connections that are being made at the same time. */
    private static final int AT_ONCE = 1_000;
    private static final int LONGEST_LAG = 60_000;
    private static final String HANDSHAKE = "GET /v1/ws HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: souk.v1\r\nSec-WebSocket-Key: "
            + Base64.getEncoder().encodeToString(new byte[16]) + "\r\n\r\n";
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final class One {
        private final ByteBuffer in = ByteBuffer.allocate(2048);
        private SocketChannel channel;
        private boolean talks;
        private volatile long onHand = -1;
        private String version;
    }

    private final URI server;
    private final String topic;
    private final One[] all;
    private final Selector selector;
    private final Thread thread;
    private final Queue<One> toConnect = new ConcurrentLinkedQueue<>();
    private final Map<Long, Long> changedAt = new ConcurrentHashMap<>();
    private final int[] lags = new int[LONGEST_LAG + 1];
    private int connecting;
    private volatile boolean over;
    private volatile IOException failure;

    Onlookers(URI server, String sku, int many) throws IOException {
        this.server = server;
        topic = "stock:" + sku;
        all = new One[many];
        Arrays.setAll(all, i -> new One());
        selector = Selector.open();
        thread = new Thread(this::run, "onlookers");
        thread.start();
    }

    /** All of them connect, again if they have done so before, and say what they have seen already. */
    void come() {
        toConnect.addAll(Arrays.asList(all));
        selector.wakeup();
    }

    /** All their connections end. */
    void go() {
        for (One one : all) {
            one.onHand = -1;
            close(one);
        }
    }

    /** Somebody is about to say that there are so many units: from now on it counts as late. */
    void changes(long onHand) {
        changedAt.put(onHand, System.nanoTime());
    }

    /** Whether each was told so. */
    boolean allSee(long onHand) {
        if (failure != null) throw new UncheckedIOException(failure);
        for (One one : all) if (one.onHand != onHand) return false;
        return true;
    }

    /** How late they were, as told so far: median, 95 and 99 of a hundred, the latest, in milliseconds; then it is forgotten. */
    synchronized String lags() {
        long told = 0;
        for (int each : lags) told += each;
        String text = told + " states told, late by " + lag(told / 2) + " ms (median), " + lag(told * 95 / 100) + " ms (p95), " + lag(told * 99 / 100) + " ms (p99), " + lag(told - 1) + " ms at most";
        Arrays.fill(lags, 0);
        return text;
    }

    private int lag(long rank) {
        long seen = 0;
        for (int millis = 0; millis < lags.length; millis++) if ((seen += lags[millis]) > rank) return millis;
        return -1;
    }

    private void run() {
        while (!over && failure == null) {
            try {
                selector.select(20);
                while (connecting < AT_ONCE && !toConnect.isEmpty()) connect(toConnect.poll());
                var ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    if (key.isValid()) handle(key, (One) key.attachment());
                }
            } catch (ClosedChannelException gone) {
                // It went while something came for it.
                continue;
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    private void connect(One one) throws IOException {
        connecting++;
        one.talks = false;
        one.in.clear();
        one.channel = SocketChannel.open();
        one.channel.configureBlocking(false);
        one.channel.register(selector, SelectionKey.OP_CONNECT, one);
        one.channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    }

    private void handle(SelectionKey key, One one) throws IOException {
        if (key.isConnectable()) {
            one.channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            one.channel.write(ByteBuffer.wrap(HANDSHAKE.formatted(server.getAuthority()).getBytes(StandardCharsets.US_ASCII)));
            return;
        }
        int read = one.channel.read(one.in);
        if (read < 0) throw new IOException("The server has closed a socket");
        one.in.flip();
        if (!one.talks) handshake(one);
        if (one.talks) while (frame(one)) { }
        one.in.compact();
    }

    private void handshake(One one) throws IOException {
        String head = StandardCharsets.ISO_8859_1.decode(one.in.duplicate()).toString();
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        if (!head.startsWith("HTTP/1.1 101")) throw new IOException("Refused: " + head);
        one.in.position(one.in.position() + end + 4);
        one.talks = true;
        connecting--;
        byte[] wish = ("{\"subscribe\":[\"" + topic + "\"]" + (one.version == null ? "" : ",\"since\":{\"" + topic + "\":\"" + one.version + "\"}") + "}").getBytes(StandardCharsets.US_ASCII);
        one.channel.write(ByteBuffer.allocate(6 + wish.length).put((byte) 0x81).put((byte) (0x80 | wish.length)).putInt(0).put(wish).flip());
    }

    /** @return whether there was a whole one */
    private boolean frame(One one) throws IOException {
        var in = one.in.duplicate();
        if (in.remaining() < 2) return false;
        int opcode = in.get() & 0x0f;
        int length = in.get() & 0x7f;
        if (length == 126) {
            if (in.remaining() < 2) return false;
            length = in.getShort() & 0xffff;
        }
        if (in.remaining() < length) return false;
        byte[] payload = new byte[length];
        in.get(payload);
        one.in.position(in.position());
        if (opcode == 9) one.channel.write(ByteBuffer.wrap(PONG));
        else if (opcode == 1) told(one, new String(payload, StandardCharsets.UTF_8));
        else throw new IOException("Frame " + opcode + ": " + Arrays.toString(payload));
        return true;
    }

    private void told(One one, String state) throws IOException {
        if (state.contains("\"error\"")) throw new IOException(state);
        int version = state.indexOf("\"version\":\"") + 11;
        one.version = state.substring(version, state.indexOf('"', version));
        int number = state.indexOf("\"onHand\":") + 9;
        long onHand = Long.parseLong(state.substring(number, state.indexOf(',', number)));
        one.onHand = onHand;
        Long since = changedAt.get(onHand);
        if (since != null) late(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
    }

    private synchronized void late(long millis) {
        lags[(int) Math.min(LONGEST_LAG, millis)]++;
    }

    private static void close(One one) {
        try {
            if (one.channel != null) one.channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (One one : all) close(one);
        selector.close();
    }
}
