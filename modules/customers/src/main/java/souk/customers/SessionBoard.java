package souk.customers;

import com.typesafe.config.Config;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import souk.customers.account.AccountCommand;
import souk.customers.account.EndedSessionsCommand;
import souk.kernel.Address;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;
import souk.platform.Entities.Asking;
import souk.platform.Follower;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.http.SessionWatch;

/**
 * The sessions of accounts that have ended before their tokens, as this node knows them. It reads the lists of {@code customers.ended-sessions} to their ends a few times a
 * second, from their beginning when it starts. What it read is never older than {@code sessions.grace}, else it says that it does not know: a node that was cut
 * off does not go on for long with what it knew.
 */
final class SessionBoard implements SessionWatch {
    private static final Duration FORGET = Duration.ofSeconds(10);

    private final Entities entities;
    private final InstantSource clock;
    private final Asking asking;
    private final long grace;
    private final List<Reader> readers;
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();
    private Instant forgotten = Instant.EPOCH;

    SessionBoard(Entities entities, InstantSource clock, Config own) {
        this.entities = entities;
        this.clock = clock;
        grace = own.getDuration("sessions.grace").toNanos();
        // One answer that is lost must not cost the grace.
        asking = Asking.DEFAULT.within(own.getDuration("sessions.grace").dividedBy(5));
        readers = EndedSessionsCommand.all().stream().map(Reader::new).toList();
    }

    static SessionBoard of(Node node) {
        return new SessionBoard(node.entities(), node.clock(), node.config().getConfig("souk.customers"));
    }

    @Override
    public Standing of(Principal who) {
        if (ended.containsKey(who.session())) return Standing.ENDED;
        return fresh() ? Standing.GOOD : Standing.UNKNOWN;
    }

    @Override
    public Optional<String> trouble() {
        return readers.stream().allMatch(Reader::isKnown) ? Optional.empty() : Optional.of("It does not know yet which sessions have ended.");
    }

    /** Asks the account: what is sensitive is done seldom. */
    @Override
    public CompletionStage<Optional<Rejection>> steppedUp(Principal who) {
        return refusal(who, new AccountCommand.MayDoSensitive(who.session()));
    }

    @Override
    public CompletionStage<Optional<Rejection>> hasSteppedUp(Principal who) {
        return refusal(who, new AccountCommand.HasSteppedUp(who.session()));
    }

    private CompletionStage<Optional<Rejection>> refusal(Principal who, AccountCommand<Done> asked) {
        return entities.ask(AccountCommand.at(who.id()), asked, Asking.DEFAULT).thenApply(outcome -> outcome.<Optional<Rejection>>fold(may -> Optional.empty(),
                refusal -> Optional.of(refusal.kind().passing() ? UNKNOWN : refusal)));
    }

    @Override
    public void look() {
        readers.forEach(Reader::look);
        Instant now = clock.instant();
        if (forgotten.plus(FORGET).isAfter(now)) return;
        forgotten = now;
        ended.values().removeIf(until -> until.isBefore(now));
    }

    private boolean fresh() {
        long now = System.nanoTime();
        for (Reader each : readers) if (!each.isYoungerThan(grace, now)) return false;
        return true;
    }

    /** Reads one list. */
    private final class Reader extends Follower<EndedSessionsCommand.News> {
        private final Address<EndedSessionsCommand<?>> list;
        private long last;

        private Reader(Address<EndedSessionsCommand<?>> list) {
            this.list = list;
        }

        @Override
        protected CompletionStage<Outcome<EndedSessionsCommand.News>> ask() {
            return entities.ask(list, new EndedSessionsCommand.Since(last), asking);
        }

        @Override
        protected boolean take(EndedSessionsCommand.News news) {
            for (var each : news.ended()) ended.put(each.sessionId(), each.until());
            last = news.last();
            return !news.more();
        }
    }
}
