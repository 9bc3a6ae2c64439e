package souk.vendors.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Rejection;

/**
 * What can be asked of one payout: what one run pays one vendor.
 *
 * @param <R> the reply
 */
public sealed interface PayoutCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.payout";

    static Address<PayoutCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /** The id of what a run pays a vendor. */
    static String id(String runId, String vendorId) {
        return runId + "." + vendorId;
    }

    /**
     * Pay the vendor what is payable. The same again: how it stands. Answered when it is over, or when all it can do is wait. Never refused.
     *
     * @param payoutId the aggregate's own id
     * @param minimum  less than this is not paid; in the currency that is paid
     * @param hold     how long after delivery something is kept back
     * @param reserve  so much of what is payable stays, in basis points
     * @param since    the run's time, for what was delivered long enough ago
     */
    record Request(String payoutId, String runId, String vendorId, Money minimum, Duration hold, int reserve, Instant since) implements PayoutCommand<Progress> {}

    /** @param amount what it pays, or was to pay; zero before that is known */
    record Progress(State state, Money amount) {
        /** How far it got, as its run sees it. */
        public enum State {
            RUNNING,
            /** It is over, and there was nothing to pay. */ NOTHING,
            PAID, FAILED
        }
    }

    /** As it is. Refused: {@code not-found}, also while its amount is not known and when there was nothing to pay. @param vendorId empty for staff; of another vendor: not found */
    record Look(Optional<String> vendorId) implements PayoutCommand<PayoutView> {}

    /** Some of its lines, {@value Lines#MOST} of them at most, so that no message grows large. Refused as {@link Look}. @param from how many come before them */
    record LookAtLines(Optional<String> vendorId, long from) implements PayoutCommand<Lines> {}

    /** @param more whether there are others after these */
    record Lines(List<PayoutLine> lines, boolean more) {
        public static final int MOST = 500;

        public Lines {
            lines = List.copyOf(lines);
        }
    }

    /**
     * The provider says how it stands without having been asked. What it says first counts; that a payout is paid which it knew with another amount does not, as it is asked about that. Refused: {@code not-found} as {@link Look}, {@code contradiction} (CONFLICT) when it is otherwise, or was never asked for:
     * then nothing is changed.
     */
    record Hear(PayoutResult result) implements PayoutCommand<Done> {}

    /**
     * Staff gives it up, as its provider refuses it. It is not sent any more; some seconds later, when nothing can be on its way, the provider is asked, and if it does not know this payout it is declined: what it was to pay is due
     * again. Who asks waits for that. Declined already: as it is. Refused: {@code not-found} as {@link Look}, {@code provider-knows-payout} (CONFLICT) when the provider does, {@code provider-amount-differs} (CONFLICT), with both {@code amounts}, when it knows
     * it with another one, {@code payout-in-progress} (CONFLICT) before it was asked for the first time. What the provider has said so is answered at once for a minute.
     *
     * @param by       the member of staff
     * @param onTheWay for so long a question of before may still be on its way to the provider
     */
    record Decline(String by, Duration onTheWay) implements PayoutCommand<PayoutView> {}

    /** What a step came to; the refusal that ended it, if one did. */
    sealed interface Result extends PayoutCommand<Done> {
        Optional<Rejection> refusal();
    }

    /** @param payable nothing if it was refused */
    record BeginAnswered(Optional<Rejection> refusal, Optional<VendorAccountCommand.Payable> payable) implements Result {
        public BeginAnswered {
            if (refusal == null) refusal = Optional.empty();
            if (payable == null) payable = Optional.empty();
        }
    }

    /** @param after what was asked for */
    record NextAnswered(String after, Optional<Rejection> refusal, Optional<VendorAccountCommand.Payable> payable) implements Result {
        public NextAnswered {
            if (refusal == null) refusal = Optional.empty();
            if (payable == null) payable = Optional.empty();
        }
    }

    /** @param empty the vendor orders that had nothing */
    record SettleAnswered(long part, Optional<Rejection> refusal, List<PayoutLine> lines, List<String> empty) implements Result {
        public SettleAnswered {
            if (refusal == null) refusal = Optional.empty();
            lines = List.copyOf(lines);
            empty = List.copyOf(empty);
        }
    }

    record CheckAnswered(Optional<Rejection> refusal) implements Result {
        public CheckAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record PayAnswered(Optional<Rejection> refusal, Optional<PayoutResult> result) implements Result {
        public PayAnswered {
            if (refusal == null) refusal = Optional.empty();
            if (result == null) result = Optional.empty();
        }
    }

    record FindAnswered(Optional<Rejection> refusal, Optional<PayoutResult> result) implements Result {
        public FindAnswered {
            if (refusal == null) refusal = Optional.empty();
            if (result == null) result = Optional.empty();
        }
    }

    record ReleaseAnswered(long part, Optional<Rejection> refusal) implements Result {
        public ReleaseAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    record EndAnswered(Optional<Rejection> refusal) implements Result {
        public EndAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }
}
