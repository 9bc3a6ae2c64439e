package souk.vendors.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Money;

/** What happens to one payout: what one run pays one vendor. */
public sealed interface PayoutEvent extends Event {
    Instant at();

    /** See {@link PayoutCommand.Request}. */
    record Requested(String payoutId, String runId, String vendorId, Money minimum, Duration hold, int reserve, Instant since, Instant at) implements PayoutEvent {}

    /** A payout that began later has come to the account: this one is over, and nobody is shown it. */
    record Passed(Instant at) implements PayoutEvent {}

    /**
     * The vendor's account says of what it may take.
     *
     * @param more  whether there may be others
     * @param limit of one of these it may not take all
     */
    record Chosen(List<String> vendorOrderIds, boolean more, Instant at, Optional<VendorAccountCommand.Limit> limit) implements PayoutEvent {
        public Chosen {
            vendorOrderIds = List.copyOf(vendorOrderIds);
            if (limit == null) limit = Optional.empty();
        }

        /** Of each of which it may take all. */
        public Chosen(List<String> vendorOrderIds, boolean more, Instant at) {
            this(vendorOrderIds, more, at, Optional.empty());
        }
    }

    /**
     * What some of these vendor orders had due is in it.
     *
     * @param part  which part of it these lines are, from 0
     * @param empty those of which nothing is
     */
    record Taken(long part, List<PayoutLine> lines, List<String> empty, Instant at) implements PayoutEvent {
        public Taken {
            lines = List.copyOf(lines);
            empty = List.copyOf(empty);
        }
    }

    /** All that can be in it is, and so much is to be paid. */
    record Totalled(String runId, String vendorId, Money amount, Instant at) implements PayoutEvent {}

    /** What is in it is nothing, or less than the least, or there is nowhere to pay the vendor to: it is given back, and nobody is shown it. */
    record GivenUp(Instant at) implements PayoutEvent {}

    /** There is an account to pay to; from now on only the provider's word decides, be it that it has never heard of it. */
    record Ready(Instant at) implements PayoutEvent {}

    /** The vendor has the money, as the provider says. */
    record Paid(String vendorId, Money amount, String reference, Instant at) implements PayoutEvent {}

    /** It will not be paid: what is in it is given back, and due again. @param code why */
    record Declined(String code, Instant at) implements PayoutEvent {}

    /** Staff gives it up: it is not sent any more. @param askAt when the provider is asked whether it knows it */
    record DeclineAsked(String by, Instant askAt, Instant at) implements PayoutEvent {}

    /** The provider knows it, and has not decided: it goes on as before. */
    record DeclineRefused(Instant at) implements PayoutEvent {}

    /**
     * The provider knows it with another amount, so it is not taken as paid. Asked again it may say otherwise.
     *
     * @param there     what it says
     * @param reference by which it was paid, if it was
     */
    record AmountDiffered(Money there, Optional<String> reference, Instant at) implements PayoutEvent {
        public AmountDiffered {
            if (reference == null) reference = Optional.empty();
        }
    }

    /** The vendor orders of a part have their money back as due. */
    record Released(long part, Instant at) implements PayoutEvent {}

    /** The vendor's account knows that it is over. */
    record Ended(Instant at) implements PayoutEvent {}

    /** A step came back without getting further, and is carried out again at {@code until}. @param code why */
    record Delayed(String code, int tries, Instant until, Instant at) implements PayoutEvent {}
}
