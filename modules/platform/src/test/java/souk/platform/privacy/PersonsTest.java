package souk.platform.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.kernel.Personal;
import souk.platform.http.Json;
import souk.platform.journal.Database;
import souk.platform.wire.Codec;

/** The keys of persons in a real Cassandra; each {@link Persons} is what one node knows. */
class PersonsTest {
    private static final String ONE = Base64.getEncoder().encodeToString("one one one one one one one one ".getBytes(StandardCharsets.UTF_8));
    private static final String TWO = Base64.getEncoder().encodeToString("two two two two two two two two ".getBytes(StandardCharsets.UTF_8));
    private static CqlSession cql;
    private final String shop = UUID.randomUUID().toString();

    record Place(String street, Optional<String> flat) {}

    record Kept(int number, Personal<String> name, Personal<Place> place, Optional<Personal<String>> phone) {}

    @BeforeAll
    static void open() {
        var cassandra = DevServices.shared().cassandra();
        var config = ConfigFactory.parseString("souk.cassandra { contact-point = \"%s:%d\", keyspace = privacy_%s, request-timeout = 30 s }".formatted(cassandra.host(), cassandra.port(), UUID.randomUUID().toString().replace("-", "")))
                .withFallback(ConfigFactory.parseResources("souk-node.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
        cql = Database.connect(config);
        Database.create(cql, PersonsTest.class.getClassLoader(), "souk-privacy.cql");
    }

    @AfterAll
    static void close() {
        cql.execute("DROP KEYSPACE " + cql.getKeyspace().orElseThrow());
        cql.close();
    }

    private Persons node(String master, String... former) {
        var masters = MasterKeys.of(ConfigFactory.parseString("souk.privacy { master-key = \"" + master + "\", former-master-key = \"" + String.join("", former) + "\" }"));
        var persons = new Persons(() -> new CassandraKeyStore(cql, shop, masters));
        persons.load();
        return persons;
    }

    private static void soon(Callable<Boolean> so) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(so);
    }

    @Test
    void whatOneNodeSealsEveryNodeOpensUntilTheKeyIsDestroyed() {
        var one = node(ONE);
        var two = node(ONE);
        var anna = one.key("anna").orElseThrow();
        var kept = new Kept(7, anna.seal("Anna"), anna.seal(new Place("High Street", Optional.of("2"))), Optional.of(anna.seal("07700 900123")));
        assertThat(new String(Codec.encode(kept), StandardCharsets.ISO_8859_1)).doesNotContain("Anna", "High Street", "900123");
        var read = Codec.decode(Codec.encode(kept), Kept.class);
        assertThat(two.open(read.name(), String.class)).contains("Anna");
        assertThat(two.open(read.place(), Place.class)).contains(new Place("High Street", Optional.of("2")));
        assertThat(two.open(read.phone(), String.class)).contains("07700 900123");
        assertThat(two.key("anna").orElseThrow().digest("x")).isEqualTo(anna.digest("x")).isNotEqualTo(two.key("bob").orElseThrow().digest("x"));
        var bobs = two.key("bob").orElseThrow().seal("Bob");

        two.forget("anna").toCompletableFuture().join();
        assertThat(two.open(read.name(), String.class)).isEmpty();
        assertThat(two.key("anna")).isEmpty();
        soon(() -> {
            one.look();
            return one.key("anna").isEmpty();
        });
        assertThat(one.open(read.place(), Place.class)).isEmpty();
        assertThat(one.open(bobs, String.class)).contains("Bob");
        // A node that starts later knows no more, and the second time there is nothing to do.
        var three = node(ONE);
        three.forget("anna").toCompletableFuture().join();
        assertThat(three.open(read.name(), String.class)).isEmpty();
        assertThat(three.open(bobs, String.class)).contains("Bob");
        assertThat(cql.execute("SELECT epoch FROM person_key WHERE shop = ? LIMIT 1", shop).one().getLong("epoch")).isEqualTo(1);
    }

    @Test
    void aPartOfAPersonIsGoneByItselfAndWithTheWhole() {
        var one = node(ONE);
        var two = node(ONE);
        var whole = one.key("anna").orElseThrow().seal("Anna");
        var first = one.key(Persons.part("anna", "1")).orElseThrow().seal("first");
        var second = one.key(Persons.part("anna", "2")).orElseThrow().seal("second");
        assertThat(two.open(first, String.class)).contains("first");
        assertThat(Persons.whole(Persons.part("anna", "1"))).isEqualTo("anna").isEqualTo(Persons.whole("anna"));

        two.forget(Persons.part("anna", "1")).toCompletableFuture().join();
        assertThat(two.open(first, String.class)).isEmpty();
        assertThat(two.open(second, String.class)).contains("second");
        assertThat(two.open(whole, String.class)).contains("Anna");
        one.forget("anna").toCompletableFuture().join();
        for (var each : List.of(one, two, node(ONE))) {
            soon(() -> {
                each.look();
                return each.open(second, String.class).isEmpty();
            });
            assertThat(each.open(first, String.class)).isEmpty();
            assertThat(each.open(whole, String.class)).isEmpty();
            assertThat(each.key(Persons.part("anna", "3"))).isEmpty();
        }
    }

    @Test
    void manyAreDestroyedByManyNodesAtOnce() {
        var nodes = List.of(node(ONE), node(ONE), node(ONE));
        var boxes = IntStream.range(0, 30).mapToObj(i -> nodes.get(0).key("p" + i).orElseThrow().seal("secret " + i)).toList();
        CompletableFuture.allOf(IntStream.range(0, 15).mapToObj(i -> nodes.get(i % 3).forget("p" + i)).map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new)).join();
        var last = node(ONE);
        for (var each : List.of(nodes.get(0), nodes.get(1), nodes.get(2), last)) {
            soon(() -> {
                each.look();
                return IntStream.range(0, 15).allMatch(i -> each.key("p" + i).isEmpty());
            });
            for (int i = 15; i < 30; i++) assertThat(each.open(boxes.get(i), String.class)).contains("secret " + i);
        }
    }

