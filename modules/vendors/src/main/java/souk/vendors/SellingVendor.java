package souk.vendors;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Call;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorStatus;

/** The vendor of a token, for what only who may sell may see and do. */
public final class SellingVendor {
    /** The code of the refusal of who may not sell at present. */
    public static final String NOT_ACTIVE = "vendor-not-active";

    private SellingVendor() {}

    /** Its id, while it may sell: a token lives on for a moment when that ends. Refused: {@code not-found}, {@value #NOT_ACTIVE} (DENIED). */
    public static CompletionStage<Outcome<String>> of(Node node, Call<?> call) {
        String vendor = call.principal().vendor();
        if (vendor.isEmpty()) return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("vendor")));
        return then(node.entities().ask(VendorCommand.at(vendor), new VendorCommand.LookAtStatus(), call.asking()),
                standing -> CompletableFuture.completedFuture(standing.status() == VendorStatus.APPROVED ? Outcome.accepted(vendor) : Outcome.refused(Kind.DENIED, NOT_ACTIVE, "This vendor may not sell at present.")));
    }

    /** The next question, once the first is accepted; else its refusal. */
    public static <A, B> CompletionStage<Outcome<B>> then(CompletionStage<Outcome<A>> first, Function<A, ? extends CompletionStage<Outcome<B>>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.<B>refused(refusal))));
    }
}
