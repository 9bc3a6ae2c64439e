package souk.devservices;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A server as if it were far away: listens on a free port of loopback, hands on to the server at once what clients send, and to the clients only after a while what
 * it answers, in order. How much is under way at a time does not change the delay. One thread, which sleeps while nothing is due; the delay is kept to a millisecond.
 */
public final class LateAnswers implements AutoCloseable {
    private static final int READ = 256 << 10;
    /** What may wait for its time in one connection; beyond it no more is read from the server. */
    private static final int MOST = 8 << 20;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Late(long due, ByteBuffer bytes) {
    }

    private final InetSocketAddress server;
    private final long delay;
    private final Selector selector;
    private final ServerSocketChannel door;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ);
    private final List<Link> links = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "late-answers");
    private volatile boolean closed;

    private LateAnswers(InetSocketAddress server, Duration delay) throws IOException {
        this.server = server;
        this.delay = delay.toNanos();
        selector = Selector.open();
        door = ServerSocketChannel.open().bind(new InetSocketAddress(Ports.HOST, 0));
        door.configureBlocking(false);
        door.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
        thread.start();
    }

    /** Opens a port for a server whose answers are to come so much later. */
    public static LateAnswers of(InetSocketAddress server, Duration delay) {
        try {
            return new LateAnswers(server, delay);
        } catch (IOException e) {
            throw new DevServicesException("No port can be opened on " + Ports.HOST + " to delay the answers of " + server + ": " + e.getMessage(), e);
        }
    }

    /** Where clients connect instead. */
    public InetSocketAddress address() {
        return new InetSocketAddress(Ports.HOST, door.socket().getLocalPort());
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::serve, untilNext());
                long now = System.nanoTime();
                for (Link link : List.copyOf(links)) link.release(now);
            }
        } catch (IOException e) {
            throw new IllegalStateException("The delayed connections to " + server + " have ended: " + e.getMessage(), e);
        } finally {
            List.copyOf(links).forEach(Link::close);
        }
    }

    /** In milliseconds; 0 for ever. */
    private long untilNext() {
        long next = links.stream().filter(link -> !link.late.isEmpty() && !link.clientFull).mapToLong(link -> link.late.peek().due).min().orElse(Long.MAX_VALUE);
        if (next == Long.MAX_VALUE) return 0;
        return Math.max(1, (next - System.nanoTime() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    private void serve(SelectionKey key) {
        if (key.attachment() instanceof Link link) link.serve(key);
        else accept();
    }

    private void accept() {
        SocketChannel client = null;
        try {
            client = door.accept();
            if (client != null) links.add(new Link(client, SocketChannel.open(server)));
        } catch (IOException refused) {
            if (client != null) close(client);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    /** One client's connection, and ours to the server. */
    private final class Link {
        private final SelectionKey client;
        private final SelectionKey server;
        private final Deque<Late> late = new ArrayDeque<>();
        private ByteBuffer toServer = ByteBuffer.allocate(0);
        private long waiting;
        private boolean clientFull;
        private boolean answered;

        Link(SocketChannel client, SocketChannel server) throws IOException {
            for (SocketChannel each : List.of(client, server)) {
                each.configureBlocking(false);
                each.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            this.client = client.register(selector, SelectionKey.OP_READ, this);
            this.server = server.register(selector, SelectionKey.OP_READ, this);
        }

        void serve(SelectionKey key) {
            try {
                // The other half of this link may have closed it a moment ago.
                if (!key.isValid()) return;
                if (key == client) serveClient();
                else serveServer();
            } catch (IOException broken) {
                close();
            }
        }

        private void serveClient() throws IOException {
            if (client.isWritable()) {
                clientFull = false;
                release(System.nanoTime());
            }
            if (!client.isValid() || !client.isReadable()) return;
            if (channel(client).read(buffer.clear()) < 0) {
                close();
                return;
            }
            channel(server).write(buffer.flip());
            if (buffer.hasRemaining()) toServer = copy(buffer);
            interests();
        }

        private void serveServer() throws IOException {
            if (server.isWritable()) channel(server).write(toServer);
            if (server.isReadable()) {
                if (channel(server).read(buffer.clear()) < 0) answered = true;
                else {
                    waiting += buffer.flip().remaining();
                    late.add(new Late(System.nanoTime() + delay, copy(buffer)));
                }
            }
            interests();
        }

        /** Hands on what is due. */
        void release(long now) {
            try {
                while (!late.isEmpty() && !clientFull && late.peek().due - now <= 0) {
                    ByteBuffer bytes = late.peek().bytes;
                    waiting -= channel(client).write(bytes);
                    clientFull = bytes.hasRemaining();
                    if (!clientFull) late.poll();
                }
                if (answered && late.isEmpty()) close();
                else interests();
            } catch (IOException broken) {
                close();
            }
        }

        private void interests() {
            set(client, toServer.hasRemaining() ? 0 : SelectionKey.OP_READ, clientFull ? SelectionKey.OP_WRITE : 0);
            set(server, answered || waiting > MOST ? 0 : SelectionKey.OP_READ, toServer.hasRemaining() ? SelectionKey.OP_WRITE : 0);
        }

        private static void set(SelectionKey key, int read, int write) {
            if (key.isValid() && key.interestOps() != (read | write)) key.interestOps(read | write);
        }

        private static SocketChannel channel(SelectionKey key) {
            return (SocketChannel) key.channel();
        }

        private static ByteBuffer copy(ByteBuffer of) {
            return ByteBuffer.allocate(of.remaining()).put(of).flip();
        }

        void close() {
            links.remove(this);
            LateAnswers.close(channel(client));
            LateAnswers.close(channel(server));
        }
    }

    /** Breaks all connections. */
    @Override
    public void close() {
        closed = true;
        try {
            selector.wakeup();
            thread.join();
            door.close();
            selector.close();
        } catch (IOException e) {
            throw new DevServicesException("The port of delayed answers could not be closed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
