package souk.ledger.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An account of the shop's books: of a kind, and where each of many has one of that kind, whose it is.
 *
 * @param holder whose it is; only of a kind that has holders, and always of that
 */
public record Account(Kind kind, Optional<String> holder) {
    /** The chart of accounts. A word here is stored with every leg, so it never changes; a new kind is a new line. */
    public enum Kind {
        /** Money that the payment provider has taken for the shop. */ CASH(Side.DEBIT),
        /** The shop's own goods sold, at the prices of the lines. */ SALES(Side.CREDIT),
        /** What buyers were let off. */ DISCOUNTS(Side.DEBIT),
        /** What buyers paid for delivery, but for vendors' freight. */ FREIGHT(Side.CREDIT),
        /** What buyers paid as tax. */ TAX(Side.CREDIT),
        /** What was given back of the shop's own sales, and what buyers got back of a vendor's beyond, or short of, what that vendor had for them. */ REFUNDS(Side.DEBIT),
        /** What is owed to a vendor for its goods and their freight; held by the vendor's id. */ VENDOR(Side.CREDIT, true),
        /** What the shop keeps of what vendors sell. */ COMMISSION(Side.CREDIT),
        /** What is owed to an affiliate for the buyers that it sent; held by its code. */ AFFILIATE(Side.CREDIT, true),
        /** The same as what it costs the shop. */ AFFILIATE_SHARE(Side.DEBIT),
        /** Promises to customers, as what they cost. */ GOODWILL(Side.DEBIT),
        /** Promises to customers, as what is owed. */ CREDIT_NOTES(Side.CREDIT);

        private final Side normal;
        private final boolean held;

        Kind(Side normal) {
            this(normal, false);
        }

        Kind(Side normal, boolean held) {
            this.normal = normal;
            this.held = held;
        }

        /** The side on which it grows. */
        public Side normal() {
            return normal;
        }

        /** Whether each of many has one. */
        public boolean held() {
            return held;
        }

        /** As it is stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static final Account CASH = of(Kind.CASH);
    public static final Account SALES = of(Kind.SALES);
    public static final Account DISCOUNTS = of(Kind.DISCOUNTS);
    public static final Account FREIGHT = of(Kind.FREIGHT);
    public static final Account TAX = of(Kind.TAX);
    public static final Account REFUNDS = of(Kind.REFUNDS);
    public static final Account COMMISSION = of(Kind.COMMISSION);
    public static final Account AFFILIATE_SHARE = of(Kind.AFFILIATE_SHARE);
    public static final Account GOODWILL = of(Kind.GOODWILL);
    public static final Account CREDIT_NOTES = of(Kind.CREDIT_NOTES);

    private static final Pattern HOLDER = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    public Account {
        if (kind.held() != holder.isPresent()) throw new IllegalArgumentException(kind.word() + (holder.isPresent() ? " has no holders" : " wants a holder"));
        if (holder.isPresent() && !HOLDER.matcher(holder.get()).matches()) throw new IllegalArgumentException("'" + holder.get() + "' holds no account");
    }

    /** What is owed to this vendor. */
    public static Account vendor(String vendorId) {
        return new Account(Kind.VENDOR, Optional.of(vendorId));
    }

    /** What is owed to the affiliate of this code. */
    public static Account affiliate(String code) {
        return new Account(Kind.AFFILIATE, Optional.of(code));
    }

    private static Account of(Kind kind) {
        return new Account(kind, Optional.empty());
    }

    /** The account of this name ({@link #name}); nothing if there is no such. */
    public static Optional<Account> parse(String name) {
        int colon = name.indexOf(':');
        String word = colon < 0 ? name : name.substring(0, colon);
        Optional<String> holder = colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1));
        return Arrays.stream(Kind.values()).filter(kind -> kind.word().equals(word) && kind.held() == holder.isPresent() && holder.stream().allMatch(HOLDER.asMatchPredicate()))
                .findFirst().map(kind -> new Account(kind, holder));
    }

    /** As it is stored and shown: the kind's word, and after a colon the holder. */
    public String name() {
        return kind.word() + holder.map(whose -> ":" + whose).orElse("");
    }

    @Override
    public String toString() {
        return name();
    }
}
