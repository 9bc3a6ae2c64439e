package souk.cart.api;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;

/**
 * A cart as it is.
 *
 * @param version   the number of events so far
 * @param orderId   the order that has frozen it, or that it became
 * @param expiresAt when it ends unless it is changed before
 * @param priceList by which its prices are looked up; those that it does not have are the catalog's
 */
public record CartContents(String id, long version, Status status, Optional<String> orderId, Currency currency, List<Line> lines, Totals totals, Instant expiresAt,
        Optional<String> priceList) {

    /** Where a cart stands. One that is {@code MERGING} gives its lines to another, and is open again with what is left in a moment. */
    public enum Status { OPEN, CHECKING_OUT, CLOSED, EXPIRED, MERGING }

    /** A cart at the catalog's prices. */
    public CartContents(String id, long version, Status status, Optional<String> orderId, Currency currency, List<Line> lines, Totals totals, Instant expiresAt) {
        this(id, version, status, orderId, currency, lines, totals, expiresAt, Optional.empty());
    }

    public CartContents {
        lines = List.copyOf(lines);
        if (orderId == null) orderId = Optional.empty();
        if (priceList == null) priceList = Optional.empty();
    }

    /**
     * @param total    unit price times quantity, without freight
     * @param claimId  the claim of a flash sale that this line is: its quantity and its price are the claim's
     * @param vendorId whose units they are: the price is the vendor's; empty: the shop's own
     * @param freight  what a unit of a vendor's costs to send
     */
    public record Line(String id, String sku, String name, int quantity, Money unitPrice, Money total, Optional<String> claimId, Optional<String> vendorId, Optional<Money> freight) {
        /** A line of the shop's own units. */
        public Line(String id, String sku, String name, int quantity, Money unitPrice, Money total, Optional<String> claimId) {
            this(id, sku, name, quantity, unitPrice, total, claimId, Optional.empty(), Optional.empty());
        }

        /** A line of the shop's own units that is no claim. */
        public Line(String id, String sku, String name, int quantity, Money unitPrice, Money total) {
            this(id, sku, name, quantity, unitPrice, total, Optional.empty());
        }

        public Line {
            if (claimId == null) claimId = Optional.empty();
            if (vendorId == null) vendorId = Optional.empty();
            if (freight == null) freight = Optional.empty();
        }

        /** Whether its price is that of the catalog, or of a price list: neither a flash sale's nor a vendor's. */
        public boolean atShopsPrice() {
            return claimId.isEmpty() && vendorId.isEmpty();
        }
    }

    /**
     * What it comes to.
     *
     * @param subtotal the sum of the lines
     * @param shipping the freight of all units of vendors
     * @param total    subtotal - discount + shipping + tax
     */
    public record Totals(Money subtotal, Money discount, Money shipping, Money tax, Money total) {}
}
