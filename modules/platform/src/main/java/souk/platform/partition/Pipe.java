package souk.platform.partition;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Sends a partition, as a message, what comes of something that it has started. */
interface Pipe {
    /** @param message made from the result, or from the failure */
    <T> void to(CompletionStage<? extends T> stage, BiFunction<T, Throwable, PartitionMessage> message);
}
