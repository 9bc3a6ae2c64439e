package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.platform.http.Principal;
import souk.platform.http.Role;
import souk.platform.http.Tokens;
import souk.platform.journal.Segment;
import souk.server.fuzz.Fuzzing;
import souk.server.fuzz.Visitor;
import souk.testkit.TestShop;

/**
 * For an hour ({@code souk.soak.minutes}) a node of its own is sent what nobody should send, some 200 times a second ({@code souk.fuzz.rate}), by everybody from nobody to staff of each role: no fault, no leak, nothing that is
 * not documented, no memory that goes on growing; people can buy meanwhile, and afterwards everything that is stored adds up. {@code souk.seed} says with which numbers. While a file is there, {@code souk.fuzz.pause}, nothing is sent.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class FuzzSoakTest {
    private static final Duration LASTS = Duration.ofMinutes(Integer.getInteger("souk.soak.minutes", 60));
    private static final int RATE = Integer.getInteger("souk.fuzz.rate", 200);
    private static final long SEED = Long.getLong("souk.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    private static final String PAUSE = System.getProperty("souk.fuzz.pause", "");
    private static final int WORKERS = 16;
    private static final int ATTACKS = 600;
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Duration BETWEEN = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1 << 20;
    private static final int NOISE = 8;
    /** What a node may keep anyhow is so little that it is full after some minutes. Failed log-ins are not what is to be tried here. */
    private static final String[] SETTINGS = {"-Dsouk.partitions.default=2", "-Dsouk.partition.residents=60", "-Dsouk.reading.recent-bytes=65536", "-Dsouk.reading.row-cache=50", "-Dsouk.http.tokens-kept=500", "-Dsouk.http.limits.keys=500",
        "-Dsouk.http.limits.login.per-minute=6000000", "-Dsouk.http.limits.login.burst=200000", "-D" + OpenShop.TOKEN_KEY.replace(" = ", "=").replace("\"", "")};
    private static final Pattern REQUEST = Pattern.compile("[0-9a-z]+-[0-9]+");

    private final List<Long> heap = new ArrayList<>();

    @Test
    void nothingThatIsSentIsTooMuchForTheEdge(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 1, SETTINGS)) {
            var market = shop.market(0).patient(Doors.PATIENCE);
            long pid = shop.node().pid();
            var skus = IntStream.range(0, 5).mapToObj(i -> market.sells(500 + i, 1_000_000)).toList();
            var fuzzing = new Fuzzing(shop.node().url(), market.nobody.contract(), visitors(market, folder.resolve("mail"), skus), List.of(TestShop.ADMIN_PASSWORD, Customer.PASSWORD, folder.toString(), shop.keyspace), SEED, WORKERS, RATE, PAUSE);
            for (String sku : skus) fuzzing.knows("sku", sku);
            fuzzing.knows("sale", sale(market, ""));
            fuzzing.knows("sale", sale(market, ",'waitingRoom':{'capacity':50,'turnSeconds':60}"));
            fuzzing.knows("password", Customer.PASSWORD);
            fuzzing.knows("purpose", "newsletter");
            goesOn(shop, market, fuzzing);
            System.out.println("Fuzzed for " + LASTS.toMinutes() + " minutes: " + fuzzing);
            System.out.println("Answers: " + fuzzing.counts());
            System.out.println("Never answered well: " + fuzzing.neverWell());
            assertThat(shop.node().isAlive() && shop.node().pid() == pid).as("the node went on").isTrue();
            var said = said(shop.node().log());
            System.out.println("Its log: " + said);
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                System.out.println(attacksStoreNothing(audit, fuzzing) + "; " + audit.viewsEqualLog() + "; " + audit.journalIsClean());
            }
            isFlat();
            assertThat(fuzzing.findings()).isEmpty();
            assertThat(said.keySet()).as("what the node logged").noneMatch(line -> line.startsWith("ERROR") || line.startsWith("a stack trace"));
        }
    }

    /** Nobody, guests, customers, vendors, staff of each role, and the one of the configuration. */
    private static List<Visitor> visitors(Market market, Path mails, List<String> skus) {
        var all = new ArrayList<Visitor>();
        all.add(new Visitor("nobody", "anonymous", "", null));
        for (int i = 0; i < 3; i++) all.add(new Visitor("guest " + i, "guest", "", () -> session(market, "{}")));
        for (int i = 0; i < 3; i++) all.add(new Visitor("customer " + i, "customer", "", session(market, mails, email -> { })));
        for (int i = 0; i < 2; i++) all.add(new Visitor("vendor " + i, "vendor", "", selling(market, skus)));
        var tokens = Tokens.of(ConfigFactory.parseString(OpenShop.TOKEN_KEY), Clock.systemUTC());
        all.add(new Visitor("a vendor that there is not", "vendor", "", () -> tokens.issue(new Principal("vendor-1", Principal.Kind.VENDOR), Duration.ofHours(2)).token()));
        for (Role role : Role.values()) {
            all.add(new Visitor("staff for " + role.wire(), "staff", role.wire(), session(market, mails, email -> market.staff.put("/v1/admin/staff/" + email, "{'roles':['" + role.wire() + "']}"))));
        }
        all.add(new Visitor("the first of staff", "staff", Role.ADMIN.wire(), () -> session(market, "{'email':'admin@souk.local','password':'" + TestShop.ADMIN_PASSWORD + "'}")));
        return all;
    }

    /** Somebody who sells here. */
    private record Seller(String id, String email) {
        static Seller opens(Market market) {
            String email = Market.unique("seller") + "@shop.example";
            String id = market.shopper().http().post("/v1/vendors/applications", "{'name':'Teas','email':'" + email + "','password':'" + Customer.PASSWORD + "','payoutAccount':'acct-1'}").answers(201).text("vendorId");
            market.staff.post("/v1/admin/vendors/" + id + "/approve").answers(200);
            return new Seller(id, email);
        }
    }

    /** New sessions of a vendor, who is let in again when staff has shown it the door meanwhile; when its account is gone, of another one. It sells what the shop sells. */
    private static Supplier<String> selling(Market market, List<String> skus) {
        var seller = new AtomicReference<Seller>();
        return () -> {
            if (seller.get() != null) {
                market.staff.post("/v1/admin/vendors/" + seller.get().id + "/reinstate");
                var answer = market.nobody.post("/v1/sessions", logIn(seller.get().email));
                if (answer.status() == 201) return answer.text("token");
            }
            seller.set(Seller.opens(market));
            String token = session(market, logIn(seller.get().email));
            for (String sku : skus) market.nobody.withToken(token).put("/v1/vendor/offers/" + sku, "{'price':{'amount':450,'currency':'GBP'},'location':'home','onHand':900000}");
            return token;
        };
    }

    /** New sessions of an account, which is made what it is to be before each; when it is gone, which can happen to it here, of another one. */
    private static Supplier<String> session(Market market, Path mails, Consumer<String> before) {
        var email = new AtomicReference<String>();
        return () -> {
            if (email.get() != null) {
                before.accept(email.get());
                var answer = market.nobody.post("/v1/sessions", logIn(email.get()));
                if (answer.status() == 201) return answer.text("token");
            }
            var who = Customer.somebody();
            who.opensAccount(market.nobody, mails, 1);
            email.set(who.email());
            before.accept(who.email());
            return session(market, logIn(who.email()));
        };
    }

    private static String logIn(String email) {
        return "{'email':'" + email + "','password':'" + Customer.PASSWORD + "'}";
    }

    private static String session(Market market, String body) {
        return market.nobody.session(body).text("token");
    }

    private static String sale(Market market, String room) {
        var now = Instant.now();
        return market.staff.withKey(Market.unique("sale")).post("/v1/admin/flash-sales", "{'sku':'" + market.sells(900, 1_000_000) + "','price':{'amount':100,'currency':'GBP'},'quantity':500000,'perCustomer':5,'startsAt':'" + now + "','endsAt':'"
                + now.plus(Duration.ofHours(20)) + "','claimTtlSeconds':20" + room + "}").answers(201).text("id");
    }

    /** The fuzzing, and beside it every minute somebody who buys, and a look at the heap. */
    private void goesOn(RealShop shop, Market market, Fuzzing fuzzing) throws Exception {
        var ends = new AtomicBoolean();
        var working = CompletableFuture.runAsync(() -> {
            try {
                fuzzing.run(() -> !ends.get());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        long worked = 0;
        int bought = 0;
        while (worked < LASTS.toNanos() && !working.isDone() && shop.node().isAlive()) {
            long begun = System.nanoTime();
            boolean paused = fuzzing.paused();
            while (System.nanoTime() - begun < Math.min(BETWEEN.toNanos(), LASTS.toNanos() - worked)) LockSupport.parkNanos(200_000_000);
            if (paused || fuzzing.paused()) continue;
            worked += System.nanoTime() - begun;
            buys(shop.market(0).patient(Doors.PATIENCE), fuzzing);
            bought++;
            heap.add(OutageTest.liveMemory(shop.node().pid()) / MEGABYTE);
            var partitions = market.staff.get("/ops/cluster").answers(200).json().path("partitions");
            long residents = 0;
            for (var each : partitions) residents += each.path("residents").asLong();
            System.out.println(Instant.now() + " after " + worked / 60_000_000_000L + " minutes: " + heap.get(heap.size() - 1) + " MB, " + residents + " residents; " + fuzzing);
        }
        ends.set(true);
        working.join();
        System.out.println(bought + " people bought meanwhile");
    }

    /** Somebody who wants nothing but to buy. */
    private static void buys(Market market, Fuzzing fuzzing) {
        String sku = market.sells(500, 3);
        var ann = market.shopper();
        var order = Rush.insist(() -> ann.buys(Rush.cart(ann, sku, 1), "canary", "approve"), 202).answers(201).has("status", "confirmed");
        ann.order(order.text("id")).answers(200);
        fuzzing.knows("order", order.text("id"));
    }

    /** What hardly is HTTP leads to no event. */
    private static String attacksStoreNothing(Audit audit, Fuzzing fuzzing) throws Exception {
        audit.awaitRest();
        await("what was asked for has been done").atMost(A_WHILE).pollInterval(Duration.ofSeconds(2)).until(() -> {
            var before = audit.ends();
            LockSupport.parkNanos(1_000_000_000L);
            return audit.since(before).stream().noneMatch(FuzzSoakTest::isOfARequest);
        });
        var ends = audit.ends();
        fuzzing.attacks(ATTACKS);
        assertThat(audit.since(ends).stream().filter(FuzzSoakTest::isOfARequest)).extracting(entry -> entry.type() + "/" + entry.id() + " " + entry.name()).as("events of what is hardly HTTP").isEmpty();
        return ATTACKS + " attacks with bare bytes led to no event";
    }

    private static boolean isOfARequest(Segment.Entry entry) {
        return REQUEST.matcher(entry.cause()).matches();
    }

    /** What was logged with how often, apart from what is only told: with numbers and ids left out. */
    private static Map<String, Integer> said(String log) {
        var said = new TreeMap<String, Integer>();
        for (String line : log.split("\n")) {
            if (line.startsWith("\tat ")) said.merge("a stack trace", 1, Integer::sum);
            if (!line.matches("\\S+ (WARN|ERROR) .*")) continue;
            String plain = line.substring(line.indexOf(' ') + 1).replaceAll("[0-9a-f]{6,}|[0-9]+|'.*'|\".*\"", "#");
            said.merge(plain.substring(0, Math.min(200, plain.length())), 1, Integer::sum);
        }
        return said;
    }

    /** The middle of the last quarter is not above that of the second by more than a tenth, and what one collection of garbage more or less makes. */
    private void isFlat() {
        int quarter = heap.size() / 4;
        if (quarter < 2) return;
        long second = median(heap.subList(quarter, 2 * quarter));
        long last = median(heap.subList(heap.size() - quarter, heap.size()));
        System.out.println("MB of live heap: " + second + " in the second quarter, " + last + " in the last, at most " + heap.stream().mapToLong(each -> each).max().orElse(0));
        assertThat(last).as("MB of live heap in the last quarter of %s", heap).isLessThanOrEqualTo(second + second / 10 + NOISE);
    }

    private static long median(List<Long> some) {
        return some.stream().sorted().skip(some.size() / 2).findFirst().orElseThrow();
    }
}
