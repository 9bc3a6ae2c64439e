package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import souk.flashsale.api.ClaimId;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleTerms;
import souk.flashsale.api.TransferCommand;
import souk.inventory.Inventory;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.platform.wire.Codec;
import souk.testkit.Simulation.Trouble;

/** Who is at the {@link Bazaar}: staff with their sales, customers who claim, orders that buy what was claimed, others who buy the SKU out of the stock; and the books of it all. */
final class BazaarTraders {
    static final String SKU = "MUG";
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final Random random;
    private final Bazaar bazaar;
    private final List<SaleCommand.Create> sales = new ArrayList<>();
    private final Map<String, String> soldTo = new HashMap<>();
    private int counted;
    private int sold;
    private int changed;

    BazaarTraders(Random random, Trouble trouble) {
        this.random = random;
        this.bazaar = new Bazaar(random, trouble, types(), START);
    }

    private static List<Blueprint<?, ?>> types() {
        var types = new ArrayList<Blueprint<?, ?>>(FlashSale.capability().blueprints());
        types.addAll(Inventory.capability().blueprints());
        return types;
    }

    Bazaar bazaar() {
        return bazaar;
    }

    int sold() {
        return sold;
    }

    int changed() {
        return changed;
    }

    // ---- a durable process: its stage and the time of its last event are its own, each thing it says is said until it is answered

    private final class Process {
        private Address<?> to;
        private Command<?> command;
        private Consumer<Outcome<?>> heard;
        private int said;
        private boolean done;

        private void says(Address<?> whom, Command<?> what, Consumer<Outcome<?>> then) {
            to = whom;
            command = what;
            heard = then;
            said++;
            send(said);
        }

        private void send(int which) {
            if (done || which != said) return;
            bazaar.tell(to, command, outcome -> {
                if (which == said && !done) {
                    said++;
                    heard.accept(outcome);
                }
            });
            bazaar.after(Duration.ofMillis(2_000 + random.nextInt(5_000)), () -> send(which));
        }

        private void pause(int most, Runnable then) {
            bazaar.after(Duration.ofMillis(random.nextInt(most)), then);
        }

        private void done() {
            done = true;
        }
    }

    // ---- what they do

    void counts(String location, int units) {
        bazaar.ask(StockCommand.at(SKU), new StockCommand.Count(location, units, Optional.empty(), Optional.empty()));
        counted += units;
    }

    /** A sale that is planned twice: a copy changes nothing. */
    SaleCommand.Create plans(int units, int perCustomer, Duration in, Duration lasting, Duration ttl, int counters, int buckets) {
        var from = bazaar.now().plus(in);
        var id = "sale" + sales.size();
        var create = new SaleCommand.Create(id, new SaleTerms(SKU, "A mug", Money.of(500, "GBP"), perCustomer, from, from.plus(lasting), ttl), units, counters, buckets, "f");
        sales.add(create);
        new Process().says(SaleCommand.at(id), create, outcome -> {});
        return create;
    }

    void callsOff(SaleCommand.Create sale) {
        bazaar.tell(SaleCommand.at(sale.saleId()), new SaleCommand.CallOff(), outcome -> {});
    }

    /** It shall be at another time, of other units: asked for until it is answered. */
    void changes(SaleCommand.Create sale, String name, Duration in, Duration lasting, int units) {
        var from = bazaar.now().plus(in);
        var change = new SaleCommand.Change(name, name, Optional.empty(), Optional.empty(), random.nextBoolean() ? Optional.of(units) : Optional.empty(), Optional.empty(), Optional.of(from),
                Optional.of(from.plus(lasting)), Optional.empty(), 5);
        var process = new Process();
        process.says(SaleCommand.at(sale.saleId()), change, outcome -> {
            changed += outcome instanceof Outcome.Accepted ? 1 : 0;
            process.done();
        });
    }

