package souk.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared with does what it is compared for: it gives out what there is, and no more. */
@Timeout(120)
class RivalsTest {
    private static final int UNITS = 40;
    private static final int CLIENTS = 10;

    @TempDir
    Path folder;

    @Test
    void postgresGivesOutWhatThereIs() {
        assumeTrue(PostgresServer.installed().isPresent(), "PostgreSQL is not installed");
        try (var server = PostgresServer.start(PostgresServer.installed().orElseThrow(), folder.resolve("postgres"), 2 * UNITS)) {
            assertThat(server.version()).isNotBlank();
            assertThat(granted(server::transactions, UNITS / CLIENTS)).isEqualTo(UNITS);
            assertThat(granted(server::statements, 2 * UNITS / CLIENTS)).isEqualTo(UNITS);
            assertThat(granted(server::transactions, 1)).isZero();
        }
    }

    @Test
    void redisGivesOutWhatThereIsAndKeepsIt() throws Exception {
        assumeTrue(RedisServer.installed().isPresent(), "Redis is not installed");
        try (var server = RedisServer.start(RedisServer.installed().orElseThrow(), folder.resolve("redis"), RedisServer.Sync.ALWAYS)) {
            server.fill(UNITS);
            var names = new AtomicInteger();
            assertThat(granted(() -> server.client("c" + names.getAndIncrement()), 2 * UNITS / CLIENTS)).isEqualTo(UNITS);
            assertThat(server.claims()).isEqualTo(UNITS);
            assertThat(folder.resolve("redis/appendonlydir")).isNotEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {RedisOverNetty.class, RedisOverSockets.class})
    void redisBehindHttpDoesTheSame(Class<?> program) {
        assumeTrue(RedisServer.installed().isPresent(), "Redis is not installed");
        try (var server = RedisServer.start(RedisServer.installed().orElseThrow(), folder.resolve("redis"), RedisServer.Sync.ALWAYS)) {
            server.fill(UNITS);
            try (var http = RedisOverHttp.start(program, server, folder)) {
                var codes = new ArrayList<CompletableFuture<Integer>>();
                for (int i = 0; i < 2 * UNITS; i++) codes.add(post(http.address(), "/claims", "{\"quantity\":1}"));
                assertThat(codes.stream().map(CompletableFuture::join).filter(code -> code == 201)).hasSize(UNITS);
                assertThat(codes.stream().map(CompletableFuture::join).filter(code -> code == 409)).hasSize(UNITS);
                assertThat(server.claims()).isEqualTo(UNITS);
                assertThat(List.of(post(http.address(), "/claims", "{\"quantity\":").join(), post(http.address(), "/claims", "[]").join(), post(http.address(), "/else", "{\"quantity\":1}").join()))
                        .containsExactly(400, 400, 404);
            }
        }
    }

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static CompletableFuture<Integer> post(InetSocketAddress to, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://" + to.getHostString() + ":" + to.getPort() + path)).POST(BodyPublishers.ofString(body)).build();
        return HTTP.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> answer.statusCode());
    }

    /** How many claims are granted to clients who make so many each, side by side. */
    private static long granted(Supplier<ThreadedLoop.Client> connect, int each) {
        var threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            var all = IntStream.range(0, CLIENTS).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                try (var client = connect.get()) {
                    long granted = 0;
                    for (int claim = 0; claim < each; claim++) if (client.claim()) granted++;
                    return granted;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }, threads)).toList();
            return all.stream().mapToLong(CompletableFuture::join).sum();
        } finally {
            threads.shutdown();
        }
    }
}
