package souk.vendors;

import java.util.concurrent.CompletionStage;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.vendors.api.Document;

/** Checks what applications rest on. */
public interface DocumentProvider {
    /**
     * A document, as who applies describes it.
     *
     * @param name   of the file, or a reference by which the provider knows it
     * @param size   in bytes
     * @param sha256 of its content, in hexadecimal
     */
    record Facts(Document.Kind kind, String name, long size, String sha256) {
        /** Never shows the name. */
        @Override
        public String toString() {
            return "Facts[" + kind + ", " + size + " bytes]";
        }
    }

    /** Whether an application can rest on this. Refused UNPROCESSABLE {@code bad-document} when it cannot, OVERLOADED when that cannot be found out now. */
    CompletionStage<Outcome<Done>> check(Facts document);
}