    /** How it is shared out, if that is settled. */
    private Optional<SaleEvent.Created> settled(SaleCommand.Create sale) {
        return bazaar.states(Sale.BLUEPRINT).filter(each -> !each.status().open() && each.id().equals(sale.saleId())).map(Sale::created).findFirst();
    }

    /** Units of one of its counters go to another. */
    void rebalances(SaleCommand.Create planned, String name) {
        var settled = settled(planned);
        if (settled.isEmpty() || settled.get().counters() < 2) return;
        var sale = settled.get();
        int from = random.nextInt(sale.counters());
        int to = (from + 1 + random.nextInt(sale.counters() - 1)) % sale.counters();
        var begin = new TransferCommand.Begin(name, sale.saleId(), Counters.number(from, sale.buckets()), Counters.number(to, sale.buckets()), 1 + random.nextInt(5));
        bazaar.tell(TransferCommand.at(name), begin, outcome -> {});
    }

    /** Somebody who buys out of the stock, or does not in the end. */
    void rival(String name, int quantity) {
        var process = new Process();
        var stock = StockCommand.at(SKU);
        var at = bazaar.now();
        process.says(stock, new StockCommand.Reserve(SKU, name, quantity, at, at.plusSeconds(900)), held -> process.pause(60_000, () -> {
            if (held instanceof Outcome.Accepted && random.nextInt(3) == 0) {
                process.says(stock, new StockCommand.Commit(name, bazaar.now()), committed -> {
                    if (committed instanceof Outcome.Accepted) sold += quantity;
                    if (committed instanceof Outcome.Accepted) process.done();
                    else process.says(stock, new StockCommand.Release(name, bazaar.now()), released -> process.done());
                });
            } else {
                process.says(stock, new StockCommand.Release(name, bazaar.now()), released -> process.done());
            }
        }));
    }

    /** Claims, asks again under the same key, and buys, gives back or forgets about it. */
    void customer(SaleCommand.Create planned, String name, int quantity) {
        var settled = settled(planned);
        if (settled.isEmpty()) {
            if (bazaar.now().isBefore(START.plusSeconds(300))) bazaar.after(Duration.ofSeconds(5), () -> customer(planned, name, quantity));
            return;
        }
        var sale = settled.get();
        int counter = Counters.home(name, sale.counters(), sale.buckets());
        var at = CounterCommand.at(sale.saleId(), counter);
        var claimId = new ClaimId(sale.saleId(), counter, name).toString();
        boolean[] granted = {false};
        claims(at, new CounterCommand.Claim(claimId, name, quantity, bazaar.now()), 4, granted, claim -> {
            switch (random.nextInt(6)) {
                case 0 -> { }
                case 1 -> bazaar.tell(at, new CounterCommand.Release(claimId, name), outcome -> {});
                default -> order(at, claim, name, "order-of-" + name + "-1");
            }
            if (random.nextInt(6) == 0) order(at, claim, name, "order-of-" + name + "-2");
        });
    }

    private void claims(Address<?> at, CounterCommand.Claim claim, int tries, boolean[] granted, Consumer<ClaimView> then) {
        bazaar.tell(at, claim, outcome -> {
            if (granted[0] || !(outcome instanceof Outcome.Accepted<?> yes)) return;
            granted[0] = true;
            then.accept((ClaimView) yes.reply());
        });
        bazaar.after(Duration.ofSeconds(5), () -> {
            if (!granted[0] && tries > 1) claims(at, new CounterCommand.Claim(claim.claimId(), claim.customer(), claim.quantity(), bazaar.now()), tries - 1, granted, then);
        });
    }

