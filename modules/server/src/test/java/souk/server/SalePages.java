package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import souk.testkit.HttpSpecAnswer;

/** What the pages of products say while a flash sale of them begins and ends, at each node of a shop. */
final class SalePages {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LASTS = Duration.ofSeconds(5);
    private static final int MOST_TRIES = 4;
    private static final String NOT_KEPT = "public, max-age=0";

    private record Seen(Instant asked, Instant answered, Optional<Long> price, String cached) {
        private boolean isBefore(Planned sale) {
            return answered.isBefore(sale.startsAt);
        }

        private boolean isDuring(Planned sale) {
            return !asked.isBefore(sale.startsAt) && answered.isBefore(sale.endsAt);
        }

        private boolean isAfter(Planned sale) {
            return !asked.isBefore(sale.endsAt);
        }

        /** Within the second before that instant, in which a page that may be kept for one would be kept over it. */
        private boolean isLastBefore(Instant instant) {
            return asked.isAfter(instant.minusMillis(900)) && answered.isBefore(instant);
        }

        private boolean isNotKept() {
            return cached.equals(NOT_KEPT);
        }

        static Seen of(Instant asked, HttpSpecAnswer answer) {
            return new Seen(asked, Instant.now(), SalePages.price(answer), answer.header("Cache-Control"));
        }
    }

    private record Planned(String sku, Instant startsAt, Instant endsAt) {}

    private SalePages() {}

    static HttpSpecAnswer plan(Market market, String sku, Instant startsAt, Instant endsAt) {
        return Rush.insist(() -> market.staff.withKey(sku + startsAt).post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'},'quantity':5,'perCustomer':1,'startsAt':'" + startsAt
                + "','endsAt':'" + endsAt + "','claimTtlSeconds':1}"));
    }

    static Optional<Long> price(HttpSpecAnswer page) {
        JsonNode sale = page.json().path("variants").path(0).path("flashSale");
        return sale.isMissingNode() ? Optional.empty() : Optional.of(sale.path("price").path("amount").asLong());
    }

    /** Whoever asks at or after an instant is told what is so from then on, at every node, without anybody's doing; proxies are told so too. The nodes have this machine's clock. */
    static void beginAndEndByTheClock(List<Market> nodes) throws InterruptedException {
        // A machine may be so busy that nobody was answered in one of the parts, or that a node has not read what is planned when it begins.
        for (int tries = 1; !watched(nodes, inGoodTime(nodes, Duration.ofSeconds(8).multipliedBy(tries), LASTS.multipliedBy(tries))); tries++) {
            assertThat(tries).as("tries until each node knew of a sale in time, and answered somebody before and during it").isLessThan(MOST_TRIES);
        }
    }

    /** Whether there was an answer of each part at each node that knew of the sale; all that those told are right. */
    private static boolean watched(List<Market> nodes, Planned planned) throws InterruptedException {
        var seen = Together.each(nodes.size(), i -> {
            var all = new ArrayList<Seen>();
            while (all.isEmpty() || all.get(all.size() - 1).asked().isBefore(planned.endsAt().plusSeconds(1))) {
                var asked = Instant.now();
                all.add(Seen.of(asked, nodes.get(i).nobody.get("/v1/products/" + planned.sku()).answers(200)));
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            return all;
        });

        // A node that has heard of a sale tells nobody to keep a page over its beginning: one that still did had not, as its database was slow.
        boolean known = seen.stream().allMatch(node -> node.stream().filter(each -> each.isLastBefore(planned.startsAt())).allMatch(Seen::isNotKept));
        if (!known) return false;
        for (var node : seen) {
            assertThat(node).filteredOn(each -> each.isBefore(planned)).allSatisfy(each -> assertThat(each.price()).as("before: %s", each).isEmpty());
            assertThat(node).filteredOn(each -> each.isDuring(planned)).allSatisfy(each -> assertThat(each.price()).as("while it is on: %s", each).contains(100L));
            assertThat(node).filteredOn(each -> each.isAfter(planned)).allSatisfy(each -> assertThat(each.price()).as("afterwards: %s", each).isEmpty());
            assertThat(node).filteredOn(each -> each.isLastBefore(planned.endsAt())).as("nobody is told to keep a page over " + planned.endsAt())
                    .allSatisfy(each -> assertThat(each.cached()).isEqualTo(NOT_KEPT));
        }
        return seen.stream().allMatch(node -> node.stream().anyMatch(each -> each.isBefore(planned)) && node.stream().anyMatch(each -> each.isDuring(planned)));
    }

    /** A sale of a new product that is in the list of what is planned some seconds before it begins, so that nodes have read it; on a machine so busy that it is not, a later one. */
    private static Planned inGoodTime(List<Market> nodes, Duration ahead, Duration lasts) {
        Market market = nodes.get(0);
        String sku = market.sells(500, 5);
        var startsAt = Instant.now().plus(ahead);
        var planned = new Planned(sku, startsAt, startsAt.plus(lasts));
        String sale = plan(market, sku, planned.startsAt(), planned.endsAt()).answers(201).text("id");
        await("the plan is in the list").atMost(SOON)
                .untilAsserted(() -> assertThat(market.staff.get("/v1/admin/flash-sales?limit=200").answers(200).body()).contains(sale));
        nodes.forEach(node -> node.nobody.get("/v1/products/" + sku).answers(200));
        return Instant.now().plusSeconds(3).isBefore(startsAt) ? planned : inGoodTime(nodes, ahead.multipliedBy(3), lasts);
    }
}
