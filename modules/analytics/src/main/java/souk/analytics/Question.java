package souk.analytics;

import java.util.function.BooleanSupplier;

/**
 * What somebody asks of the sums.
 *
 * @param enough whether the rest need not be read; asked before every row, from several threads
 */
record Question(BooleanSupplier enough) {
    /** Whether nobody wants the rest any more. */
    boolean over() {
        return enough.getAsBoolean();
    }
}
