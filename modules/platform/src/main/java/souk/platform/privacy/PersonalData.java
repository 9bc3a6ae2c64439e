package souk.platform.privacy;

import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.http.Principal;

/** What a capability knows of a person, for the person. */
@FunctionalInterface
public interface PersonalData {
    /** All of it, opened, as a record or a list of them; refused when it cannot be told whole. */
    CompletionStage<? extends Outcome<?>> of(Principal person, Asking asking);
}
