package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElasticsearchDistributionTest {
    private final Path zip = Path.of(DataDir.read("elasticsearch.zip.path").strip());
    @TempDir
    Path cache;

    @Test
    void severalWhoUnpackAtOnceGetTheSameWholeFolder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Path> unpack = () -> ElasticsearchDistribution.unpacked(zip, cache);
            List<Future<Path>> homes = threads.invokeAll(List.of(unpack, unpack));
            assertThat(homes.get(0).get()).isEqualTo(homes.get(1).get()).isDirectoryContaining("glob:**/lib");
            try (Stream<Path> left = Files.list(cache)) {
                assertThat(left).as("nothing half unpacked is left").containsExactly(homes.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFileThatHasGoneFromTheRepositoryIsNamedWithTheWayToGetItAgain() {
        Path gone = cache.resolve("elasticsearch-0.zip");
        assertThatThrownBy(() -> ElasticsearchDistribution.unpacked(gone, cache))
            .isInstanceOf(DevServicesException.class).hasMessageContaining(gone.toString()).hasMessageContaining("mvn install");
    }
}
