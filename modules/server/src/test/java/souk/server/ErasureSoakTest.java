package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.sun.tools.attach.VirtualMachine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.CassandraServer;
import souk.devservices.DevServices;
import souk.testkit.HttpSpec;

/**
 * Erasures through kills, and then every byte of the disks: nothing of who was erased, and nothing of the keys, also not of what they followed from, once Cassandra has compacted its tables and drained its commit log. What must
 * be found is found: a name of a product, and those stored keys before they were replaced.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class ErasureSoakTest {
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final int EACH = 8;

    /** An account that bought something. */
    private record Buyer(Customer who, HttpSpec me, String order) {}

    @Test
    void afterCompactionThereIsNothingOfWhoWasErased(@TempDir Path folder) throws Exception {
        try (var cassandra = CassandraServer.start(CassandraServer.Config.small(folder.resolve("cassandra")));
                var shop = RealShop.start(folder, cassandra, DevServices.shared().elasticsearch(), 2)) {
            var market = shop.market(0).patient(Doors.PATIENCE);
            Path mails = folder.resolve("mail");
            String sku = market.sells(499, 1000);
            var buyers = new ArrayList<Buyer>();
            for (int i = 0; i < EACH; i++) {
                var who = Customer.somebody();
                HttpSpec me = who.opensAccount(market.nobody, mails, 1).patient(Doors.PATIENCE);
                buyers.add(new Buyer(who, me, who.buys(me, sku, 1 + i % 3, "buy").answers(201).text("id")));
            }
            var guests = new ArrayList<Buyer>();
            for (int i = 0; i < EACH; i++) {
                var who = Customer.somebody();
                HttpSpec me = market.shopper().http();
                guests.add(new Buyer(who, me, who.buys(me, sku, 1 + i % 3, "buy").answers(201).text("id")));
            }
            Map<String, String> totals = new HashMap<>();
            for (var each : all(buyers, guests)) totals.put(each.order, total(market, each.order));
            List<String> keys;
            try (var cql = session(cassandra, shop.keyspace)) {
                keys = keys(cql);
            }
            compact(cassandra, shop.keyspace, false);
            assertThat(Traces.in(cassandra.dataDir(), List.of(sku))).isNotEmpty();
            assertThat(Traces.of(cassandra.dataDir(), keys)).isNotEmpty();

            // Every second one is erased; a node is killed while they are.
            var gone = new ArrayList<Buyer>();
            var asked = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < EACH; i += 2) {
                var buyer = buyers.get(i);
                var guest = guests.get(i);
                gone.addAll(List.of(buyer, guest));
                asked.add(CompletableFuture.runAsync(() -> ask(() -> buyer.me.post("/v1/me/erasure", "{'password':'" + Customer.PASSWORD + "'}").status(), List.of(204, 202, 401))));
                asked.add(CompletableFuture.runAsync(() -> ask(() -> market.staff.post("/v1/admin/orders/" + guest.order + "/erasure").status(), List.of(204))));
            }
            shop.nodes.get(1).kill();
            CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
            shop.nodes.get(1).start();
            shop.nodes.get(1).awaitReady();
            for (int node = 0; node < 2; node++) {
                var there = shop.market(node).patient(Doors.PATIENCE);
                for (var each : gone) await("it is erased").atMost(A_WHILE).ignoreExceptions().untilAsserted(() -> there.staff.get("/v1/admin/orders/" + each.order).answers(200).hasNo("email").hasNo("shippingAddress"));
                for (var each : all(buyers, guests)) {
                    assertThat(total(there, each.order)).isEqualTo(totals.get(each.order));
                    if (!gone.contains(each)) there.staff.get("/v1/admin/orders/" + each.order).answers(200).has("email", each.who.email());
                }
            }
            for (var each : gone) if (buyers.contains(each)) assertThat(Traces.in(mails, List.of(each.who.mark()))).isEmpty();

            compact(cassandra, shop.keyspace, true);
            var secrets = all(buyers, guests).stream().map(each -> each.who.mark()).toList();
            assertThat(Traces.in(cassandra.dataDir(), List.of(sku))).isNotEmpty();
            assertThat(Traces.in(cassandra.dataDir(), secrets)).isEmpty();
            assertThat(Traces.in(DevServices.shared().elasticsearch().dataDir(), secrets)).isEmpty();
            assertThat(Traces.of(cassandra.dataDir(), keys)).isEmpty();
            System.out.println(gone.size() + " of " + 2 * EACH + " people erased while a node was killed: of what is known of " + secrets.size() + " nothing is in a file of Cassandra or Elasticsearch, nor is any of "
                    + keys.size() + " stored keys that were replaced; " + totals.size() + " totals are what they were");
        }
    }

    private static List<Buyer> all(List<Buyer> some, List<Buyer> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private static String total(Market market, String order) {
        return Rush.insist(() -> market.staff.get("/v1/admin/orders/" + order)).text("totals.total.amount");
    }

    /** Until it is answered so; a node that is being killed may not answer at all. */
    private static void ask(java.util.function.IntSupplier status, List<Integer> enough) {
        await("it is asked for").atMost(A_WHILE).ignoreExceptions().until(() -> enough.contains(status.getAsInt()));
    }

    private static CqlSession session(CassandraServer cassandra, String keyspace) {
        return CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace(keyspace).build();
    }

    /** What the keys of persons follow from, as it is stored. */
    private static List<String> keys(CqlSession cql) {
        return cql.execute("SELECT seed FROM person_key WHERE shop = 'souk' AND sort = 'node'").all().stream().map(row -> {
            ByteBuffer seed = row.getByteBuffer("seed");
            byte[] bytes = new byte[seed.remaining()];
            seed.get(bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }).toList();
    }

    /** As nodetool does it. The last time: with the commit log drained, after which Cassandra takes no writes. */
    private static void compact(CassandraServer cassandra, String keyspace, boolean drain) throws Exception {
        var machine = VirtualMachine.attach(Long.toString(cassandra.pid()));
        String address;
        try {
            address = machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
        try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            var storage = new ObjectName("org.apache.cassandra.db:type=StorageService");
            for (var each : Map.of(keyspace, new String[0], "system", new String[] {"paxos"}).entrySet()) {
                beans.invoke(storage, "forceKeyspaceFlush", new Object[] {each.getKey(), each.getValue()}, new String[] {String.class.getName(), String[].class.getName()});
                beans.invoke(storage, "forceKeyspaceCompaction", new Object[] {false, each.getKey(), each.getValue()}, new String[] {boolean.class.getName(), String.class.getName(), String[].class.getName()});
            }
            if (drain) beans.invoke(storage, "drain", new Object[0], new String[0]);
        }
    }
}
