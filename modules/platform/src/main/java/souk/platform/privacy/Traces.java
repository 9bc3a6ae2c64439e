package souk.platform.privacy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;

/** What is known of an account's owner from the time before the account knew of it, sealed with other keys. */
@FunctionalInterface
public interface Traces {
    /** There is nothing. */
    Traces NONE = accountId -> CompletableFuture.completedFuture(Outcome.accepted(List.of()));

    /** The persons whose keys are to be destroyed with this account's, which is being erased: from now on there come no more of them. Asked again: the same. */
    CompletionStage<Outcome<List<String>>> of(String accountId);
}
