package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(4)
class BuildServersTest {
    @TempDir
    Path folder;

    @Test
    void oneThatABuildHasStartedIsFoundByAllItsTestsAndEndsWithItAlsoWhenItIsKilled() throws Exception {
        Process build = new ProcessBuilder("sleep", "600").start();
        List<ProcessHandle> all;
        Path data;
        try {
            CassandraServer first = new BuildServers(build.toHandle(), folder).cassandra();
            data = first.dataDir();
            CassandraServer second = new BuildServers(build.toHandle(), folder).cassandra();
            assertThat(List.of(second.pid(), second.port(), second.dataDir(), second.log())).isEqualTo(List.of(first.pid(), first.port(), first.dataDir(), first.log()));
            assertThat(second.isAlive() && second.answers()).isTrue();
            assertThat(second.logTail(1000)).contains("Starting listening for CQL clients");
            // Another build looks elsewhere.
            try (Stream<Path> known = Files.list(folder)) {
                assertThat(known).containsExactly(folder.resolve(Long.toString(build.pid())));
            }

            ProcessHandle server = ProcessHandle.of(first.pid()).orElseThrow();
            ProcessHandle keeper = server.parent().orElseThrow();
            assertThat(keeper).isNotEqualTo(ProcessHandle.current());
            all = Stream.concat(Stream.of(keeper), keeper.descendants()).toList();                    // and the guard
            assertThat(all).contains(server).hasSize(3);
        } finally {
            build.destroyForcibly().waitFor();
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
        assertThat(data).doesNotExist();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theBuildIsTheMavenThatTheTestsRunIn() {
        assertThat(DevServices.shared().cassandra().isAlive()).isTrue();
        ProcessHandle keeper = ProcessHandle.of(DevServices.shared().cassandra().pid()).flatMap(ProcessHandle::parent).orElseThrow();
        assertThat(keeper.equals(ProcessHandle.current())).isEqualTo(BuildServers.maven().isEmpty());
    }
}
