package souk.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import souk.kernel.Outcome;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.TransactionView;
import souk.ledger.api.Why;
import souk.orders.api.OrderCommand;
import souk.platform.history.History;
import souk.platform.history.History.Happened;

/**
 * Why something is booked: from the transaction back through the events of the order or payout, each by what stands beside it as its cause, to the request that all of it
 * comes from, and who made that.
 *
 * <p>A step's cause names the event that it was begun by. An event in between that was caused by something else (somebody had a step tried again, a time was over, a provider called back) is followed by the one
 * before it: it moved the process on, and is not what that was begun for. What a step of another process has begun goes on there.
 */
final class Causes {
    /** So many events of an aggregate are looked at in one go. */
    private static final int AT_ONCE = 200;
    /** With these of an order, requests begin: to buy, to give a part back, to cancel. Everything else is begun by its first event. */
    private static final Map<String, String> BEGINNINGS = Map.of("sale", "orders.order-opened", "refund", "orders.refund-requested", "cancel", "orders.cancel-requested");
    /** The step of a process, as it stands beside what it has caused. */
    private static final Pattern STEP = Pattern.compile("([a-z.-]+)/([^#]+)#([0-9]+) .*");
    /** The same of a reaction. */
    private static final Pattern REACTION = Pattern.compile("[a-z.-]+:.+#[0-9]+");

    /**
     * A link of the chain.
     *
     * @param cause what caused it, as it stands in its log
     */
    record Link(String type, String id, long version, String event, Instant at, String cause) {}

    /** @param kind {@code staff} or {@code shopper} */
    record Person(String id, String kind) {}

    /**
     * The request that it comes from.
     *
     * @param id the request's id: the cause of the first event, and what the audit log has of staff's requests
     * @param by absent if nobody knows any more
     */
    record Request(String id, Instant at, Optional<Person> by) {}

    /**
     * The whole chain.
     *
     * @param chain the newest first: the transaction, then events back to the first that the request caused
     */
    record Explanation(String rule, List<Link> chain, Optional<Request> request) {}

    /** What happened to aggregates of a type. */
    interface Past {
        /** As {@link History#events}. */
        CompletionStage<Outcome<List<Happened>>> events(String id, long after, int limit, long newest);
    }

    private final Map<String, Past> pasts;
    private final BiFunction<String, Instant, CompletionStage<Optional<String>>> staff;

    /**
     * @param pasts of the types of aggregates by which something is booked, and of those that begin them; that of orders among them
     * @param staff which member of staff has made a request at about that time, if one has
     */
    Causes(Map<String, Past> pasts, BiFunction<String, Instant, CompletionStage<Optional<String>>> staff) {
        this.pasts = Map.copyOf(pasts);
        this.staff = staff;
    }

    CompletionStage<Outcome<Explanation>> of(String id, TransactionView transaction) {
        Why why = transaction.why();
        var chain = new ArrayList<Link>();
        chain.add(new Link(TransactionCommand.TYPE, id, transaction.version(), "ledger.transaction-posted", transaction.at(), why.type() + "/" + why.id() + "#" + why.version()));
        if (transaction.kind().equals(Booking.CORRECTION)) return new CorrectionWalk(why, chain).from(why.version());
        if (why.type().equals(OrderCommand.TYPE)) return new OrderWalk(why, chain, BEGINNINGS.get(transaction.kind()), refund(id)).from(why.version());
        if (pasts.containsKey(why.type())) return new Walk(why, chain, why.type(), why.id(), why.version()).from(why.version());
        // What is done in one go has the request itself as its cause.
        chain.add(new Link(why.type(), why.id(), why.version(), why.event(), transaction.at(), why.cause()));
        return begun(why, chain, why.cause(), transaction.at(), Optional.empty());
    }

    /** The end of the way: a request, unless a process begins things by itself. */
    private CompletionStage<Outcome<Explanation>> begun(Why why, List<Link> chain, String cause, Instant at, Optional<String> shopper) {
        if (STEP.matcher(cause).matches() || REACTION.matcher(cause).matches()) return CompletableFuture.completedFuture(Outcome.accepted(new Explanation(why.rule(), chain, Optional.empty())));
        return staff.apply(cause, at).thenApply(found -> new Request(cause, at, found.map(id -> new Person(id, "staff")).or(() -> shopper.map(id -> new Person(id, "shopper")))))
                .thenApply(request -> Outcome.accepted(new Explanation(why.rule(), chain, Optional.of(request))));
    }

