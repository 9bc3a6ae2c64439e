package souk.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/**
 * Somebody of whom each thing that is known is a text that nobody else has, so that it is found wherever it stands.
 *
 * @param mark what all of them begin with
 */
record Customer(String mark, String email, String name, String line1, String line2, String city, String postcode, String agent) {
    private static final Pattern VERIFY = Pattern.compile("/verify\\?token=([A-Za-z0-9._-]+)");
    private static final Duration A_WHILE = Duration.ofMinutes(3);
    static final String PASSWORD = "correct horse battery";

    static Customer somebody() {
        String mark = word("x", 9);
        return new Customer(mark, word(mark, 6) + "@shop.example", word(mark, 6), word(mark, 6), word(mark, 6), word(mark, 6), word(mark, 6), word(mark, 6));
    }

    /** What is drawn stands nowhere before, so that compression leaves it whole where it stands first. */
    private static String word(String begin, int letters) {
        var random = ThreadLocalRandom.current();
        var word = new StringBuilder(begin);
        for (int i = 0; i < letters; i++) word.append("0123456789abcdefghijklmnopqrstuvwxyz".charAt(random.nextInt(36)));
        return word.toString();
    }

    /** What is known of this customer. */
    List<String> secrets() {
        return List.of(email.substring(0, email.indexOf('@')), name, line1, line2, city, postcode, agent);
    }

    String checkout(String token) {
        return "{'email':'" + email + "','shippingAddress':{'name':'" + name + "','line1':'" + line1 + "','line2':'" + line2 + "','city':'" + city + "','postcode':'" + postcode + "','country':'GB'},"
                + "'payment':{'method':'test','token':'" + token + "'}}";
    }

    HttpSpecAnswer buys(HttpSpec me, String sku, int quantity, String key) {
        String cart = me.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        me.post("/v1/carts/" + cart + "/lines", Market.line(sku, quantity)).answers(200);
        return Rush.insist(() -> me.withKey(key).post("/v1/carts/" + cart + "/checkout", checkout("approve")), 202);
    }

    /** Registers, follows the n-th link that lies in the folder of mails, and logs in. */
    HttpSpec opensAccount(HttpSpec nobody, Path mails, int nth) {
        nobody.post("/v1/accounts", "{'email':'" + email + "','password':'" + PASSWORD + "','name':'" + name + "'}").answers(202);
        await("letter " + nth).atMost(A_WHILE).until(() -> letters(mails).size() >= nth);
        var link = VERIFY.matcher(letters(mails).get(nth - 1));
        if (!link.find()) throw new AssertionError("There is no link in the letter");
        nobody.post("/v1/accounts/verify", "{'token':'" + link.group(1) + "'}").answers(204);
        return nobody.withHeader("User-Agent", agent).logIn(email, PASSWORD);
    }

    /** The letters to this customer that lie there, in order. */
    List<String> letters(Path mails) {
        if (!Files.isDirectory(mails)) return List.of();
        try (Stream<Path> all = Files.list(mails)) {
            return all.filter(file -> file.toString().endsWith(".eml")).sorted().map(Customer::read).filter(text -> text.contains("To: " + email)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