    @Test
    void theMasterKeyChangesWithoutAnybodyNoticing() {
        var before = node(ONE);
        var box = before.key("anna").orElseThrow().seal("Anna");
        String found = before.lookup("anna@example.org");
        before.forget("carl").toCompletableFuture().join();

        var after = node(TWO, ONE);
        // The one that is still there destroys another one, with what it knows.
        before.forget("dora").toCompletableFuture().join();
        assertThat(after.open(box, String.class)).contains("Anna");
        var last = node(TWO, ONE);
        assertThat(last.key("dora")).isEmpty();
        // Now the former key is needed no more.
        var alone = node(TWO);
        assertThat(alone.open(box, String.class)).contains("Anna");
        assertThat(alone.key("carl")).isEmpty();
        assertThat(alone.lookup("anna@example.org")).isEqualTo(found);
        assertThatThrownBy(() -> node(ONE)).hasMessageContaining("souk.privacy.master-key");
    }

    @Test
    void nothingThatIsStoredIsTheSeedItself() {
        var one = node(ONE);
        one.forget("anna").toCompletableFuture().join();
        var store = new CassandraKeyStore(cql, shop, MasterKeys.of(ConfigFactory.parseString("souk.privacy.master-key = \"" + ONE + "\"")));
        var stored = cql.execute("SELECT seed FROM person_key WHERE shop = ? AND sort = 'node'", shop).all().stream().map(row -> new String(bytes(row.getByteBuffer("seed")), StandardCharsets.ISO_8859_1)).toList();
        assertThat(stored).hasSize(KeyTree.DEPTH);
        for (var node : store.load().nodes()) assertThat(stored).noneMatch(row -> row.contains(new String(node.seed(), StandardCharsets.ISO_8859_1)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void aBoxOpensForItsPersonOnly() {
        var one = node(ONE);
        var box = one.key("anna").orElseThrow().seal("Anna").box();
        assertThatThrownBy(() -> one.open(Personal.sealed("bob", box), String.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasStoredBeforeThereWereKeysIsRead() {
        var old = Codec.fromJson("{\"number\":1,\"name\":\"Anna\",\"place\":{\"street\":\"High Street\",\"flat\":null},\"phone\":\"07700\"}", Kept.class);
        var one = node(ONE);
        assertThat(one.open(old.name(), String.class)).contains("Anna");
        assertThat(one.open(old.place(), Place.class)).contains(new Place("High Street", Optional.empty()));
        assertThat(one.open(old.phone(), String.class)).contains("07700");
        assertThat(Codec.decode(Codec.encode(old), Kept.class)).isEqualTo(old);
        assertThat(old.toString()).doesNotContain("High Street");
    }

    @Test
    void aTreeIsShownOpened() {
        var one = node(ONE);
        var anna = one.key("anna").orElseThrow();
        var kept = new Kept(7, anna.seal("Anna"), anna.seal(new Place("High Street", Optional.empty())), Optional.empty());
        JsonNode open = one.open(Json.tree(kept));
        assertThat(open.path("name").asText()).isEqualTo("Anna");
        assertThat(open.path("place").path("street").asText()).isEqualTo("High Street");
        one.forget("anna").toCompletableFuture().join();
        assertThat(one.open(Json.tree(kept)).path("place").asText()).isEqualTo("(erased)");
    }
}
