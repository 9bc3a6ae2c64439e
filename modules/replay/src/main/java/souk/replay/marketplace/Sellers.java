package souk.replay.marketplace;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import souk.replay.Diary;
import souk.replay.Shop;
import souk.replay.Side;

/**
 * The sellers as vendors of the shop, each with an account and a session of its own. Who applies as a guest with an e-mail address and a password has an account when staff approves, without a letter: that is the way of
 * the public API for many at once. Their sessions are in the diary; one that has run out is renewed by its refresh token, and by the password only when that is not good any more, since passwords cost time.
 */
final class Sellers {
    /** Hashing passwords is what takes long, and a node does one after the other. */
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String PASSWORD = "password";
    private static final int BYTES = 24;
    /** A token lasts for minutes, but may run out on its way. */
    private static final int MOST_TRIES = 4;

    private final Shop shop;
    private final Diary diary;
    private final Names names;
    private final Function<String, Seller> known;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Sellers(Shop shop, Diary diary, Function<String, Seller> known) {
        this.shop = shop;
        this.diary = diary;
        this.names = new Names(diary);
        this.known = known;
    }

    boolean isAdmitted(String seller) {
        return diary.done("seller-" + seller).isPresent();
    }

    /** What the shop calls the vendor. */
    String vendorId(String seller) {
        return diary.done("seller-" + seller).orElseThrow(() -> new IllegalStateException(seller + " sells before it may"));
    }

    /** They apply, and staff approves. */
    void admit(Collection<String> sellers, int clients, Runnable each) throws IOException, InterruptedException {
        if (diary.done(PASSWORD).isEmpty()) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            diary.done(PASSWORD, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        Side.bySide(Math.min(clients, AT_ONCE), sellers, seller -> {
            admit(known.apply(seller));
            each.run();
        });
    }

    private void admit(Seller seller) throws IOException, InterruptedException {
        String applicant = "applicant-" + seller.id();
        if (diary.token(applicant).isEmpty()) diary.opened(applicant, shop.guest());
        var form = Map.of("name", "Seller " + seller.id().substring(0, Math.min(8, seller.id().length())), "email", names.email(seller.id()), "password", password(), "payoutAccount", "olist-" + seller.id(),
                "legalAddress", Map.of("line1", "-", "city", words(seller.city() + " " + seller.state()), "postcode", words(seller.postcode()), "country", "BR"));
        String id = shop.as(diary.token(applicant).orElseThrow(), "POST", "/v1/vendors/applications", "apply", form).expect(201).text("vendorId");
        approve(id);
        logIn(seller.id());
        diary.done("seller-" + seller.id(), id);
    }

    private static String words(String text) {
        return text.isBlank() ? "-" : text.strip();
    }

    private void approve(String id) throws IOException, InterruptedException {
        var answer = shop.asStaff("POST", "/v1/admin/vendors/" + id + "/approve", null, null).expect(200, 202);
        for (long end = System.nanoTime() + PATIENCE.toNanos(); answer.status() == 202 || !answer.text("status").equals("approved"); ) {
            if (System.nanoTime() > end) throw new IOException("Vendor " + id + " is not approved yet: " + answer.body());
            Thread.sleep(PAUSE.toMillis());
            answer = shop.asStaff("GET", "/v1/admin/vendors/" + id, null, null).expect(200);
        }
    }

    private String password() {
        return diary.done(PASSWORD).orElseThrow();
    }

    /** As this seller. @param body or null */
    Shop.Answer as(String seller, String method, String path, Object body) throws IOException, InterruptedException {
        String token = token(seller);
        var answer = shop.as(token, method, path, null, body);
        for (int tries = 1; answer.status() == 401 && tries < MOST_TRIES; tries++) {
            token = renewed(seller, token);
            answer = shop.as(token, method, path, null, body);
        }
        return answer;
    }

    /** Everything in a list of this seller's. */
    void each(String seller, String list, Side.Task<JsonNode> task) throws IOException, InterruptedException {
        Shop.each(list, path -> as(seller, "GET", path, null), task);
    }

    private String token(String seller) throws IOException, InterruptedException {
        synchronized (locks.computeIfAbsent(seller, any -> new Object())) {
            var known = diary.token(name(seller));
            return known.isPresent() ? known.get() : logIn(seller);
        }
    }

    private String renewed(String seller, String old) throws IOException, InterruptedException {
        synchronized (locks.computeIfAbsent(seller, any -> new Object())) {
            String now = diary.token(name(seller)).orElse(old);
            if (!now.equals(old)) return now;
            var refresh = diary.token(refreshing(seller));
            if (refresh.isPresent()) {
                var answer = shop.asNobody("POST", "/v1/sessions/refresh", Map.of("refreshToken", refresh.get()));
                if (answer.status() == 201) return opened(seller, answer);
            }
            return logIn(seller);
        }
    }

    private String logIn(String seller) throws IOException, InterruptedException {
        return opened(seller, shop.asNobody("POST", "/v1/sessions", Map.of("email", names.email(seller), "password", password())).expect(201));
    }

    private String opened(String seller, Shop.Answer session) throws IOException {
        diary.opened(refreshing(seller), session.text("refreshToken"));
        diary.opened(name(seller), session.text("token"));
        return session.text("token");
    }

    private static String name(String seller) {
        return "seller-" + seller;
    }

    private static String refreshing(String seller) {
        return "refresh-" + seller;
    }
}
