package souk.customers;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import souk.devservices.DevServices;
import souk.devservices.Ports;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** A shop of nothing but customers, with a mail server; it can be stopped and started again, and joined by a second node. */
final class AccountShop implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    private static final Pattern TOKEN = Pattern.compile("/(verify|reset)\\?token=([A-Za-z0-9._-]+)");
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private final int smtp = Ports.free();
    private final int seed = Ports.free();
    private final String keyspace = "accounts_" + UUID.randomUUID().toString().replace("-", "");
    private final String more;
    private GreenMail mail;
    private TestShop shop;
    private volatile Duration ahead = Duration.ZERO;

    AccountShop(String more) {
        this.more = more;
        mailServerUp();
        up();
    }

    AccountShop() {
        this("");
    }

    void up() {
        shop = node(seed);
    }

    /** One more node of the same shop. */
    TestShop another() {
        return node(0);
    }

    private TestShop node(int port) {
        return TestShop.start(List.of(Customers.capability()), """
                souk.http.token-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
                souk.cluster.seeds = "127.0.0.1:%d"
                akka.remote.artery.canonical.port = %d
                souk.mail.smtp { host = "127.0.0.1", port = %d, security = none, user = shop, password = secret, timeout = 2 s }
                souk.partition.max-backoff = 1 s
                souk.customers.passwords.argon2 { memory = 1 MiB, iterations = 1 }
                %s
                """.formatted(seed, port, smtp, more), keyspace, DevServices.shared().cassandra(), this::now);
    }

    /** What its nodes take for the time. */
    Instant now() {
        return Instant.now().plus(ahead);
    }

    /** Lets time pass for its nodes. */
    void later(Duration time) {
        ahead = ahead.plus(time);
    }

    void down() {
        shop.close();
    }

    TestShop node() {
        return shop;
    }

    HttpSpec nobody() {
        return HttpSpec.at(shop.url().toString());
    }

    void mailServerUp() {
        mail = new GreenMail(new ServerSetup(smtp, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.setUser("shop@shop.example", "shop", "secret");
        mail.start();
    }

    void mailServerDown() {
        mail.stop();
    }

    /** What has come for this address, in order. */
    List<MimeMessage> mailsTo(String address) {
        return Arrays.stream(mail.getReceivedMessages()).filter(each -> {
            try {
                return each.getAllRecipients()[0].toString().equals(address);
            } catch (jakarta.mail.MessagingException e) {
                throw new IllegalStateException(e);
            }
        }).toList();
    }

    /** The token of the link in the mail that is the n-th to this address, once it has come. */
    String token(String address, int n) {
        Awaitility.await("mail " + n + " to " + address).atMost(A_WHILE).until(() -> mailsTo(address).size() >= n);
        return token(mailsTo(address).get(n - 1));
    }

    static String token(MimeMessage mail) {
        var link = TOKEN.matcher(text(mail));
        if (!link.find()) throw new AssertionError("No link in " + text(mail));
        return link.group(2);
    }

    static String text(MimeMessage mail) {
        try {
            return mail.getContent().toString();
        } catch (java.io.IOException | jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    void register(String address) {
        nobody().post("/v1/accounts", "{'email':'" + address + "','password':'" + PASSWORD + "'}").answers(202);
    }

    /** Registers and follows the link. */
    void account(String address) {
        register(address);
        nobody().post("/v1/accounts/verify", "{'token':'" + token(address, 1) + "'}").answers(204);
    }

    static String credentials(String address, String password) {
        return "{'email':'" + address + "','password':'" + password + "'}";
    }

    @Override
    public void close() {
        shop.close();
        mail.stop();
    }
}
