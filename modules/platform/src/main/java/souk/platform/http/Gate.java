package souk.platform.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.scaladsl.model.HttpRequest;
import com.typesafe.config.Config;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import souk.platform.limits.Budget;
import souk.platform.limits.Limits;
import souk.platform.limits.Ranges;
import souk.platform.limits.RulesWatch;
import souk.platform.limits.Verdict;
import souk.platform.metrics.AbuseMeter;

/**
 * What stands before every route but those that say how a node is: addresses that are blocked do not come in, and nobody comes in more often
 * than their limits allow.
 */
public final class Gate {
    /** So many bytes of an IPv6 address are one customer's network. */
    private static final int NETWORK = 8;
    private static final Answer BLOCKED = Problems.of(403, "blocked", "This address is not served.");

    private final Limits limits;
    private final RulesWatch rules;
    private final Ranges proxies;

    private Gate(Limits limits, RulesWatch rules, Ranges proxies) {
        this.limits = limits;
        this.rules = rules;
        this.proxies = proxies;
    }

    /** @throws IllegalArgumentException when {@code souk.http.trusted-proxies} has something that is no address */
    public static Gate of(Config config, Limits limits, RulesWatch rules) {
        return new Gate(limits, rules, proxies(config));
    }

    /** Without limits and blocks. */
    static Gate open(Config config) {
        return of(config, Limits.NONE, RulesWatch.NONE);
    }

    private static Ranges proxies(Config config) {
        return Ranges.of(Arrays.stream(config.getString("souk.http.trusted-proxies").split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList());
    }

    /**
     * Where the request comes from: the other end of the connection, or, if that is one of our proxies, the last address in
     * {@code X-Forwarded-For} that is none of them. Null: nobody knows.
     */
    InetAddress address(HttpRequest request) {
        InetAddress peer = peer(request);
        if (proxies == Ranges.NONE || peer == null || !proxies.contain(peer)) return peer;
        var passedOn = new StringBuilder();
        for (HttpHeader header : request.getHeaders()) if (header.lowercaseName().equals("x-forwarded-for")) passedOn.append(',').append(header.value());
        String[] hops = passedOn.toString().split(",");
        InetAddress last = peer;
        for (int i = hops.length - 1; i >= 0 && proxies.contain(last); i--) {
            Optional<InetAddress> hop = Ranges.address(host(hops[i].strip()));
            // What a proxy of ours did not write is not believed.
            if (hop.isEmpty()) return last;
            last = hop.get();
        }
        return last;
    }

    /** Without a port, which some proxies also write. */
    private static String host(String hop) {
        int end = hop.startsWith("[") ? hop.indexOf(']') : -1;
        if (end > 0) return hop.substring(1, end);
        int colon = hop.indexOf(':');
        return colon > 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static InetAddress peer(HttpRequest request) {
        Optional<RemoteAddress> known = request.getAttribute(AttributeKeys.remoteAddress);
        return known.isEmpty() ? null : known.get().getAddress().orElse(null);
    }

    /** The refusal of a blocked address; null: it is none. Who sits at this machine can always undo what was blocked. */
    Answer blocked(InetAddress address) {
        var blocked = rules.rules().blocked();
        if (blocked == Ranges.NONE || address == null || isThisMachine(address) || !blocked.contain(address)) return null;
        AbuseMeter.blocked();
        return BLOCKED;
    }

    /** Whether it is the one that names this machine to itself; the rest of 127.0.0.0/8 is like any other. */
    static boolean isThisMachine(InetAddress address) {
        return address.isLoopbackAddress() && (address instanceof Inet6Address || Arrays.equals(address.getAddress(), new byte[] {127, 0, 0, 1}));
    }

    /** One request from an address; null: of one that nobody knows nothing is counted. */
    CompletableFuture<Verdict> come(InetAddress address) {
        return address == null ? null : limits.take(Budget.ADDRESS, network(address));
    }

    /** One request of a visitor; null: of one without a token nothing is counted here. */
    CompletableFuture<Verdict> come(Principal who) {
        if (who.id().isEmpty()) return null;
        return limits.take(budget(who), who.id());
    }

    static Budget budget(Principal who) {
        return switch (who.kind()) {
            case GUEST -> Budget.GUEST;
            case CUSTOMER -> Budget.CUSTOMER;
            case VENDOR -> Budget.VENDOR;
            case STAFF -> Budget.STAFF;
        };
    }

    /** What one customer of a provider has is one address: of IPv6 a network. */
    static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) return address;
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has as many bytes as an address", e);
        }
    }

    /** The refusal of who came too often. */
    static Answer tooOften(Budget of, Verdict verdict) {
        AbuseMeter.limited(of);
        return limited(verdict);
    }

    private static Answer limited(Verdict verdict) {
        return Problems.of(429, "rate-limited", "This is more often than you may: " + verdict.limit().burst() + " at once, then " + rate(verdict.limit().perSecond()) + ". Nothing was done, try again after " + verdict.retry() + " s.")
                .header("Retry-After", Integer.toString(verdict.retry())).header(Responses.RESET, Integer.toString(verdict.reset())).header(Responses.REMAINING, "0").header(Responses.LIMIT, Long.toString(verdict.limit().burst()));
    }

    private static String rate(double perSecond) {
        return perSecond >= 1 ? Math.round(perSecond * 100) / 100.0 + " a second" : Math.round(perSecond * 6000) / 100.0 + " a minute";
    }
}