    /** Which refund a transaction is about, if it is about one. */
    private static Optional<String> refund(String id) {
        var parts = id.split("\\.", 3);
        return parts.length == 3 ? Optional.of(parts[2]) : Optional.empty();
    }

    /** The way back through one aggregate, to its first event. */
    private class Walk {
        final Why why;
        final List<Link> chain;
        final String id;
        final long newest;
        final Map<Long, Happened> events = new HashMap<>();
        private final String type;

        /** @param newest the version from which it goes back */
        private Walk(Why why, List<Link> chain, String type, String id, long newest) {
            this.why = why;
            this.chain = chain;
            this.type = type;
            this.id = id;
            this.newest = newest;
        }

        final CompletionStage<Outcome<Explanation>> from(long version) {
            long next = version;
            while (next > 0) {
                var event = events.get(next);
                if (event == null) return load(next);
                chain.add(new Link(type, id, event.version(), event.name(), event.at(), event.cause()));
                if (begins(event)) return ended(event);
                next = before(event);
            }
            return CompletableFuture.completedFuture(Outcome.accepted(new Explanation(why.rule(), chain, Optional.empty())));
        }

        private CompletionStage<Outcome<Explanation>> load(long version) {
            long after = Math.max(0, version - AT_ONCE);
            return past().events(id, after, (int) (version - after), newest).thenCompose(found -> found.fold(some -> {
                some.forEach(event -> events.put(event.version(), event));
                return events.containsKey(version) ? from(version) : CompletableFuture.failedFuture(new IllegalStateException("The history of " + type + " " + id + " has no version " + version));
            }, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
        }

        final Past past() {
            return pasts.get(type);
        }

        boolean begins(Happened event) {
            return event.version() == 1;
        }

        CompletionStage<Outcome<Explanation>> ended(Happened event) {
            var step = STEP.matcher(event.cause());
            if (!step.matches() || !pasts.containsKey(step.group(1))) return begun(why, chain, event.cause(), event.at(), Optional.empty());
            long version = Long.parseLong(step.group(3));
            return new Walk(why, chain, step.group(1), step.group(2), version).from(version);
        }

        /** The event that began the step which caused this one; without a step of its own the one before. */
        private long before(Happened event) {
            var step = STEP.matcher(event.cause());
            boolean own = step.matches() && step.group(1).equals(type) && step.group(2).equals(id);
            return own ? Math.min(event.version() - 1, Long.parseLong(step.group(3))) : event.version() - 1;
        }
    }

    /** Of an order only the event itself: what was corrected in it somebody has asked for in one go for many orders, and there it goes on. */
    private final class CorrectionWalk extends Walk {
        private CorrectionWalk(Why why, List<Link> chain) {
            super(why, chain, why.type(), why.id(), why.version());
        }

        @Override
        boolean begins(Happened event) {
            return true;
        }
    }

    /** The way back through one order, to what the transaction's request has begun with. */
    private final class OrderWalk extends Walk {
        private final String beginning;
        private final Optional<String> refund;

        private OrderWalk(Why why, List<Link> chain, String beginning, Optional<String> refund) {
            super(why, chain, why.type(), why.id(), why.version());
            this.beginning = beginning;
            this.refund = refund;
        }

        @Override
        boolean begins(Happened event) {
            return event.name().equals(beginning) && refund.map(which -> event.data().path("refundId").asText().equals(which)).orElse(true);
        }

        @Override
        CompletionStage<Outcome<Explanation>> ended(Happened event) {
            return buyer(event.version()).thenCompose(buyer -> begun(why, chain, event.cause(), event.at(), buyer));
        }

        /** Whose order it was then: the first event says so, or the one by which an account took it over. What staff has not asked for, they have. */
        private CompletionStage<Optional<String>> buyer(long version) {
            if (why.actor().isPresent()) return CompletableFuture.completedFuture(why.actor());
            if (refund.isPresent()) return CompletableFuture.completedFuture(Optional.empty());
            var account = events.values().stream().filter(event -> event.version() < version && event.name().equals("orders.order-taken-over")).findFirst().map(event -> event.data().path("principal").asText());
            if (account.isPresent()) return CompletableFuture.completedFuture(account);
            return past().events(id, 0, 1, newest).thenApply(first -> first.fold(some -> some.stream().map(Happened::data).map(data -> data.path("principal")).filter(JsonNode::isTextual).map(JsonNode::asText).findFirst(),
                    refused -> Optional.empty()));
        }
    }
}