    /** An order takes the claim, and in the end has it paid or lets go of it. */
    private void order(Address<?> at, ClaimView claim, String customer, String order) {
        var process = new Process();
        process.pause(40_000, () -> process.says(at, new CounterCommand.Attach(claim.claimId(), customer, order, bazaar.now(), bazaar.now().plusSeconds(30 + random.nextInt(300))), attached ->
                process.pause(60_000, () -> {
                    if (attached instanceof Outcome.Accepted && random.nextInt(4) > 0) {
                        process.says(at, new CounterCommand.Sell(claim.claimId(), order), paid -> {
                            if (paid instanceof Outcome.Accepted) {
                                sold += claim.quantity();
                                assertThat(soldTo.put(claim.claimId(), order)).as("who else has %s", claim).isNull();
                                process.done();
                            } else {
                                letsGo(at, claim, order, process);
                            }
                        });
                    } else {
                        letsGo(at, claim, order, process);
                    }
                })));
    }

    private void letsGo(Address<?> at, ClaimView claim, String order, Process process) {
        process.says(at, new CounterCommand.Detach(claim.claimId(), order, bazaar.now()), outcome -> process.done());
    }

    // ---- the books

    /** A sale that has a time has it in the calendar, from when it is told so until it gives it free; and no two have some of the same. */
    void agree() {
        var bookings = bazaar.states(Calendar.BLUEPRINT).findFirst().orElse(Calendar.EMPTY).bookings();
        bazaar.states(Sale.BLUEPRINT).filter(sale -> sale.status() == SaleStatus.SCHEDULED || sale.status().ordinal() >= SaleStatus.RESERVING.ordinal() && sale.status().ordinal() < SaleStatus.FREEING.ordinal()).forEach(sale -> {
            var terms = sale.created().terms();
            var booking = bookings.get(sale.id());
            assertThat(booking).as("the booking of %s", sale).isNotNull();
            assertThat(List.of(booking.from(), booking.to())).as("the booking of %s", sale).isEqualTo(List.of(terms.startsAt(), terms.endsAt()));
        });
        var times = bookings.entrySet().stream().map(Map.Entry::getValue).sorted(Comparator.comparing(Calendar.Booking::from)).toList();
        for (int i = 1; i < times.size(); i++) assertThat(times.get(i).from()).isAfterOrEqualTo(times.get(i - 1).to());
    }

    /** From now on nothing goes wrong; everything comes to its end. */
    void settleDown() {
        bazaar.calmDown();
        bazaar.run(Duration.ofHours(3));
    }

    /** Everything agrees with everything. */
    void audit() {
        assertThat(bazaar.states(Sale.BLUEPRINT)).allSatisfy(sale -> {
            assertThat(sale.status()).as("%s", sale).isIn(SaleStatus.NONE, SaleStatus.ENDED, SaleStatus.REJECTED);
            assertThat(Sale.BLUEPRINT.next(sale, bazaar.now())).isEmpty();
        });
        assertThat(bazaar.states(Calendar.BLUEPRINT)).allSatisfy(calendar -> assertThat(calendar.bookings()).isEmpty());
        assertThat(bazaar.states(Transfer.BLUEPRINT)).allSatisfy(transfer -> assertThat(transfer.status()).isIn(Transfer.Status.NONE, Transfer.Status.OVER));
        assertThat(bazaar.states(Counter.BLUEPRINT)).allSatisfy(counter -> {
            assertThat(counter.left()).as("left at %s", counter).isZero();
            assertThat(counter.claims().open()).as("claimed at %s", counter).isZero();
            assertThat(counter.moves().given()).isEmpty();
            assertThat(counter.moves().taken()).isEmpty();
        });
        var level = (StockLevel) ((Outcome.Accepted<?>) bazaar.ask(StockCommand.at(SKU), new StockCommand.Look())).reply();
        assertThat(level.reserved()).as("reserved").isZero();
        assertThat(level.onHand() + sold).as("on hand and sold").isEqualTo(counted);
        var stock = bazaar.all().stream().filter(each -> each.blueprint.type().equals("inventory.stock")).findFirst().orElseThrow();
        for (String map : List.of("held", "lapsed", "returns")) assertThat(Codec.toJson(stock.state())).as("%s of the stock", map).containsPattern("\"" + map + "\" : \\{ \\}");
    }
}
