package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(3)
class OrphanTest {
    @TempDir
    Path folder;

    /** A parent of both servers; prints their process ids, pauses Elasticsearch, and waits to be killed. */
    static final class Parent {
        public static void main(String[] folder) throws InterruptedException {
            CassandraServer cassandra = CassandraServer.start(CassandraServer.Config.small(Path.of(folder[0], "cassandra")));
            ElasticsearchServer elasticsearch = ElasticsearchServer.start(ElasticsearchServer.Config.small(Path.of(folder[0], "elasticsearch")));
            elasticsearch.stopSignal();
            System.out.println("started " + cassandra.pid() + " " + elasticsearch.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void serversEndWithTheirParentAlsoWhenItIsKilledAndEvenWhenTheyArePaused() throws Exception {
        Process parent = new ProcessBuilder(Child.java(), "-cp", System.getProperty("java.class.path"), Parent.class.getName(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<ProcessHandle> all;
        try (BufferedReader out = parent.inputReader()) {
            String line = out.lines().filter(text -> text.startsWith("started")).findFirst().orElseThrow();
            List<Long> servers = Stream.of(line.split(" ")).skip(1).map(Long::valueOf).toList();
            all = parent.descendants().toList();                       // both servers, Elasticsearch's launcher, the guard
            assertThat(all).extracting(ProcessHandle::pid).containsAll(servers).hasSize(4);
        } finally {
            parent.destroyForcibly().waitFor();
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
    }
}
