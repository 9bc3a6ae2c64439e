package souk.platform.limits;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4AddressTrie;
import inet.ipaddr.ipv6.IPv6AddressTrie;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Optional;

/**
 * Addresses and ranges of them (CIDR): whether one is among them is found at once, however many there are.
 *
 * <p>Builds on <a href="https://seancfoley.github.io/IPAddress/">IPAddress</a>.
 */
public final class Ranges {
    /** No ranges at all. */
    public static final Ranges NONE = new Ranges();
    /** Addresses as everybody writes them, with a length of the prefix or without; nothing that some tools also understand. */
    private static final IPAddressStringParameters PLAIN = new IPAddressStringParameters.Builder().allowEmpty(false).allowAll(false).allowSingleSegment(false).allowPrefixOnly(false).allowMask(false)
            .allowWildcardedSeparator(false).setRangeOptions(RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder().allow_inet_aton(false).allowLeadingZeros(false).allowBinary(false).getParentBuilder()
            .getIPv6AddressParametersBuilder().allowZone(false).allowBase85(false).allowBinary(false).getParentBuilder().toParams();

    private final IPv4AddressTrie four = new IPv4AddressTrie();
    private final IPv6AddressTrie six = new IPv6AddressTrie();

    private Ranges() {}

    /** @throws IllegalArgumentException when one is none */
    public static Ranges of(Collection<String> ranges) {
        if (ranges.isEmpty()) return NONE;
        var all = new Ranges();
        for (String each : ranges) all.add(parse(each).orElseThrow(() -> new IllegalArgumentException("No address and no range of addresses: " + each)));
        return all;
    }

    private void add(IPAddress range) {
        if (range.isIPv4()) four.add(range.toIPv4());
        else six.add(range.toIPv6());
    }

    /** Whether the address is in one of them. */
    public boolean contain(InetAddress address) {
        if (this == NONE) return false;
        IPAddress known = new IPAddressGenerator().from(address);
        return known.isIPv4() ? four.elementContains(known.toIPv4()) : six.elementContains(known.toIPv6());
    }

    /** The one way in which we write this address or range, such as {@code 10.1.0.0/16} for {@code 10.1.2.3/16}; nothing if it is none. */
    public static Optional<String> canonical(String range) {
        return parse(range).map(IPAddress::toCanonicalString);
    }

    /** A single address, as digits; no name is looked up. */
    public static Optional<InetAddress> address(String digits) {
        return parse(digits).filter(found -> !found.isMultiple()).map(IPAddress::toInetAddress);
    }

    private static Optional<IPAddress> parse(String text) {
        if (text.length() > 64) return Optional.empty();
        IPAddress found = new IPAddressString(text, PLAIN).getAddress();
        if (found == null) return Optional.empty();
        if (found.isPrefixed()) found = found.toPrefixBlock();
        // A range of one is an address; and an IPv4 address in IPv6's clothes is what the system takes it for.
        if (!found.isMultiple()) found = found.withoutPrefixLength();
        return Optional.of(found.isIPv6() && found.toIPv6().isIPv4Mapped() && !found.isMultiple() ? found.toIPv6().getEmbeddedIPv4Address() : found);
    }
}
