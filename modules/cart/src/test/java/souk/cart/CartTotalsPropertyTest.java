package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.testkit.Spec;

/** Random carts beside a recomputation that shares nothing with them: a list of what was accepted, added up in unbounded numbers. */
class CartTotalsPropertyTest {
    private static final BigInteger MOST = BigInteger.valueOf(Money.MAX);

    @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
    void theTotalIsWhatAnIndependentRecomputationFinds(@ForAll long seed) {
        var random = new Random(seed);
        var cart = CartTest.open();
        var expected = new Ledger();
        int steps = 1 + random.nextInt(12);
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(9)) {
                case 0 -> change(cart, expected, random);
                case 1 -> remove(cart, expected, random);
                case 2 -> reprice(cart, expected, random, step);
                case 3 -> list(cart, random);
                default -> add(cart, expected, random, step);
            }
            expected.agreesWith(cart.state().contents());
        }
    }

    private static void add(Spec<Cart, CartEvent> cart, Ledger expected, Random random, int step) {
        var lines = new ArrayList<CartCommand.NewLine>();
        for (int i = random.nextInt(3); i >= 0; i--) lines.add(line(random));
        boolean keyed = random.nextBoolean();
        var command = new CartCommand.AddLines("anna", lines, keyed ? Optional.of(new CartCommand.RequestKey("k" + step, "f")) : Optional.empty(), Optional.empty(),
                cart.state().contents().priceList());
        if (accepted(cart.when(command))) lines.forEach(expected::add);
        if (keyed && accepted(cart)) assertThat(cart.when(command).events()).isEmpty();
    }

    private static CartCommand.NewLine line(Random random) {
        String sku = "S" + random.nextInt(6);
        if (random.nextInt(4) > 0) return new CartCommand.NewLine(sku, "Thing", quantity(random), price(random), claim(random));
        return new CartCommand.NewLine(sku, "Thing", quantity(random), price(random), Optional.empty(), Optional.of("vendor-" + random.nextInt(2)), Optional.of(price(random)));
    }

    private static void change(Spec<Cart, CartEvent> cart, Ledger expected, Random random) {
        if (expected.entries.isEmpty()) return;
        int line = random.nextInt(expected.entries.size());
        int quantity = quantity(random);
        boolean changed = accepted(cart.when(new CartCommand.ChangeLine("anna", id(cart, line), Optional.of(quantity), Optional.empty())));
        if (changed && quantity != expected.entries.get(line).quantity) expected.change(line, quantity);
    }

    private static void remove(Spec<Cart, CartEvent> cart, Ledger expected, Random random) {
        if (expected.entries.isEmpty()) return;
        int line = random.nextInt(expected.entries.size());
        assertThat(accepted(cart.when(new CartCommand.RemoveLine("anna", id(cart, line), Optional.empty())))).isTrue();
        expected.entries.remove(line);
    }

    /** A checkout at new prices: it is told of them, or it freezes the cart and comes to nothing. */
    private static void reprice(Spec<Cart, CartEvent> cart, Ledger expected, Random random, int step) {
        var quote = price(random);
        var sku = "S" + random.nextInt(6);
        var offer = new CartCommand.VendorQuote(sku, "vendor-" + random.nextInt(2), price(random), price(random));
        cart.when(new CartCommand.BeginCheckout("o" + step, "anna", cart.state().version(), Map.of(sku, quote), List.of(offer)));
        boolean told = cart.events().stream().anyMatch(CartEvent.Repriced.class::isInstance);
        if (told) expected.reprice(sku, quote.amount(), offer);
        cart.when(new CartCommand.Reopen("o" + step, 0));
    }

    /** Another price list, or none: what is there already keeps its price. */
    private static void list(Spec<Cart, CartEvent> cart, Random random) {
        boolean assign = random.nextBoolean();
        assertThat(accepted(cart.when(assign ? CartPriceListTest.ASSIGN : new CartCommand.RemovePriceList(Optional.empty())))).isTrue();
    }

    private static String id(Spec<Cart, CartEvent> cart, int line) {
        return cart.state().contents().lines().get(line).id();
    }

    private static boolean accepted(Spec<Cart, CartEvent> cart) {
        return cart.outcome() instanceof Outcome.Accepted;
    }

    /** Few, so that some come twice. */
    private static Optional<String> claim(Random random) {
        return random.nextInt(4) == 0 ? Optional.of("sale.0.claim-" + random.nextInt(4)) : Optional.empty();
    }

    private static int quantity(Random random) {
        return random.nextInt(10) == 0 ? 1 + random.nextInt(CartCommand.MAX_QUANTITY) : 1 + random.nextInt(20);
    }

    private static Money price(Random random) {
        return CartTest.gbp(switch (random.nextInt(12)) {
            case 0 -> Money.MAX - random.nextInt(3);
            case 1 -> (long) (random.nextDouble() * Money.MAX);
            case 2 -> 0;
            case 3, 4, 5 -> 100;
            default -> random.nextInt(100_000);
        });
    }

    /** What was accepted, line by line in the order in which the lines came. */
    private static final class Ledger {
        private record Entry(String sku, long price, int quantity, Optional<String> claim, Optional<String> vendor, long freight) {}

        private final List<Entry> entries = new ArrayList<>();

        void add(CartCommand.NewLine line) {
            if (line.claimId().isPresent() && entries.stream().anyMatch(entry -> entry.claim.equals(line.claimId()))) return;
            for (int i = 0; i < entries.size() && line.claimId().isEmpty(); i++) {
                var entry = entries.get(i);
                if (entry.claim.isEmpty() && entry.sku.equals(line.sku()) && entry.price == line.unitPrice().amount() && entry.vendor.equals(line.vendorId()) && entry.freight == freight(line)) {
                    change(i, entry.quantity + line.quantity());
                    return;
                }
            }
            entries.add(new Entry(line.sku(), line.unitPrice().amount(), line.quantity(), line.claimId(), line.vendorId(), freight(line)));
        }

        private static long freight(CartCommand.NewLine line) {
            return line.freight().map(Money::amount).orElse(0L);
        }

        /** @throws AssertionError for a claim, whose quantity is its own */
        void change(int line, int quantity) {
            var entry = entries.get(line);
            if (entry.claim.isPresent()) throw new AssertionError(entry + " got the quantity " + quantity);
            entries.set(line, new Entry(entry.sku, entry.price, quantity, entry.claim, entry.vendor, entry.freight));
        }

        void reprice(String sku, long price, CartCommand.VendorQuote offer) {
            entries.replaceAll(entry -> {
                if (!entry.sku.equals(sku) || entry.claim.isPresent()) return entry;
                if (entry.vendor.isEmpty()) return new Entry(sku, price, entry.quantity, entry.claim, entry.vendor, 0);
                return entry.vendor.get().equals(offer.vendorId()) ? new Entry(sku, offer.price().amount(), entry.quantity, entry.claim, entry.vendor, offer.freight().amount()) : entry;
            });
        }

        void agreesWith(CartContents cart) {
            var sum = BigInteger.ZERO;
            var shipping = BigInteger.ZERO;
            for (int i = 0; i < entries.size(); i++) {
                var total = BigInteger.valueOf(entries.get(i).price).multiply(BigInteger.valueOf(entries.get(i).quantity));
                require(cart.lines().get(i).total().amount() == total.longValueExact() && cart.lines().get(i).claimId().equals(entries.get(i).claim), cart);
                sum = sum.add(total);
                shipping = shipping.add(BigInteger.valueOf(entries.get(i).freight).multiply(BigInteger.valueOf(entries.get(i).quantity)));
            }
            var all = sum.add(shipping);
            require(cart.lines().size() == entries.size() && all.compareTo(MOST) <= 0, cart);
            var none = CartTest.gbp(0);
            require(cart.totals().equals(new CartContents.Totals(CartTest.gbp(sum.longValueExact()), none, CartTest.gbp(shipping.longValueExact()), none, CartTest.gbp(all.longValueExact()))), cart);
        }

        /** AssertJ would take longer than the carts. */
        private void require(boolean agrees, CartContents cart) {
            if (!agrees) throw new AssertionError(cart + " is not what was accepted: " + entries);
        }
    }
}
