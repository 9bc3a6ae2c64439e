package souk.flashdemo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import souk.flashdemo.Books.Claim;
import souk.flashdemo.Books.Place;
import souk.flashdemo.Purchases.Bought;
import souk.flashdemo.Told.Granted;
import souk.flashdemo.Told.Paid;
import souk.flashdemo.Verdict.Rule;

/** Compares what stands in the logs with itself, with what the shop said of the sale, and with what it told the buyers. */
final class Audit {
    private static final int EXAMPLES = 10;

    /**
     * What the shop said when it was asked.
     *
     * @param left     units that could be claimed when the last buyer had gone
     * @param inStock  units of the SKU when the sale was over
     */
    record Said(long left, long inStock) {}

    private final Plan plan;
    private final Books books;
    private final List<Told> told;
    private final Said said;
    private final List<Verdict.Check> checks = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private final Map<String, Integer> buyersOf = new HashMap<>();
    private Rule rule;

    private Audit(Plan plan, Books books, List<Told> told, Said said) {
        this.plan = plan;
        this.books = books;
        this.told = told;
        this.said = said;
    }

    /** What came of it. */
    static Verdict of(Plan plan, Books books, List<Told> told, Said said) {
        var audit = new Audit(plan, books, told, said);
        audit.units();
        audit.shares();
        audit.orders();
        audit.buyers();
        audit.examples.addAll(books.examples());
        var units = new Verdict.Units(books.granted(), books.open(), books.sold(), books.left(), books.collected());
        return new Verdict(units, audit.confirmed().size(), books.events(), audit.checks, audit.examples);
    }

    private void units() {
        rule = Rule.UNITS;
        check("units of the sale: taken from the stock", plan.units(), books.taken());
        check("units of the sale: at its counters when it opened", plan.units(), books.opened());
        check("units claimed (and not given back) = units gone from the offer", plan.units() - said.left(), books.granted() - books.cameBack());
        check("open + sold + left + collected = quantity", plan.units(), books.open() + books.sold() + books.left() + books.collected());
        check("positions at which a counter has fewer than none, or keeps some", 0, books.shortPositions());
        check("events that contradict the ones before", 0, books.strangeEvents());
        check("transfers between counters that did not arrive", 0, books.unfinishedMoves());
        check("units collected = units returned to the stock", books.collected(), books.returned());
        check("units in the stock afterwards = quantity - sold", plan.units() - books.sold(), said.inStock());
    }

    private void shares() {
        rule = Rule.SHARE;
        check("positions at which a customer has more than " + plan.perCustomer(), 0, books.positionsOverCap());
        check("customers with claims at several counters", 0, books.customersOfSeveralCounters());
    }

    private void orders() {
        rule = Rule.ORDERS;
        var sold = books.claims().values().stream().filter(claim -> !claim.soldTo.isEmpty() || claim.place == Place.SOLD).toList();
        count("claims that were sold twice", sold, claim -> claim.soldTo.size() == 1 ? 0 : 1, claim -> "claim " + claim.id + " was sold to " + claim.soldTo);
        count("sold claims without exactly one confirmed order, the one it was sold to", sold, this::withoutItsOrder, claim -> "claim " + claim.id + " was sold to " + claim.soldTo + ", orders " + books.purchases().ordersOf(claim.id));
        count("claims in confirmed orders that are not sold", books.purchases().ordered(), id -> books.claims().containsKey(id) && books.claims().get(id).place == Place.SOLD ? 0 : 1,
                id -> "claim " + id + " is in " + books.purchases().ordersOf(id));
        count("claims in confirmed orders of another customer, quantity or price", sold, this::otherwiseOrdered, claim -> "claim " + claim.id + " of " + claim.quantity + " for " + claim.customer + ", orders " + books.purchases().ordersOf(claim.id));
        count("claims whose order was not made of a cart with it", sold, claim -> books.purchases().ordersOf(claim.id).stream().allMatch(order -> books.purchases().hadInCart(order, claim.id)) ? 0 : 1,
                claim -> "claim " + claim.id + ", orders " + books.purchases().ordersOf(claim.id));
    }

    private Set<String> confirmed() {
        return books.purchases().ordered().stream().flatMap(claim -> books.purchases().ordersOf(claim).stream()).map(Bought::orderId).collect(Collectors.toCollection(TreeSet::new));
    }

