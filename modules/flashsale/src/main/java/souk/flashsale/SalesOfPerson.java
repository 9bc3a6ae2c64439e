package souk.flashsale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import souk.flashsale.SaleList.Entry;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterCommand.Theirs;
import souk.flashsale.room.WaitingRoom;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;
import souk.platform.reading.Lanes;
import souk.platform.reading.Served;

/**
 * What counters and waiting rooms remember of a person: each sale is asked, as nothing lists them by person. The counters of a sale that has been over for long are not: they remember what was sold only, which
 * the orders tell, too.
 */
final class SalesOfPerson implements PersonalData {
    private static final int PAGE = 100;
    private static final int AT_ONCE = 8;
    /** Longer than an order may be held for review, with what it has claimed. */
    private static final Duration LONG = Duration.ofDays(30);

    /** @param number in its waiting room */
    record OneSale(String saleId, String sku, Instant startsAt, List<CounterCommand.TheirClaim> claims, Optional<Long> number) {
        private boolean says() {
            return !claims.isEmpty() || number.isPresent();
        }
    }

    private final Node node;
    private final Served<SaleListStore> sales;
    private final WaitingRoom rooms;

    private SalesOfPerson(Node node) {
        this.node = node;
        sales = Served.of(node, SaleList.VIEW, SaleListStore::new);
        rooms = new WaitingRoom(node);
    }

    static PersonalData of(Node node) {
        return new SalesOfPerson(node);
    }

    @Override
    public CompletionStage<Outcome<List<OneSale>>> of(Principal person, Asking asking) {
        return more(person, asking, new ArrayList<>(), Optional.empty());
    }

    private CompletionStage<Outcome<List<OneSale>>> more(Principal person, Asking asking, List<OneSale> found, Optional<String> after) {
        return sales.ask(store -> store.planned(PAGE, after)).thenCompose(slice -> {
            var told = new ConcurrentLinkedQueue<Outcome<OneSale>>();
            return Lanes.each(slice.items(), AT_ONCE, sale -> of(sale, person, asking).thenAccept(told::add)).thenCompose(done -> {
                Optional<Rejection> refusal = Optional.empty();
                for (var each : told) refusal = refusal.or(() -> each.fold(one -> said(one, found), Optional::of));
                if (refusal.isPresent()) return CompletableFuture.completedFuture(Outcome.refused(refusal.get()));
                return slice.next().isPresent() ? more(person, asking, found, slice.next()) : CompletableFuture.completedFuture(Outcome.accepted(found));
            });
        });
    }

    private static Optional<Rejection> said(OneSale one, List<OneSale> found) {
        if (one.says()) found.add(one);
        return Optional.empty();
    }

    private CompletionStage<Outcome<OneSale>> of(Entry sale, Principal person, Asking asking) {
        return claims(sale, person, asking).thenCompose(claims -> claims.<CompletionStage<Outcome<OneSale>>>fold(
                theirs -> rooms.number(sale.id(), person, asking).thenApply(number -> number.map(has -> new OneSale(sale.id(), sale.terms().sku(), sale.terms().startsAt(), theirs.claims(), has))),
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    private CompletionStage<Outcome<Theirs>> claims(Entry sale, Principal person, Asking asking) {
        if (node.clock().instant().isAfter(sale.terms().endsAt().plus(LONG))) return CompletableFuture.completedFuture(Outcome.accepted(new Theirs(List.of())));
        return node.entities().ask(CounterCommand.at(sale.id(), Counters.home(person.id(), sale.counters(), sale.buckets())), new CounterCommand.LookAtCustomer(person.id()), asking);
    }
}
