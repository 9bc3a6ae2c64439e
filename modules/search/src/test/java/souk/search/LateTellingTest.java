package souk.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.typesafe.config.ConfigFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ProductContent;
import souk.catalog.api.Variant;
import souk.devservices.DevServices;
import souk.kernel.Money;
import souk.platform.journal.Database;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.search.SearchEngine;

/** Documents end with what the log says last of a SKU, also when an attempt to tell them comes late. And what is given up stays away. */
class LateTellingTest {
    private static CqlSession cql;
    private static SearchEngine engine;
    private static volatile Set<Integer> written = Set.of(1);

    /** What the next question for a SKU's products waits for. */
    private final AtomicReference<CompletableFuture<?>> gate = new AtomicReference<>();
    private final ProductIndex index = new ProductIndex(engine, Duration.ofSeconds(1), () -> CompletableFuture.completedFuture(1), () -> CompletableFuture.completedFuture(written));
    private final SkuStore skus = new SkuStore(gated());
    private final AvailabilityStore store = new AvailabilityStore(cql, index, skus, 1);

    @BeforeAll
    static void start() {
        var cassandra = DevServices.shared().cassandra();
        var contact = cassandra.contactPoint();
        var config = ConfigFactory.parseString("""
                souk.elasticsearch { url = "%s", prefix = "late" }
                souk.cassandra {
                  contact-points = ["%s:%d"], datacenter = %s, keyspace = late_telling, request-timeout = 15 s, io-threads = 2
                  replication = "%s"
                }
                """.formatted(DevServices.shared().elasticsearch().url(), contact.getAddress().getHostAddress(), contact.getPort(), cassandra.datacenter(), cassandra.replication()))
                .withFallback(ConfigFactory.parseResources("souk-elasticsearch.conf")).withFallback(ConfigFactory.defaultReference()).resolve();
        cql = Database.connect(config);
        Database.create(cql, LateTellingTest.class.getClassLoader(), "schema/search.cql");
        engine = SearchEngine.of(config);
    }

    @AfterAll
    static void stop() {
        engine.close();
        cql.close();
    }

    private CqlSession gated() {
        return (CqlSession) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {CqlSession.class}, (proxy, method, arguments) -> {
            try {
                var waiting = arguments != null && arguments.length == 1 && arguments[0] instanceof BoundStatement bound
                        && bound.getPreparedStatement().getQuery().startsWith("SELECT product ") ? gate.getAndSet(null) : null;
                if (waiting == null) return method.invoke(cql, arguments);
                return waiting.thenCompose(open -> cql.executeAsync((BoundStatement) arguments[0]));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private void show(String product, String sku) {
        var content = new ProductContent(product, product, "", "", "", Map.of(), ProductContent.Status.PUBLISHED, List.of(new Variant(sku, "", Map.of(), Money.of(100, "GBP"))));
        new IndexedProductStore(index, skus, 1).write(product, new Versioned<>(new IndexedProduct(Optional.of(content)), 1)).toCompletableFuture().join();
    }

    private CompletableFuture<?> write(AvailabilityStore to, String sku, long version, boolean available) {
        CompletionStage<?> written = to.write(sku, new Versioned<>(new Availability(Map.of("main", available ? 5L : 0L), 0), version));
        return written.toCompletableFuture();
    }

    private ProductDocument.Stocked says(String product, String sku) {
        return index.get(1, product).join().orElseThrow().stock().get(sku);
    }

    @Test
    void anAttemptThatIsOvertakenHidesNothing() {
        show("p1", "S1");
        write(store, "S1", 1, true).join();
        var open = new CompletableFuture<Void>();
        gate.set(open);
        var late = write(store, "S1", 2, false);
        await().atMost(Duration.ofSeconds(60)).until(() -> gate.get() == null);
        // The batch took too long and is made again, with one more event in it.
        write(store, "S1", 3, true).join();
        open.complete(null);
        late.join();
        assertThat(says("p1", "S1").available()).isTrue();
        // What it says late is not what counts afterwards either.
        write(store, "S1", 4, false).join();
        assertThat(says("p1", "S1")).isEqualTo(new ProductDocument.Stocked(4, false));
    }

    @Test
    void anAttemptThatFailedHalfWayIsNotTakenForOneThatDidNothing() {
        show("p2", "S2");
        write(store, "S2", 1, true).join();
        var open = new CompletableFuture<Void>();
        gate.set(open);
        var failing = write(store, "S2", 2, false);
        open.completeExceptionally(new IllegalStateException("on the way"));
        assertThat(failing.handle((done, failure) -> failure instanceof CompletionException || failure instanceof IllegalStateException).join()).isTrue();
        // It may have told some documents: the next one cannot know.
        write(store, "S2", 3, true).join();
        assertThat(says("p2", "S2")).isEqualTo(new ProductDocument.Stocked(3, true));
    }

    @Test
    void theLastOwnerOfALogThatIsLateFindsOutItself() {
        show("p3", "S3");
        write(store, "S3", 1, true).join();
        var next = new AvailabilityStore(cql, index, new SkuStore(cql), 1);
        next.read("S3").toCompletableFuture().join();
        var open = new CompletableFuture<Void>();
        gate.set(open);
        var late = write(store, "S3", 2, false);
        await().atMost(Duration.ofSeconds(60)).until(() -> gate.get() == null);
        // The next owner has read the row before that was written, and sees no news.
        write(next, "S3", 3, true).join();
        open.complete(null);
        late.join();
        assertThat(says("p3", "S3")).isEqualTo(new ProductDocument.Stocked(3, true));
    }

    @Test
    void aGenerationThatWasGivenUpIsNotMadeAgain() {
        written = Set.of(1, 2);
        index.there(2).join();
        written = Set.of(1);
        index.delete(2).join();
        assertThat(index.there(2).handle((made, failure) -> SearchEngine.cause(failure)).join()).isInstanceOf(SearchEngine.Unavailable.class);
        assertThat(engine.send("HEAD", "/" + index.name(2), null).handle((found, failure) -> SearchEngine.notThere(failure)).join()).isTrue();
    }

    @Test
    void anIndexFromBeforeThereWasAnAliasToWriteThroughGetsOne() {
        written = Set.of(1, 7);
        engine.send("PUT", "/" + index.name(7), ProductIndex.definition()).join();
        index.there(7).join();
        index.change(7, "d", stored -> Optional.of(ProductDocument.none("d").write(Ranking.FIELDS))).join();
        assertThat(index.get(7, "d").join()).isPresent();
    }
}
