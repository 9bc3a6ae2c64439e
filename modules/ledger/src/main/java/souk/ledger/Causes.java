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
import souk.kernel.Outcome;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.TransactionView;
import souk.ledger.api.Why;
import souk.orders.api.OrderCommand;
import souk.platform.history.History;
import souk.platform.history.History.Happened;

/**
 * Why something is booked: from the transaction back through the events of the order, each by what stands beside it as its cause, to the request that all of it
 * comes from, and who made that.
 *
 * <p>A step's cause names the event that it was begun by. An event in between that was caused by something else (somebody had a step tried again, a time was over) is followed by the one
 * before it: it moved the order on, and is not what it was placed for.
 */
final class Causes {
    /** So many events of an order are looked at in one go. */
    private static final int AT_ONCE = 200;
    /** With these, requests begin: to buy, to give a part back, to cancel. */
    private static final Map<String, String> BEGINNINGS = Map.of("sale", "orders.order-opened", "refund", "orders.refund-requested", "cancel", "orders.cancel-requested");

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

    private final History<?, ?> orders;
    private final BiFunction<String, Instant, CompletionStage<Optional<String>>> staff;

    /**
     * @param orders the past of orders
     * @param staff  which member of staff has made a request at about that time, if one has
     */
    Causes(History<?, ?> orders, BiFunction<String, Instant, CompletionStage<Optional<String>>> staff) {
        this.orders = orders;
        this.staff = staff;
    }

    CompletionStage<Outcome<Explanation>> of(String id, TransactionView transaction) {
        Why why = transaction.why();
        var chain = new ArrayList<Link>();
        chain.add(new Link(TransactionCommand.TYPE, id, transaction.version(), "ledger.transaction-posted", transaction.at(), why.type() + "/" + why.id() + "#" + why.version()));
        if (!why.type().equals(OrderCommand.TYPE)) {
            // What is done in one go has the request itself as its cause.
            chain.add(new Link(why.type(), why.id(), why.version(), why.event(), transaction.at(), why.cause()));
            return by(why.cause(), transaction.at(), Optional.empty()).thenApply(request -> Outcome.accepted(new Explanation(why.rule(), chain, Optional.of(request))));
        }
        return new Walk(why, chain, BEGINNINGS.get(transaction.kind()), refund(id)).from(why.version());
    }

    /** Which refund a transaction is about, if it is about one. */
    private static Optional<String> refund(String id) {
        var parts = id.split("\\.", 3);
        return parts.length == 3 ? Optional.of(parts[2]) : Optional.empty();
    }

    private CompletionStage<Request> by(String request, Instant at, Optional<String> otherwise) {
        return staff.apply(request, at).thenApply(found -> new Request(request, at, found.map(id -> new Person(id, "staff")).or(() -> otherwise.map(id -> new Person(id, "shopper")))));
    }

    /** The way back through one order. */
    private final class Walk {
        private final Why why;
        private final List<Link> chain;
        private final String beginning;
        private final Optional<String> refund;
        private final Map<Long, Happened> events = new HashMap<>();

        private Walk(Why why, List<Link> chain, String beginning, Optional<String> refund) {
            this.why = why;
            this.chain = chain;
            this.beginning = beginning;
            this.refund = refund;
        }

        private CompletionStage<Outcome<Explanation>> from(long version) {
            long next = version;
            while (next > 0) {
                var event = events.get(next);
                if (event == null) return load(next);
                chain.add(new Link(why.type(), why.id(), event.version(), event.name(), event.at(), event.cause()));
                if (begins(event)) return ended(event);
                next = before(event);
            }
            return CompletableFuture.completedFuture(Outcome.accepted(new Explanation(why.rule(), chain, Optional.empty())));
        }

        private CompletionStage<Outcome<Explanation>> load(long version) {
            long after = Math.max(0, version - AT_ONCE);
            return orders.events(why.id(), after, (int) (version - after), why.version()).thenCompose(found -> found.fold(some -> {
                some.forEach(event -> events.put(event.version(), event));
                return events.containsKey(version) ? from(version) : CompletableFuture.failedFuture(new IllegalStateException("The history of order " + why.id() + " has no version " + version));
            }, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
        }

        private boolean begins(Happened event) {
            return event.name().equals(beginning) && refund.map(id -> event.data().path("refundId").asText().equals(id)).orElse(true);
        }

        /** The event that began the step which caused this one; without a step the one before. */
        private long before(Happened event) {
            String step = why.type() + "/" + why.id() + "#";
            if (!event.cause().startsWith(step)) return event.version() - 1;
            int end = event.cause().indexOf(' ', step.length());
            return Math.min(event.version() - 1, Long.parseLong(event.cause().substring(step.length(), end < 0 ? event.cause().length() : end)));
        }

        private CompletionStage<Outcome<Explanation>> ended(Happened event) {
            return buyer(event.version()).thenCompose(buyer -> by(event.cause(), event.at(), buyer)).thenApply(request -> Outcome.accepted(new Explanation(why.rule(), chain, Optional.of(request))));
        }

        /** Whose order it was then: the first event says so, or the one by which an account took it over. What staff has not asked for, they have. */
        private CompletionStage<Optional<String>> buyer(long version) {
            if (why.actor().isPresent()) return CompletableFuture.completedFuture(why.actor());
            if (refund.isPresent()) return CompletableFuture.completedFuture(Optional.empty());
            var account = events.values().stream().filter(event -> event.version() < version && event.name().equals("orders.order-taken-over")).findFirst().map(event -> event.data().path("principal").asText());
            if (account.isPresent()) return CompletableFuture.completedFuture(account);
            return orders.events(why.id(), 0, 1, why.version()).thenApply(first -> first.fold(events -> events.stream().map(Happened::data).map(data -> data.path("principal")).filter(JsonNode::isTextual).map(JsonNode::asText).findFirst(),
                    refused -> Optional.empty()));
        }
    }
}
