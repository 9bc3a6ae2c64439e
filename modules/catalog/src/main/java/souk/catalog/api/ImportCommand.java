package souk.catalog.api;

import java.time.Instant;
import java.util.List;
import souk.kernel.Address;
import souk.kernel.Command;

/** What can be asked of an import of products: how far it is, and, by the run that reads the lines, to note how far it is now. */
public sealed interface ImportCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "catalog.import";

    /** Where an import lives. */
    static Address<ImportCommand<?>> at(String importId) {
        return new Address<>(TYPE, importId);
    }

    /** A run begins, and goes on after {@link Progress#lines()}; an older run of the same import may note nothing from now on. */
    record Begin(String importId, String run) implements ImportCommand<Progress> {}

    /**
     * The lines after {@code from} up to {@code to} are done. Refused with {@code import-taken-over} when another run has begun since.
     *
     * @param imported how many of them were imported
     * @param rejected the others
     */
    record Advance(String run, long from, long to, long imported, List<Reject> rejected) implements ImportCommand<Progress> {
        public Advance {
            rejected = List.copyOf(rejected);
        }
    }

    /** There are no more lines. */
    record End(String run) implements ImportCommand<Progress> {}

    /** How far it is. */
    record Look() implements ImportCommand<Progress> {}

    /** Up to {@value #MOST} remembered rejected lines, from the {@code from}-th on, counted from 0. */
    record LookAtRejects(int from) implements ImportCommand<Rejects> {
        /** So many at a time. */
        public static final int MOST = 500;
    }

    /**
     * A line that was not imported.
     *
     * @param line   from 1
     * @param code   as in a problem document ({@code bad-json}, {@code bad-request}, {@code sku-taken})
     * @param detail for people
     */
    record Reject(long line, String code, String detail) {}

    /**
     * How far an import is, over all its runs.
     *
     * @param lines    every line up to this one is done, imported or rejected
     * @param imported how many lines were imported
     * @param rejected how many were rejected
     * @param done     whether the last run reached the end
     * @param at       when that was noted
     */
    record Progress(String id, long lines, long imported, long rejected, boolean done, Instant at) {}

    /** Some rejected lines, in order. */
    record Rejects(List<Reject> rejects) {
        public Rejects {
            rejects = List.copyOf(rejects);
        }
    }
}
