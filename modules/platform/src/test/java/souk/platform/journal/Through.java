package souk.platform.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A way through to another storage; tests change what happens on the way. */
public class Through implements Storage {
    private final Storage storage;

    public Through(Storage storage) {
        this.storage = storage;
    }

    @Override
    public CompletionStage<Head> head(String log) {
        return storage.head(log);
    }

    @Override
    public CompletionStage<?> insert(String log, Row row) {
        return storage.insert(log, row);
    }

    @Override
    public CompletionStage<Head> move(String log, Head from, Head to) {
        return storage.move(log, from, to);
    }

    @Override
    public CompletionStage<List<Row>> rows(String log, long from, long to) {
        return storage.rows(log, from, to);
    }

    @Override
    public CompletionStage<Caches> caches(String log) {
        return storage.caches(log);
    }

    @Override
    public CompletionStage<Boolean> replaceCaches(String log, Caches from, Caches to) {
        return storage.replaceCaches(log, from, to);
    }

    @Override
    public CompletionStage<List<PageOf>> pages(String log, int bucket, Optional<PageOf> after, int most) {
        return storage.pages(log, bucket, after, most);
    }

    @Override
    public CompletionStage<?> forgetCaches(String log) {
        return storage.forgetCaches(log);
    }

    @Override
    public CompletionStage<Optional<Page>> page(String log, String type, String id) {
        return storage.page(log, type, id);
    }

    @Override
    public CompletionStage<?> writePages(String log, int bucket, List<PageOf> pages) {
        return storage.writePages(log, bucket, pages);
    }

    @Override
    public CompletionStage<Checkpoint> checkpoint(String log) {
        return storage.checkpoint(log);
    }

    @Override
    public CompletionStage<?> writeCheckpoint(String log, Checkpoint checkpoint) {
        return storage.writeCheckpoint(log, checkpoint);
    }

    @Override
    public CompletionStage<List<Appointment>> agenda(String log, Instant from, Instant to) {
        return storage.agenda(log, from, to);
    }

    @Override
    public CompletionStage<?> appoint(String log, List<Appointment> appointments) {
        return storage.appoint(log, appointments);
    }

    @Override
    public CompletionStage<?> forgetAgendaBefore(String log, Instant from, Instant before) {
        return storage.forgetAgendaBefore(log, from, before);
    }
}
