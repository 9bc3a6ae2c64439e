package souk.platform.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.devservices.Ports;

/** Documents that many change at once, in a real Elasticsearch; and what is said when there is none. */
class DocumentWriterTest {
    private static Config at(String url) {
        return ConfigFactory.parseString("souk { elasticsearch { url = \"" + url + "\" }, cassandra.keyspace = writer }").withFallback(ConfigFactory.parseResources("souk-elasticsearch.conf")).resolve();
    }

    private static void make(SearchEngine engine, String alias) {
        var definition = SearchEngine.json().createObjectNode();
        definition.putObject("aliases").putObject(alias);
        engine.send("PUT", "/" + alias + "-1", definition).join();
    }

    private static DocumentWriter.Change adds(int number) {
        return stored -> {
            ObjectNode document = stored.map(ObjectNode::deepCopy).orElseGet(() -> SearchEngine.json().createObjectNode());
            for (JsonNode there : document.withArrayProperty("numbers")) if (there.asInt() == number) return Optional.empty();
            document.withArrayProperty("numbers").add(number);
            return Optional.of(document);
        };
    }

    @Test
    void nobodysChangeIsLostOrDoneTwice() {
        int rivals = 3;
        int changes = 40;
        int documents = 20;
        try (var engine = SearchEngine.of(at(DevServices.shared().elasticsearch().url().toString()))) {
            make(engine, "rivals");
            var all = new ArrayList<CompletableFuture<?>>();
            var writers = new ArrayList<DocumentWriter>();
            for (int i = 0; i < rivals; i++) writers.add(new DocumentWriter(engine, "rivals"));
            for (int number = 0; number < changes; number++) {
                // Each number is put there by two of them.
                for (int document = 0; document < documents; document++) {
                    for (int twice = 0; twice < 2; twice++) all.add(writers.get((number + twice) % rivals).change("d" + document, adds(number)));
                }
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
            for (int document = 0; document < documents; document++) {
                var numbers = new ArrayList<Integer>();
                engine.send("GET", "/rivals/_doc/d" + document, null).join().path("_source").path("numbers").forEach(number -> numbers.add(number.asInt()));
                assertThat(numbers).hasSize(changes).doesNotHaveDuplicates();
                assertThat(new TreeSet<>(numbers).last()).isEqualTo(changes - 1);
            }
        }
    }

    @Test
    void aChangeThatFailsCostsNoOther() {
        try (var engine = SearchEngine.of(at(DevServices.shared().elasticsearch().url().toString()))) {
            make(engine, "broken");
            var writer = new DocumentWriter(engine, "broken");
            var good = writer.change("good", adds(1));
            var broken = writer.change("broken", stored -> {
                throw new IllegalStateException("no document");
            });
            good.join();
            assertThatThrownBy(broken::join).hasRootCauseMessage("no document");
        }
    }

    @Test
    void anIndexThatIsNotThereIsNotMade() {
        try (var engine = SearchEngine.of(at(DevServices.shared().elasticsearch().url().toString()))) {
            assertThatThrownBy(() -> new DocumentWriter(engine, "nowhere").change("d", adds(1)).join()).hasCauseInstanceOf(SearchEngine.Unavailable.class);
            assertThatThrownBy(() -> engine.send("GET", "/nowhere", null).join()).hasCauseInstanceOf(SearchEngine.Refused.class).satisfies(failure -> assertThat(SearchEngine.notThere(failure)).isTrue());
        }
    }

    @Test
    void aWriteThatComesAfterItsIndexWasDeletedMakesNoneAnew() throws Exception {
        try (var engine = SearchEngine.of(at(DevServices.shared().elasticsearch().url().toString()))) {
            make(engine, "gone");
            var deleted = new CountDownLatch(1);
            var read = new CountDownLatch(1);
            var late = new DocumentWriter(engine, "gone").change("d", stored -> {
                read.countDown();
                try {
                    deleted.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return adds(1).apply(stored);
            });
            read.await();
            engine.send("DELETE", "/gone-1", null).join();
            deleted.countDown();
            assertThatThrownBy(late::join).satisfies(failure -> assertThat(SearchEngine.notThere(failure)).isTrue());
            assertThatThrownBy(() -> engine.send("HEAD", "/gone", null).join()).satisfies(failure -> assertThat(SearchEngine.notThere(failure)).isTrue());
        }
    }

    @Test
    void withoutElasticsearchItIsUnavailable() {
        try (var engine = SearchEngine.of(at("http://127.0.0.1:" + Ports.free()))) {
            for (int i = 0; i < 20; i++) assertThatThrownBy(() -> engine.send("GET", "/any", null).join()).isInstanceOf(CompletionException.class).hasCauseInstanceOf(SearchEngine.Unavailable.class);
        }
    }
}
