package souk.flashsale;

import java.time.Duration;
import java.time.Instant;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.SaleTerms;
import souk.kernel.Money;
import souk.testkit.Spec;

/** A sale that lasts from noon to one, and one of its counters. */
final class FlashSamples {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Instant ONE = NOON.plusSeconds(3_600);
    static final Duration TTL = Duration.ofMinutes(10);
    static final String SALE = "sale";
    static final String COUNTER = "sale.3";
    static final SaleTerms TERMS = terms(2);

    private FlashSamples() {}

    static SaleTerms terms(int perCustomer) {
        return new SaleTerms("MUG", "A mug", Money.of(500, "GBP"), perCustomer, NOON, ONE, TTL);
    }

    /** A counter with so many units, at noon. */
    static Spec<Counter, CounterEvent> aCounter(int units) {
        return aCounter(units, TERMS);
    }

    static Spec<Counter, CounterEvent> aCounter(int units, SaleTerms terms) {
        return Spec.of(Counter.BLUEPRINT).at(NOON).given(new CounterEvent.Opened(COUNTER, terms, units));
    }

    static String id(String claim) {
        return COUNTER + "." + claim;
    }

    /** One unit, asked for at noon. */
    static CounterCommand.Claim claim(String claim, String customer) {
        return claim(claim, customer, 1);
    }

    static CounterCommand.Claim claim(String claim, String customer, int quantity) {
        return claim(claim, customer, quantity, NOON);
    }

    static CounterCommand.Claim claim(String claim, String customer, int quantity, Instant sentAt) {
        return new CounterCommand.Claim(id(claim), customer, quantity, sentAt);
    }

    static CounterCommand.Release release(String claim, String customer) {
        return new CounterCommand.Release(id(claim), customer);
    }

    static CounterCommand.LookAtClaim look(String claim, String customer) {
        return new CounterCommand.LookAtClaim(id(claim), customer);
    }

    /** By an order, sent at that time, for twenty minutes. */
    static CounterCommand.Attach attach(String claim, String customer, String order, Instant sentAt) {
        return new CounterCommand.Attach(id(claim), customer, order, sentAt, sentAt.plusSeconds(1_200));
    }

    static CounterCommand.Attach attach(String claim, String customer, String order) {
        return attach(claim, customer, order, NOON);
    }

    static CounterCommand.Sell sell(String claim, String order) {
        return new CounterCommand.Sell(id(claim), order);
    }

    static CounterCommand.Detach detach(String claim, String order, Instant sentAt) {
        return new CounterCommand.Detach(id(claim), order, sentAt);
    }

    static CounterCommand.Detach detach(String claim, String order) {
        return detach(claim, order, NOON);
    }

    static CounterCommand.Expire expire() {
        return new CounterCommand.Expire();
    }
}
