package souk.loadtests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;

/** A closed loop of clients each of which waits in a thread of its own, on a connection of its own, as blocking drivers want it. */
final class ThreadedLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int COMPLAINTS = 5;

    /** One of the clients. */
    interface Client extends AutoCloseable {
        /** Claims one unit; returns when that is durable, or refused. */
        boolean claim() throws Exception;

        @Override
        void close();
    }

    private final ConcurrentHistogram nanos = new ConcurrentHistogram(Duration.ofSeconds(60).toNanos(), 3);
    private final AtomicLong errors = new AtomicLong();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private volatile boolean measuring;
    private volatile boolean ended;

    private ThreadedLoop() {}

    /** As {@link ClosedLoop#run}; a refusal is an answer that should not have been. All clients are connected before the first begins, and let go after the window. */
    static ClosedLoop.Measured run(Supplier<? extends Client> connect, int clients, Duration ramp, Duration window, Runnable began, Runnable ended) {
        var all = new ArrayList<Client>();
        try {
            for (int i = 0; i < clients; i++) all.add(connect.get());
            return new ThreadedLoop().run(all, ramp, window, began, ended);
        } finally {
            all.forEach(Client::close);
        }
    }

    private ClosedLoop.Measured run(List<Client> clients, Duration ramp, Duration window, Runnable began, Runnable over) {
        var threads = clients.stream().map(client -> new Thread(() -> claim(client), "client")).toList();
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
        pause(ramp);
        began.run();
        long from = System.nanoTime();
        measuring = true;
        pause(window);
        measuring = false;
        long until = System.nanoTime();
        over.run();
        ended = true;
        long patience = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) join(thread, patience);
        return new ClosedLoop.Measured((until - from) / 1e9, nanos.getTotalCount(), nanos, errors.get(), List.copyOf(complaints));
    }

    private void claim(Client client) {
        try {
            while (!ended) {
                long sent = System.nanoTime();
                boolean granted = client.claim();
                long took = System.nanoTime() - sent;
                if (!granted) complain("A claim was refused");
                else if (measuring) nanos.recordValue(Math.min(took, nanos.getHighestTrackableValue()));
            }
        } catch (Exception e) {
            complain(e.toString());
        }
    }

    private void complain(String what) {
        errors.incrementAndGet();
        if (complaints.size() < COMPLAINTS) complaints.add(what);
    }

    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) LockSupport.parkNanos(left);
    }

    private void join(Thread thread, long until) {
        try {
            thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            if (thread.isAlive()) complain("A client was never answered");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            complain("Interrupted");
        }
    }
}
