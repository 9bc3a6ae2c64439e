package souk.platform.live;

import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.platform.partition.MemoryStorage;
import souk.platform.tls.Authority;

/** The live feed over TLS. */
class EncryptedLiveTest {
    @Test
    void aClientWatchesOverTls(@TempDir Path folder) {
        var authority = new Authority("tests");
        authority.issue("shop", "localhost").into(folder);
        var http = HttpClient.newBuilder().sslContext(authority.client()).build();
        try (var shop = new LiveShop(new MemoryStorage(), "souk.http.tls { " + Authority.settings(folder, "ca") + " }\n");
             var client = Client.of(http, "wss://localhost:" + shop.port, "souk.v1").watches("tally:t1")) {
            client.sees("tally:t1", 0);
            shop.add("t1", 5);
            client.sees("tally:t1", 5);
        }
    }
}
