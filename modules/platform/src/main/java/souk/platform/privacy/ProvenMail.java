package souk.platform.privacy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities.Asking;
import souk.platform.http.Principal;

/** The e-mail address of which somebody has proven that they read its mail. */
@FunctionalInterface
public interface ProvenMail {
    /** In a shop without accounts. */
    ProvenMail NONE = (who, asking) -> CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("address")));

    /** The one that is proven now. Refused: {@code not-found} when there is none, however it was before. */
    CompletionStage<Outcome<String>> of(Principal who, Asking asking);
}
