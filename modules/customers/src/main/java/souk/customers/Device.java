package souk.customers;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import souk.platform.Hmac;
import souk.platform.http.DerivedKey;

/**
 * Tells the devices of an account apart: by the browser without its versions, so that an update is no other device, and by the network, so that another address of the same provider mostly is none either.
 * What is kept is a keyed digest, which says nothing of either.
 */
final class Device {
    private static final Pattern VERSIONS = Pattern.compile("[0-9][0-9._]*");
    /** Bytes of an address that say which network: /24 of IPv4, /48 of IPv6. */
    private static final int NETWORK_4 = 3;
    private static final int NETWORK_6 = 6;
    private static final int BYTES = 12;

    private final SecretKey key;

    private Device(SecretKey key) {
        this.key = key;
    }

    static Device of(Config config) {
        return new Device(DerivedKey.of(config, "customers.device"));
    }

    String of(String accountId, String userAgent, String address) {
        byte[] digest = Hmac.of(key, (accountId + "\n" + network(address) + "\n" + VERSIONS.matcher(userAgent).replaceAll("")).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
    }

    /** @param address as digits: nobody is asked for a name */
    static String network(String address) {
        if (address.isEmpty()) return "";
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, bytes.length == 4 ? NETWORK_4 : NETWORK_6);
        } catch (UnknownHostException notDigits) {
            return "";
        }
    }
}
