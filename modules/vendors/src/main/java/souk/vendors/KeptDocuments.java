package souk.vendors;

import com.typesafe.config.Config;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;

/** The built-in check: a document is kept as what it is said to be, if it is not too large; somebody of the staff looks at it. */
final class KeptDocuments implements DocumentProvider {
    private final long largest;

    private KeptDocuments(long largest) {
        this.largest = largest;
    }

    /** {@code souk.vendors.documents}. */
    static KeptDocuments of(Config own) {
        return new KeptDocuments(own.getBytes("largest"));
    }

    @Override
    public CompletionStage<Outcome<Done>> check(Facts document) {
        return CompletableFuture.completedFuture(document.size() <= largest ? Outcome.accepted(Done.DONE)
                : Outcome.refused(Kind.UNPROCESSABLE, "bad-document", "A document has at most " + largest + " bytes, and this one has " + document.size() + "."));
    }
}
