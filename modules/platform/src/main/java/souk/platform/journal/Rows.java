package souk.platform.journal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the database answers: all rows, where only the first page has come, and the bytes of a cell. */
public final class Rows {
    private Rows() {}

    /** What each row stands for, in the database's order; complete when the last page has come. */
    public static <T> CompletionStage<List<T>> all(AsyncResultSet first, Function<Row, T> form) {
        var all = new ArrayList<T>();
        return each(first, row -> all.add(form.apply(row))).thenApply(done -> all);
    }

    /** Hands over each row, one after the other and in the database's order; complete when the last has been. The next page is asked for when this one has been handed over. */
    public static CompletionStage<Void> each(AsyncResultSet first, Consumer<Row> take) {
        first.currentPage().forEach(take);
        return first.hasMorePages() ? first.fetchNextPage().thenCompose(next -> each(next, take)) : CompletableFuture.completedFuture(null);
    }

    /** What is left to read in a cell; the cell stays as it is. */
    public static byte[] bytes(ByteBuffer cell) {
        byte[] bytes = new byte[cell.remaining()];
        cell.duplicate().get(bytes);
        return bytes;
    }
}
