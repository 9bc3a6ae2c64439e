package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.platform.journal.Storage;

/**
 * Which caches (pages, checkpoint, agenda) a start of a partition has read, and whether they were made anew since: then it is to give way to one that reads those. Once it has served
 * for long enough, those that nobody reads any more are forgotten. Only the partition's own thread comes here.
 */
final class CachesInUse {
    /** Which caches there are was read, or not. */
    record Read(long incarnation, Storage.Caches caches, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private final PartitionSetup setup;
    private final long incarnation;
    private final Storage.Caches caches;
    private final Pipe pipe;
    private boolean outdated;
    private boolean forgetting;

    /**
     * @param caches that there were when this start began
     * @param pipe   sends the partition which there are later
     */
    CachesInUse(PartitionSetup setup, long incarnation, Storage.Caches caches, Pipe pipe) {
        this.setup = setup;
        this.incarnation = incarnation;
        this.caches = caches;
        this.pipe = pipe;
    }

    /** Under which name they are kept. */
    String name() {
        return Storage.cache(setup.log(), caches.serving());
    }

    /** Looks whether there are others, unless that is known. */
    void look() {
        if (!outdated) pipe.to(setup.storage().caches(setup.log()), (found, failure) -> new Read(incarnation, found, failure));
    }

    /** Whether other ones are to be read from now on. */
    boolean outdated() {
        return outdated;
    }

    /**
     * What {@link #look} has found.
     *
     * @param servingSince when this start's first segment was on the log, by {@link System#nanoTime}
     */
    void found(Storage.Caches now, long servingSince) {
        outdated = now.serving() != caches.serving();
        if (!outdated) forgetOlder(now, servingSince);
    }

    /**
     * Nobody reads the caches of before any more: an owner that was overtaken finds out before it answers, once {@link PartitionSettings#trust}
     * is over since the first segment of this one; a minute more costs nothing.
     */
    private void forgetOlder(Storage.Caches now, long servingSince) {
        var enough = setup.settings().trust().plus(setup.settings().maxBackoff().multipliedBy(4));
        if (forgetting || now.oldest() >= now.serving() || System.nanoTime() - servingSince < enough.toNanos()) return;
        forgetting = true;
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (int generation = now.oldest(); generation < now.serving(); generation++) {
            String old = Storage.cache(setup.log(), generation);
            done = done.thenCompose(before -> setup.storage().forgetCaches(old));
        }
        done.thenCompose(all -> setup.storage().replaceCaches(setup.log(), now, new Storage.Caches(now.serving(), now.making(), now.serving())));
    }
}
