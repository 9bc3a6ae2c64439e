package souk.platform.partition;

import com.typesafe.config.ConfigFactory;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.assertj.core.api.Assertions;
import souk.platform.journal.Storage;

/** Stands in for a partition's actor in tests of its parts: what they send it can be taken out here. */
final class Postbox implements Pipe {
    private final LinkedBlockingQueue<PartitionMessage> came = new LinkedBlockingQueue<>();

    /** What a part is told of its partition, whose log is {@code toy-0}. */
    static PartitionSetup setup(Storage storage, String settings) {
        var config = ConfigFactory.parseString("souk.partition { " + settings + " }").withFallback(ConfigFactory.parseResources("souk-partition.conf")).withFallback(ConfigFactory.defaultReference());
        return new PartitionSetup("toy-0", World.NAMES, storage, null, Map.of(), PartitionSettings.from(config.resolve().getConfig("souk.partition")), InstantSource.system(), null, new PartitionStats());
    }

    @Override
    public <T> void to(CompletionStage<? extends T> stage, BiFunction<T, Throwable, PartitionMessage> message) {
        stage.whenComplete((result, failure) -> came.add(message.apply(result, failure)));
    }

    /** The next message, which is of this kind and comes within a minute. */
    <M extends PartitionMessage> M next(Class<M> kind) throws InterruptedException {
        var next = came.poll(60, TimeUnit.SECONDS);
        Assertions.assertThat(next).isInstanceOf(kind);
        return kind.cast(next);
    }

    boolean isEmpty() {
        return came.isEmpty();
    }
}
