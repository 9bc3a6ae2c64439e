package souk.vendors.api;

import java.util.Optional;
import souk.kernel.Money;

/**
 * What whoever carries out payouts knows of one.
 *
 * @param detail of a paid one its reference, of a declined one a code that says why; nobody's name or number is in either
 * @param amount with which it is known; empty: that was not said
 */
public record PayoutResult(Status status, Optional<String> detail, Optional<Money> amount) {
    /** How it stands. */
    public enum Status {
        /** The vendor has the money. Final. */ PAID,
        /** It will never be paid under this id. Final. */ DECLINED,
        /** It is known, and not decided yet. */ PENDING,
        /** Nobody has asked for it. */ UNKNOWN
    }

    private static final int LONGEST = 100;

    public PayoutResult {
        detail = detail == null ? Optional.empty() : detail.map(text -> text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        if (amount == null) amount = Optional.empty();
    }

    private PayoutResult(Status status, Optional<String> detail) {
        this(status, detail, Optional.empty());
    }

    /** The same, of so much. */
    public PayoutResult of(Money sum) {
        return new PayoutResult(status, detail, Optional.of(sum));
    }

    public static PayoutResult paid(String reference) {
        return new PayoutResult(Status.PAID, Optional.of(reference));
    }

    public static PayoutResult declined(String code) {
        return new PayoutResult(Status.DECLINED, Optional.of(code));
    }

    public static PayoutResult pending() {
        return new PayoutResult(Status.PENDING, Optional.empty());
    }

    public static PayoutResult unknown() {
        return new PayoutResult(Status.UNKNOWN, Optional.empty());
    }
}
