package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import souk.cart.api.CartCommand.NewLine;
import souk.flashsale.api.ClaimId;
import souk.flashsale.api.ClaimView;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.CounterLevel;
import souk.flashsale.api.SaleTerms;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Recorded;
import souk.orders.api.OrderStatus;

/** The flash sales in a {@link Shop}, one counter each: who has claimed what, and which order it was sold to. Their units are not among those that were counted. */
final class Sales {
    private final Shop shop;
    private final Map<String, Integer> opened = new TreeMap<>();
    private final Map<String, List<NewLine>> claims = new HashMap<>();
    private final Map<String, String> soldTo = new HashMap<>();
    private int names;

    Sales(Shop shop) {
        this.shop = shop;
    }

    void open(String sku, Money price, int units, Duration timeToPay) {
        opened.put(sku, units);
        var terms = new SaleTerms(sku, "A " + sku, price, 1_000, shop.now().minusSeconds(60), shop.now().plus(Duration.ofDays(1)), timeToPay);
        shop.must(CounterCommand.at(id(sku), 0), new CounterCommand.Open(id(sku) + ".0", terms, units));
    }

    private static String id(String sku) {
        return "sale-of-" + sku;
    }

    boolean any() {
        return !opened.isEmpty();
    }

    List<String> skus() {
        return List.copyOf(opened.keySet());
    }

    /** What the customer gets of it, as a line. */
    Optional<NewLine> claim(String customer, String sku, int quantity) {
        var claim = new ClaimId(id(sku), 0, "claim-" + ++names).toString();
        var answer = shop.atOnce(CounterCommand.at(id(sku), 0), new CounterCommand.Claim(claim, customer, quantity, shop.now()));
        if (!(answer instanceof Outcome.Accepted<ClaimView> yes)) return Optional.empty();
        var line = new NewLine(yes.reply().sku(), yes.reply().name(), yes.reply().quantity(), yes.reply().unitPrice(), Optional.of(claim));
        claims.computeIfAbsent(customer, c -> new ArrayList<>()).add(line);
        return Optional.of(line);
    }

    /** All that the customer ever claimed. */
    List<NewLine> of(String customer) {
        return List.copyOf(claims.getOrDefault(customer, List.of()));
    }

    void giveBack(String customer, NewLine claim) {
        var id = claim.claimId().orElseThrow();
        shop.tell(CounterCommand.atClaim(id).orElseThrow(), new CounterCommand.Release(id, customer), done -> {});
    }

    /** At any time no unit is lost or made up, what is sold is sold once, and no order that came to nothing takes a claim again. */
    void hears(Recorded<Event> event) {
        if (event.event() instanceof CounterEvent.Attached attached) {
            assertThat(shop.states(Order.BLUEPRINT).get(attached.orderId()).status()).as("who takes %s", attached.claim()).isNotEqualTo(OrderStatus.REJECTED);
        }
        if (event.event() instanceof CounterEvent.Sold sold) {
            assertThat(soldTo.put(event.id() + "." + sold.claim(), sold.orderId())).as("who had bought %s before", sold.claim()).isNull();
        }
        opened.keySet().stream().filter(sku -> event.id().equals(id(sku) + ".0") && !(event.event() instanceof CounterEvent.Opened)).forEach(this::level);
    }

    /** The claims that an order has paid for. */
    Set<String> soldTo(String orderId) {
        var found = new TreeSet<String>();
        soldTo.forEach((claim, order) -> {
            if (order.equals(orderId)) found.add(claim);
        });
        return found;
    }

    private CounterLevel level(String sku) {
        var level = shop.must(CounterCommand.at(id(sku), 0), new CounterCommand.Look());
        assertThat(List.of(level.left(), level.claimed(), level.sold())).as("left, claimed and sold of " + sku).allMatch(units -> units >= 0);
        assertThat(level.left() + level.claimed() + level.sold()).as("units in the sale of " + sku).isEqualTo(opened.get(sku));
        return level;
    }

    /** How many units of a SKU its sale has sold; in the end none is somebody's who does not pay, and nothing else is remembered. */
    long sold(String sku) {
        if (!opened.containsKey(sku)) return 0;
        var level = level(sku);
        assertThat(level.claimed()).as("claimed of " + sku).isZero();
        assertThat(shop.json(CounterCommand.TYPE).get(id(sku) + ".0")).as("the counter of " + sku).doesNotContain("\"OPEN\"", "\"ATTACHED\"", "\"ENDED\"");
        return level.sold();
    }
}
