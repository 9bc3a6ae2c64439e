package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's temporary files lie with its data, and do not pile up. */
class TemporaryFilesTest {
    @TempDir
    Path folder;

    @Test
    void elasticsearchAndItsLauncherLeaveNothingInTheSystemsFolder() throws IOException {
        ElasticsearchServer elasticsearch = DevServices.shared().elasticsearch();
        // What the launcher makes to find out the flags of the server's JVM, at each start, and never removes.
        try (Stream<Path> own = Files.list(elasticsearch.dataDir().resolve("tmp"))) {
            assertThat(own.map(path -> path.getFileName().toString())).anyMatch(name -> name.startsWith("final-flags"));
        }
        List<ProcessHandle> processes = Stream.concat(ProcessHandle.of(elasticsearch.pid()).stream(), ProcessHandle.of(elasticsearch.pid()).flatMap(ProcessHandle::parent).stream()).toList();
        assertThat(processes).hasSize(2).allSatisfy(process ->
            assertThat(process.info().arguments().orElseThrow()).contains("-Djava.io.tmpdir=" + elasticsearch.dataDir().toAbsolutePath().resolve("tmp"), "-XX:-UsePerfData"));
    }

    @Test
    void aStartRemovesWhatTheLastRunLeft() throws IOException {
        Files.createDirectories(folder.resolve("tmp/final-flags1"));
        Files.writeString(folder.resolve("tmp/final-flags1/left"), "over");
        Files.writeString(folder.resolve("kept"), "data");
        assertThat(DataDir.temporary("Elasticsearch", folder)).isEqualTo(folder.resolve("tmp")).isEmptyDirectory();
        assertThat(folder.resolve("kept")).exists();
        assertThat(DataDir.temporary("Elasticsearch", folder)).isEmptyDirectory();
    }
}
