package souk.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;

/**
 * A closed loop over HTTP: so many clients, each on a kept-alive connection of its own and with one request under way. One thread serves
 * them all with non-blocking sockets, because the generator shares the machine with what it measures.
 */
final class ClosedLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int COMPLAINTS = 5;

    /**
     * What was measured.
     *
     * @param seconds    how long the window was
     * @param operations completed within it
     * @param nanos      how long each of them took
     * @param errors     answers that should not have been, at any time
     * @param complaints the first of them
     */
    record Measured(double seconds, long operations, Histogram nanos, long errors, List<String> complaints) {
        double perSecond() {
            return operations / seconds;
        }
    }

    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);
    private final List<Client> clients = new ArrayList<>();
    private final Histogram nanos = new Histogram(Duration.ofSeconds(60).toNanos(), 3);
    private final List<String> complaints = new ArrayList<>();
    private long errors;
    private long operations;
    private boolean measuring;
    private boolean closing;
    private int open;
    private final long pace;
    private final PriorityQueue<Client> resting = new PriorityQueue<>(Comparator.comparingLong((Client client) -> client.due));

    private ClosedLoop(List<InetSocketAddress> targets, List<? extends Shopper> shoppers, List<String> tokens, Duration pace) throws IOException {
        this.pace = pace.toNanos();
        selector = Selector.open();
        for (int i = 0; i < shoppers.size(); i++) clients.add(new Client(targets.get(i % targets.size()), shoppers.get(i), tokens.get(i)));
    }

    /**
     * Runs until the time is up, or everybody has finished.
     *
     * @param targets where they shop, each at one node: the first at the first, and so on in turn
     * @param tokens the session token of each shopper
     * @param ramp   how long they run before they are measured
     * @param window how long they are measured
     * @param began  called when the window begins
     * @param ended  called when it ends
     */
    static Measured run(List<InetSocketAddress> targets, List<? extends Shopper> shoppers, List<String> tokens, Duration ramp, Duration window, Runnable began, Runnable ended) {
        return run(targets, shoppers, tokens, Duration.ZERO, ramp, window, began, ended);
    }

    /**
     * The same, but each client begins its operations so far apart, if the last one has ended by then.
     *
     * @param pace from one beginning to the next; zero: as soon as the last one has ended
     */
    static Measured run(List<InetSocketAddress> targets, List<? extends Shopper> shoppers, List<String> tokens, Duration pace, Duration ramp, Duration window, Runnable began, Runnable ended) {
        try {
            var loop = new ClosedLoop(targets, shoppers, tokens, pace);
            try {
                return loop.run(ramp, window, began, ended);
            } finally {
                for (Client client : loop.clients) client.channel.close();
                loop.selector.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The load generator lost its connection to one of " + targets + ": " + e.getMessage(), e);
        }
    }

    private Measured run(Duration ramp, Duration window, Runnable began, Runnable ended) throws IOException {
        open = clients.size();
        long start = System.nanoTime();
        for (int i = 0; i < clients.size(); i++) clients.get(i).rest(start + pace * i / clients.size());
        turn(start + ramp.toNanos());
        began.run();
        measuring = true;
        long from = System.nanoTime();
        turn(from + window.toNanos());
        long until = System.nanoTime();
        measuring = false;
        ended.run();
        closing = true;
        turn(System.nanoTime() + PATIENCE.toNanos());
        if (open > 0) complain(open + " clients were never answered");
        return new Measured((until - from) / 1e9, operations, nanos, errors, complaints);
    }

    private void turn(long until) throws IOException {
        while (open > 0) {
            long now = System.nanoTime();
            if (now >= until) return;
            while (!resting.isEmpty() && (closing || resting.peek().due <= now)) {
                var client = resting.poll();
                if (closing) client.finish();
                else client.send(now);
            }
            // Nobody whom there would be anything to wait for.
            if (open == 0) return;
            long next = resting.isEmpty() ? until : Math.min(until, resting.peek().due);
            selector.select(this::serve, Math.max(1, (next - now) / 1_000_000));
        }
    }

    private void serve(SelectionKey key) {
        try {
            ((Client) key.attachment()).serve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void complain(String what) {
        errors++;
        if (complaints.size() < COMPLAINTS) complaints.add(what);
    }

    private final class Client {
        private final SocketChannel channel;
        private final SelectionKey key;
        private final Shopper shopper;
        private final Request request;
        private final Response response = new Response();
        private long began;
        private long due;

        Client(InetSocketAddress target, Shopper shopper, String token) throws IOException {
            this.shopper = shopper;
            request = new Request(token);
            channel = SocketChannel.open(target);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(long now) throws IOException {
            switch (shopper.next(request)) {
                case BEGINS -> began = now;
                case CONTINUES, ASIDE -> { }
                case FINISHED -> {
                    finish();
                    return;
                }
            }
            response.clear();
            write();
        }

        private void write() throws IOException {
            channel.write(request.buffer());
            int wanted = request.buffer().hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) key.interestOps(wanted);
        }

        void serve() throws IOException {
            if (key.isWritable()) write();
            if (!key.isReadable()) return;
            in.clear();
            if (channel.read(in) < 0) throw new IOException("The server closed a connection with a request under way");
            if (!response.take(in.flip())) return;
            long now = System.nanoTime();
            boolean complete = false;
            try {
                complete = shopper.answered(response);
                if (complete && measuring) {
                    operations++;
                    nanos.recordValue(Math.min(now - began, nanos.getHighestTrackableValue()));
                }
            } catch (Shopper.Unexpected unexpected) {
                complain(unexpected.getMessage());
            }
            if (closing) finish();
            else if (complete && began + pace > now) rest(began + pace);
            else send(now);
        }

        private void rest(long until) {
            due = until;
            resting.add(this);
        }

        private void finish() {
            open--;
            key.cancel();
        }
    }
}
