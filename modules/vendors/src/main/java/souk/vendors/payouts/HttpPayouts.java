package souk.vendors.payouts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Money;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutResult;

/**
 * A provider over HTTP.
 * <ul>
 * <li>{@code PUT <url>/payouts/<id>} with {@code Idempotency-Key: <id>} and {@code {"amount":{"amount","currency"},"account":{"kind","number"}}} asks for a payout.
 * <li>{@code GET <url>/payouts/<id>} asks how it stands; 404: unknown.
 * <li>{@code GET <url>/payouts?from=<time>&to=<time>} asks what was paid then: NDJSON, see {@link PaidEntries}.
 * <li>The first two answer 2xx with {@code {"state":"paid|declined|pending","reference"?,"code"?,"amount"?}}, the amount that it knows under this id, as it was asked for: without fees. Another one than was asked for is no payment
 * of this payout ({@link souk.vendors.api.PayoutEvent.AmountDiffered}); who leaves it out is taken at his word.
 * </ul>
 * Only what was answered so, or was found, counts: any other status (409, 5xx, also 4xx) and any time-out says nothing about the payout, so it is looked up. It is also looked up before it is asked for at all, since somebody who died may
 * have done so. What is still unknown then may be on its way, and is tried again by whoever asked.
 */
final class HttpPayouts implements PayoutProvider {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPayouts.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");
    private static final Pattern REFERENCE = Pattern.compile("[!-~]{1,100}");

    private final HttpClient client;
    private final String url;
    private final String token;
    private final Duration timeout;

    /** @throws IllegalArgumentException when the settings name no server */
    HttpPayouts(Config own, Executor executor) {
        url = own.getString("url").replaceAll("/+$", "");
        if (!url.matches("https?://\\S+")) throw new IllegalArgumentException("souk.vendors.payouts.http.url is '" + url + "': it must be the provider's http or https address");
        token = own.getString("token");
        timeout = own.getDuration("timeout");
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout).followRedirects(HttpClient.Redirect.NEVER).executor(executor).build();
    }

    @Override
    public CompletionStage<PayoutResult> pay(String payoutId, Money amount, PayoutAccount account) {
        return lookUp(payoutId).thenCompose(found -> found.status() == PayoutResult.Status.UNKNOWN ? put(payoutId, amount, account) : CompletableFuture.completedFuture(found));
    }

    @Override
    public CompletionStage<PayoutResult> find(String payoutId) {
        return lookUp(payoutId);
    }

    @Override
    public CompletionStage<Optional<List<PaidEntry>>> statement(Instant from, Instant to) {
        var asked = authorized(HttpRequest.newBuilder(URI.create(url + "/payouts?from=" + from + "&to=" + to)).timeout(timeout).header("Accept", "application/x-ndjson")).GET().build();
        return send(asked).thenApply(answer -> {
            if (answer.statusCode() / 100 != 2) throw new IllegalStateException("The payout provider answered " + answer.statusCode() + " when it was asked for its statement");
            return Optional.of(PaidEntries.read(answer.body()));
        });
    }

    private CompletableFuture<PayoutResult> put(String payoutId, Money amount, PayoutAccount account) {
        var body = JSON.createObjectNode();
        body.putObject("amount").put("amount", amount.amount()).put("currency", amount.currency().getCurrencyCode());
        body.putObject("account").put("kind", account.kind().name().toLowerCase(Locale.ROOT)).put("number", account.number());
        var request = request(payoutId).header("Content-Type", "application/json").header("Idempotency-Key", payoutId).PUT(HttpRequest.BodyPublishers.ofString(body.toString())).build();
        return send(request).thenApply(answer -> {
            if (answer.statusCode() / 100 != 2) throw new IllegalStateException("The payout provider answered " + answer.statusCode() + " when it was asked for payout " + payoutId);
            return result(answer.body(), payoutId);
        }).handle((result, failure) -> failure == null ? CompletableFuture.completedFuture(result) : lookUpAfter(failure, payoutId)).thenCompose(result -> result);
    }

    private CompletableFuture<PayoutResult> lookUpAfter(Throwable failure, String payoutId) {
        LOG.warn("Payout {} was asked for and no result came: it is looked up ({})", payoutId, reason(failure));
        return lookUp(payoutId).thenApply(found -> {
            if (found.status() == PayoutResult.Status.UNKNOWN) throw new IllegalStateException("The payout provider does not know payout " + payoutId + ", for which it was just asked", failure);
            return found;
        });
    }

    private static Throwable reason(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure;
    }

    private CompletableFuture<PayoutResult> lookUp(String payoutId) {
        return send(request(payoutId).GET().build()).thenApply(answer -> {
            if (answer.statusCode() == 404) return PayoutResult.unknown();
            if (answer.statusCode() / 100 != 2) throw new IllegalStateException("The payout provider answered " + answer.statusCode() + " when it was asked about payout " + payoutId);
            return result(answer.body(), payoutId);
        });
    }

    private HttpRequest.Builder request(String payoutId) {
        return authorized(HttpRequest.newBuilder(URI.create(url + "/payouts/" + URLEncoder.encode(payoutId, StandardCharsets.UTF_8))).timeout(timeout).header("Accept", "application/json"));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** The request's own time-out ends with the head of the answer; a body that does not come ends with this one. */
    private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static PayoutResult result(String body, String payoutId) {
        JsonNode said;
        try {
            said = JSON.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("The payout provider's answer about payout " + payoutId + " is no JSON");
        }
        var result = switch (said.path("state").asText()) {
            case "paid" -> PayoutResult.paid(REFERENCE.matcher(said.path("reference").asText()).matches() ? said.path("reference").asText() : "");
            case "declined" -> PayoutResult.declined(CODE.matcher(said.path("code").asText()).matches() ? said.path("code").asText() : "declined");
            case "pending" -> PayoutResult.pending();
            default -> throw new IllegalStateException("The payout provider's answer about payout " + payoutId + " has no state that is known");
        };
        return said.hasNonNull("amount") ? result.of(amount(said.path("amount"), payoutId)) : result;
    }

    private static Money amount(JsonNode said, String payoutId) {
        try {
            if (said.path("amount").isIntegralNumber() && said.path("amount").canConvertToLong()) return Money.of(said.path("amount").asLong(), said.path("currency").asText());
        } catch (IllegalArgumentException | ArithmeticException none) {
            // Said below.
        }
        throw new IllegalStateException("The payout provider's answer about payout " + payoutId + " has an amount that is none: " + said);
    }
}
