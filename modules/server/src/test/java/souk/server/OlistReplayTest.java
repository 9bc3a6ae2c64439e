package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.replay.Replay;
import souk.replay.Shop;
import souk.replay.marketplace.MarketAccount;
import souk.replay.marketplace.MarketData;
import souk.replay.marketplace.MarketplaceReplay;
import souk.testkit.TestShop;

/**
 * The real orders of Olist's data set in a real shop, where somebody has it: it does not come with Souk. {@code -Dsouk.olist=FOLDER}, and for the first orders only {@code -Dsouk.olist.orders=N}.
 */
@Order(Integer.MAX_VALUE)
@EnabledIfSystemProperty(named = "souk.olist", matches = ".+")
class OlistReplayTest {
    private static final int CLIENTS = 16;
    @TempDir
    Path folder;

    @Test
    void sellersArePaidWhatTheFilesSay() throws Exception {
        var data = MarketData.read(Path.of(System.getProperty("souk.olist")));
        var capabilities = Souk.CAPABILITIES.stream().filter(capability -> !capability.name().equals("search")).toList();
        try (var shop = TestShop.start(capabilities, OpenShop.TOKEN_KEY + "\nsouk.cassandra.request-timeout = 12 s\nakka.actor.serialize-messages = off");
                var replay = MarketplaceReplay.of(data, Shop.at(shop.url(), "admin@souk.local", TestShop.ADMIN_PASSWORD), folder.resolve("replay.ndjson"), Integer.getInteger("souk.olist.orders", Replay.ALL))) {
            System.out.println(MarketAccount.of(data, replay.plan(), replay.expected()));
            System.out.println(replay.run(CLIENTS, new Replay.Listener() {}));
            var verdict = replay.verify(CLIENTS, new Replay.Listener() {});
            verdict.compared().forEach(each -> System.out.println(each.what() + ": " + each.expected() + " / " + each.found()));
            assertThat(verdict.equal()).as(verdict.toString()).isTrue();
        }
    }
}
