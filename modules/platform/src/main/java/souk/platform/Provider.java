package souk.platform;

import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;

/**
 * Something outside (a payment gateway) that the steps of processes call by name. A call may come again with the same ids, after a
 * crash or a failure, and must then have the effect of one.
 */
@FunctionalInterface
public interface Provider {
    /**
     * Carries out a request. A refusal is the provider's own answer and final; an exceptional completion, or a refusal of a passing
     * kind, means that nobody knows, and the step is tried again with back-off.
     */
    CompletionStage<? extends Outcome<?>> call(Object request);
}
