package souk.cart;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import souk.cart.api.CartCommand.NewLine;
import souk.cart.api.CartCommand.Units;
import souk.cart.api.CartCommand.VendorQuote;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent.AddedLine;
import souk.cart.api.CartEvent.NewPrice;
import souk.kernel.Money;

/**
 * The lines of a cart, in the order in which they came: few enough (see {@code CartCommand.MAX_LINES}) to be copied.
 *
 * @param lastId the number of lines there ever were; a line's id is its number
 */
record Lines(List<Item> items, int lastId) {
    static final Lines NONE = new Lines(List.of(), 0);

    /**
     * @param claimId  the claim of a flash sale, if it is one
     * @param vendorId whose units they are; empty: the shop's own
     * @param freight  of a unit of a vendor's
     */
    record Item(String id, String sku, String name, int quantity, Money unitPrice, Optional<String> claimId, Optional<String> vendorId, Optional<Money> freight) {
        Item {
            if (claimId == null) claimId = Optional.empty();
            if (vendorId == null) vendorId = Optional.empty();
            if (freight == null) freight = Optional.empty();
        }

        /** What all its units cost to send. */
        Money shipping() {
            return freight.map(each -> each.times(quantity)).orElseGet(() -> Money.zero(unitPrice.currency()));
        }

        Money total() {
            return unitPrice.times(quantity);
        }

        Item times(int newQuantity) {
            return new Item(id, sku, name, newQuantity, unitPrice, claimId, vendorId, freight);
        }

        Item at(NewPrice price) {
            return new Item(id, sku, name, quantity, price.unitPrice(), claimId, vendorId, vendorId.isEmpty() ? freight : price.freight());
        }
    }

    Lines {
        items = items == null ? List.of() : List.copyOf(items);
    }

    boolean none() {
        return items.isEmpty();
    }

    Optional<Item> find(String id) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst();
    }

    /** Which line each of these joins: the one of the same SKU at the same price, and of the same vendor at the same freight, or a new one. Claims join none, and those that are there are left out. */
    List<AddedLine> place(List<NewLine> more) {
        var placed = new ArrayList<AddedLine>(more.size());
        int last = lastId;
        for (NewLine line : more) {
            var same = items.stream().filter(item -> joins(line, item)).map(Item::id).findFirst()
                    .or(() -> placed.stream().filter(other -> joins(line, of(other))).map(AddedLine::lineId).findFirst());
            if (same.isPresent() && line.claimId().isPresent()) continue;
            placed.add(new AddedLine(same.isPresent() ? same.get() : Integer.toString(++last), line.sku(), line.name(), line.quantity(), line.unitPrice(), line.claimId(), line.vendorId(), line.freight()));
        }
        return placed;
    }

    private static boolean joins(NewLine line, Item item) {
        return line.claimId().equals(item.claimId()) && (item.claimId().isPresent()
                || line.sku().equals(item.sku()) && line.unitPrice().equals(item.unitPrice()) && line.vendorId().equals(item.vendorId()) && line.freight().equals(item.freight()));
    }

    private static Item of(AddedLine line) {
        return new Item(line.lineId(), line.sku(), line.name(), line.quantity(), line.unitPrice(), line.claimId(), line.vendorId(), line.freight());
    }

    Lines added(List<AddedLine> more) {
        var after = new ArrayList<>(items);
        int last = lastId;
        for (AddedLine line : more) {
            int index = 0;
            while (index < after.size() && !after.get(index).id().equals(line.lineId())) index++;
            if (index < after.size()) {
                after.set(index, after.get(index).times(after.get(index).quantity() + line.quantity()));
            } else {
                after.add(of(line));
                last++;
            }
        }
        return new Lines(after, last);
    }

    Lines changed(String id, int quantity) {
        return each(item -> item.id().equals(id) ? item.times(quantity) : item);
    }

    Lines removed(String id) {
        return new Lines(items.stream().filter(item -> !item.id().equals(id)).toList(), lastId);
    }

    /** Without these units; a line of which nothing is left goes. */
    Lines without(List<Units> units) {
        var gone = units.stream().collect(Collectors.toMap(Units::lineId, Units::quantity, Integer::sum));
        return new Lines(items.stream().filter(item -> item.quantity() > gone.getOrDefault(item.id(), 0)).map(item -> item.times(item.quantity() - gone.getOrDefault(item.id(), 0))).toList(), lastId);
    }

    /** The prices that differ from these quotes, by SKU, and by vendor; what has no quote, or is a claim, keeps its price. */
    List<NewPrice> differing(Map<String, Money> quotes, List<VendorQuote> offers) {
        return items.stream().flatMap(item -> today(item, quotes, offers).stream().filter(price -> !price.unitPrice().equals(item.unitPrice()) || !price.freight().equals(item.freight()))).toList();
    }

    private static Optional<NewPrice> today(Item item, Map<String, Money> quotes, List<VendorQuote> offers) {
        if (item.claimId().isPresent()) return Optional.empty();
        if (item.vendorId().isEmpty()) return Optional.ofNullable(quotes.get(item.sku())).map(price -> new NewPrice(item.id(), price));
        return offers.stream().filter(offer -> offer.sku().equals(item.sku()) && offer.vendorId().equals(item.vendorId().get())).findFirst()
                .map(offer -> new NewPrice(item.id(), offer.price(), Optional.of(offer.freight())));
    }

    Lines repriced(List<NewPrice> prices) {
        return each(item -> prices.stream().filter(price -> price.lineId().equals(item.id())).findFirst().map(item::at).orElse(item));
    }

    private Lines each(UnaryOperator<Item> change) {
        return new Lines(items.stream().map(change).toList(), lastId);
    }

    /** @throws ArithmeticException when the sum is beyond what {@link Money} holds */
    CartContents.Totals totals(Currency currency) {
        var subtotal = Money.zero(currency);
        var shipping = Money.zero(currency);
        for (Item item : items) {
            subtotal = subtotal.plus(item.total());
            shipping = shipping.plus(item.shipping());
        }
        var none = Money.zero(currency);
        return new CartContents.Totals(subtotal, none, shipping, none, subtotal.plus(shipping));
    }

    /** Whether {@link #totals} would fail. */
    boolean tooLarge(Currency currency) {
        try {
            totals(currency);
            return false;
        } catch (ArithmeticException beyond) {
            return true;
        }
    }

    List<CartContents.Line> shown() {
        return items.stream().map(item -> new CartContents.Line(item.id(), item.sku(), item.name(), item.quantity(), item.unitPrice(), item.total(), item.claimId(), item.vendorId(), item.freight())).toList();
    }
}
