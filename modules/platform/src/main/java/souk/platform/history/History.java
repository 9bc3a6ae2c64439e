package souk.platform.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.history.HistoryStore.Row;
import souk.platform.privacy.Persons;
import souk.platform.reading.Served;

/**
 * The past of one type of aggregate, to be asked about. Whoever asks says up to which version the past must be known (the aggregate's
 * own, asked for just before), and the answer waits for the log's reader to have come so far: what you have done is in what you read.
 *
 * <p>Refused: {@code not-found} (NOT_FOUND: nothing was there then, or is there yet), {@code history-behind} (OVERLOADED: the reader
 * needs longer than {@code souk.history.patience}), {@code unreadable} (FAULT: this version of the shop cannot read what is stored).
 *
 * @param <S> the state
 * @param <E> the events
 */
public final class History<S, E extends Event> {
    /** What all histories are called together: they share their tables. */
    public static final String ALL = "history";
    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final String HIDDEN = "(not shown)";

    /**
     * A state of the past.
     *
     * @param version the number of events up to it
     * @param at      when it came about
     */
    public record Past<S>(S state, long version, Instant at) {}

    /**
     * Something that happened.
     *
     * @param version the aggregate's version after it: 1, 2, 3 ...
     * @param at      when
     * @param name    the event's stored name
     * @param cause   the id of the request, or of the step, that caused it; may be empty
     * @param data    what the event says, as it is understood today; as it is stored if this version does not know it
     */
    public record Happened(long version, Instant at, String name, String cause, JsonNode data) {}

    private final String word;
    private final List<String> hidden;
    private final Persons persons;
    private final Executor executor;
    private final Duration patience;
    private final UnaryOperator<String> log;
    private final Served<Archive<S, E>> archive;

    private History(String word, List<String> hidden, Persons persons, Executor executor, Duration patience, UnaryOperator<String> log, Served<Archive<S, E>> archive) {
        this.word = word;
        this.hidden = hidden;
        this.persons = persons;
        this.executor = executor;
        this.patience = patience;
        this.log = log;
        this.archive = archive;
    }

    /**
     * The history of a type that a capability of this node keeps one of.
     *
     * @param word   what one of them is called in a refusal ({@code cart})
     * @param hidden members of events whose values are not told, wherever they are in one
     */
    public static <S, E extends Event> History<S, E> of(Node node, Blueprint<S, E> blueprint, String word, String... hidden) {
        var settings = HistorySettings.of(node.config());
        return new History<>(word, List.of(hidden), node.persons(), node.executor(), settings.patience(), id -> node.entities().log(new Address<>(blueprint.type(), id)),
                Served.of(node, ALL, generation -> Archive.of(node, blueprint, generation)));
    }

    /**
     * The state as it was.
     *
     * @param newest the aggregate's version now, 0 if there is none; a time that has not come yet means that one
     */
    public CompletionStage<Outcome<Past<S>>> asOf(String id, AsOf when, long newest) {
        if (newest == 0 || when instanceof AsOf.Version asked && (asked.number() < 1 || asked.number() > newest)) return refused(nothing());
        return known(id, newest, past -> {
            CompletionStage<Long> version = when instanceof AsOf.Version asked ? CompletableFuture.completedFuture(asked.number()) : past.versionAt(((AsOf.Time) when).instant());
            return version.thenCompose(found -> found == 0 ? refused(nothing()) : past.state(found)
                    .thenCombine(past.time(found), (state, at) -> Outcome.accepted(new Past<>(state, found, at))));
        });
    }

    /**
     * What happened after a version, the earliest first.
     *
     * @param limit  how many at most
     * @param newest the aggregate's version now, 0 if there is none
     */
    public CompletionStage<Outcome<List<Happened>>> events(String id, long after, int limit, long newest) {
        if (newest == 0) return refused(nothing());
        return known(id, newest, past -> past.events(after, limit).thenApplyAsync(rows ->
                Outcome.accepted(rows.stream().map(row -> new Happened(row.version(), row.at(), row.name(), row.cause(), data(past, row))).toList()), executor));
    }

    private JsonNode data(Archive<S, E>.Known past, Row row) {
        var data = persons.open(past.understood(row));
        for (String member : hidden) data.findParents(member).forEach(parent -> ((ObjectNode) parent).put(member, HIDDEN));
        return data;
    }

    /** When a version came about; nothing if that is not known within a moment. */
    public CompletionStage<Optional<Instant>> time(String id, long version, Duration within) {
        return past(id, version, System.nanoTime() + within.toNanos(), FIRST_PAUSE).thenApply(past -> past.map(Archive.Known::since));
    }

    private CompletionStage<Optional<Archive<S, E>.Known>> past(String id, long version, long until, Duration pause) {
        return archive.ask(all -> all.known(log.apply(id), id, version)).thenCompose(found -> {
            if (found.isPresent() || System.nanoTime() > until) return CompletableFuture.completedFuture(found);
            var later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor);
            var longer = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            return CompletableFuture.runAsync(() -> {}, later).thenCompose(now -> past(id, version, until, longer));
        });
    }

    private <R> CompletionStage<Outcome<R>> known(String id, long newest, Function<Archive<S, E>.Known, CompletionStage<Outcome<R>>> ask) {
        return past(id, newest, System.nanoTime() + patience.toNanos(), FIRST_PAUSE).thenCompose(past -> past.map(ask).orElseGet(() -> refused(behind()))).exceptionally(this::readable);
    }

    /** An event that cannot be read is the one failure that is not ours to hide behind a 500: its message says which it is. */
    private <R> Outcome<R> readable(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof Archive.Unreadable)) throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
        LOG.error("The past of a {} cannot be told", word, cause);
        return Outcome.refused(Kind.FAULT, "unreadable", cause.getMessage() + " by this version of the shop: start one that can.");
    }

    private Rejection nothing() {
        return new Rejection(Kind.NOT_FOUND, "not-found", "There was no such " + word + " then.");
    }

    private Rejection behind() {
        return new Rejection(Kind.OVERLOADED, "history-behind", "The history has not come as far as this " + word + " yet: ask again in a moment.");
    }

    private static <R> CompletionStage<Outcome<R>> refused(Rejection rejection) {
        return CompletableFuture.completedFuture(Outcome.refused(rejection));
    }
}