    private long withoutItsOrder(Claim claim) {
        var orders = books.purchases().ordersOf(claim.id);
        return orders.size() == 1 && claim.soldTo.contains(orders.get(0).orderId()) ? 0 : 1;
    }

    private long otherwiseOrdered(Claim claim) {
        return books.purchases().ordersOf(claim.id).stream().allMatch(order -> order.principal().equals(claim.customer) && order.lines().stream().filter(line -> line.claimId().get().equals(claim.id))
                .allMatch(line -> line.quantity() == claim.quantity && line.unitPrice().equals(books.price()) && line.total().equals(books.price().times(claim.quantity)))) ? 0 : 1;
    }

    private void buyers() {
        rule = Rule.TOLD;
        var granted = told.stream().flatMap(each -> each.claims().stream()).toList();
        count("claims that buyers were told of, but which the log does not have like that", granted, this::otherwiseGranted, claim -> "a buyer was told of " + claim);
        check("claims in the log that no buyer was told of", 0, books.claims().size() - granted.stream().map(Granted::claimId).filter(books.claims()::containsKey).distinct().count());
        told.forEach(each -> customers(each).forEach(customer -> buyersOf.merge(customer, 1, Integer::sum)));
        count("buyers whose claims are not one customer's and theirs alone", told, this::notOneCustomer, each -> "a buyer was told of " + each.claims());
        var paid = told.stream().flatMap(each -> each.paid().stream()).toList();
        count("orders that buyers were told of, but which the log does not have like that", paid, this::otherwisePaid, order -> "a buyer was told of " + order);
        var orders = confirmed();
        paid.forEach(order -> orders.remove(order.orderId()));
        check("confirmed orders that no buyer was told of", 0, orders.size());
        count("buyers who were told that they have more than " + plan.perCustomer(), told, each -> each.units() > plan.perCustomer() ? 1 : 0, each -> "a buyer has " + each.claims());
        count("claims beyond the share of a buyer that were refused for another reason", told, this::refusedOtherwise, each -> "a buyer with " + each.claims() + " was told " + each.refused());
        count("buyers who were told sold-out although units were left", told,
                each -> each.refused().stream().anyMatch(refused -> refused.code().equals("sold-out") && books.granted() + refused.quantity() <= plan.units()) ? 1 : 0, each -> "a buyer was told " + each.refused());
    }

    private long otherwiseGranted(Granted claim) {
        var there = books.claims().get(claim.claimId());
        return there != null && there.quantity == claim.quantity() && there.expiresAt.equals(claim.expiresAt()) ? 0 : 1;
    }

    /** Whether its claims are of several customers, or of one that another buyer is too. */
    private long notOneCustomer(Told each) {
        var own = customers(each);
        return own.size() > 1 || own.stream().anyMatch(customer -> buyersOf.get(customer) > 1) ? 1 : 0;
    }

    /** Whose the claims are that it was told of. */
    private Set<String> customers(Told each) {
        return each.claims().stream().map(Granted::claimId).filter(books.claims()::containsKey).map(id -> books.claims().get(id).customer).collect(Collectors.toSet());
    }

    private long otherwisePaid(Paid order) {
        Set<String> claims = new HashSet<>(order.claims());
        long pence = 0;
        for (String claim : claims) {
            var there = books.purchases().ordersOf(claim);
            if (there.size() != 1 || !there.get(0).orderId().equals(order.orderId())) return 1;
            pence += there.get(0).lines().stream().filter(line -> line.claimId().get().equals(claim)).mapToLong(line -> line.total().amount()).sum();
        }
        return !claims.isEmpty() && pence == order.pence() ? 0 : 1;
    }

    /** Sold out is the other truth, once it is. */
    private long refusedOtherwise(Told each) {
        return each.units() < plan.perCustomer() ? 0 : each.refused().stream().filter(refused -> !Set.of("limit-reached", "sold-out").contains(refused.code())).count();
    }

    private void check(String what, long expected, long found) {
        checks.add(new Verdict.Check(rule, what, expected, found));
    }

    private <T> void count(String what, Collection<T> all, ToLongFunction<T> wrong, Function<T, String> words) {
        long found = 0;
        for (T each : all) {
            long more = wrong.applyAsLong(each);
            if (more > 0 && examples.size() < EXAMPLES) examples.add(words.apply(each));
            found += more;
        }
        check(what, 0, found);
    }
}
