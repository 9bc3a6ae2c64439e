package souk.vendors.payouts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.vendors.payouts.PayoutWorld.gbp;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.typesafe.config.ConfigFactory;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutResult;

/** A provider over HTTP that answers late, twice, wrongly or not at all. */
class HttpPayoutsTest {
    private static final PayoutAccount ACCOUNT = new PayoutAccount(PayoutAccount.Kind.IBAN, "DE89370400440532013000");
    private static final String PATH = "/v2/payouts/run-1.vendor-1";
    private static final String PAID = "{\"state\":\"paid\",\"reference\":\"bank-7\",\"amount\":{\"amount\":1234,\"currency\":\"GBP\"}}";
    private static final String ASKED = "asked";
    private static final int NEVER = 60_000;
    private static final String HASTY = "3 s";
    private static WireMockServer server;
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        server.start();
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        server.stop();
        threads.shutdownNow();
    }

    @BeforeEach
    void nothingIsKnown() {
        server.resetAll();
    }

    /** Patient, as the machine may be busy, but where somebody is to lose patience. */
    private static HttpPayouts provider() {
        return provider("30 s");
    }

    private static HttpPayouts provider(String timeout) {
        return new HttpPayouts(ConfigFactory.parseString("url = \"http://127.0.0.1:" + server.port() + "/v2/\", token = secret, timeout = " + timeout), threads);
    }

    private static PayoutResult pay() {
        return pay(provider());
    }

    private static PayoutResult pay(HttpPayouts provider) {
        return provider.pay("run-1.vendor-1", gbp(1_234), ACCOUNT).toCompletableFuture().join();
    }

    private static void cannotTell() {
        cannotTell(provider());
    }

    private static void cannotTell(HttpPayouts provider) {
        CompletionStage<PayoutResult> answer = provider.pay("run-1.vendor-1", gbp(1_234), ACCOUNT);
        assertThatThrownBy(() -> answer.toCompletableFuture().join()).hasMessageNotContaining("3013000");
    }

    private static ResponseDefinitionBuilder json(int status, String body) {
        return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
    }

    /** What it answers when it is asked about the payout before and after it was asked for, and when it is asked for. */
    private static void answers(ResponseDefinitionBuilder before, ResponseDefinitionBuilder asked, ResponseDefinitionBuilder after) {
        server.stubFor(get(urlEqualTo(PATH)).inScenario("payout").whenScenarioStateIs(Scenario.STARTED).willReturn(before));
        server.stubFor(put(urlEqualTo(PATH)).inScenario("payout").willReturn(asked).willSetStateTo(ASKED));
        server.stubFor(get(urlEqualTo(PATH)).inScenario("payout").whenScenarioStateIs(ASKED).willReturn(after));
    }

    private static ResponseDefinitionBuilder unknown() {
        return json(404, "{}");
    }

    private static void wasAskedFor(int times) {
        server.verify(times, putRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void itIsAskedForOnceWithItsKeyAndTheAccount() {
        answers(unknown(), json(201, PAID), json(200, PAID));
        assertThat(pay()).isEqualTo(PayoutResult.paid("bank-7").of(gbp(1_234)));
        assertThat(pay()).isEqualTo(PayoutResult.paid("bank-7").of(gbp(1_234)));
        wasAskedFor(1);
        server.verify(putRequestedFor(urlEqualTo(PATH)).withHeader("Idempotency-Key", equalTo("run-1.vendor-1")).withHeader("Authorization", equalTo("Bearer secret"))
                .withRequestBody(equalToJson("{\"amount\":{\"amount\":1234,\"currency\":\"GBP\"},\"account\":{\"kind\":\"iban\",\"number\":\"DE89370400440532013000\"}}")));
    }

    @Test
    void afterATimeOutItIsLookedUpAndNotAskedForAgain() {
        answers(unknown(), json(200, PAID).withFixedDelay(NEVER), json(200, PAID));
        assertThat(pay(provider(HASTY))).isEqualTo(PayoutResult.paid("bank-7").of(gbp(1_234)));
        wasAskedFor(1);
        server.verify(2, getRequestedFor(urlEqualTo(PATH)));
    }

    @Test
    void anAnswerThatNeverEndsIsATimeOut() {
        answers(unknown(), json(200, PAID).withChunkedDribbleDelay(20, NEVER), json(200, "{\"state\":\"pending\"}"));
        assertThat(pay(provider(HASTY))).isEqualTo(PayoutResult.pending());
        wasAskedFor(1);
    }

    @Test
    void anyFailureIsLookedUp() {
        for (var failure : List.of(json(500, "{}"), json(503, "busy"), json(409, "{\"state\":\"declined\"}"), json(422, "{\"state\":\"declined\"}"), json(200, "no JSON"), json(200, "{\"state\":\"odd\"}"),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK))) {
            server.resetAll();
            answers(unknown(), failure, json(200, PAID));
            assertThat(pay()).isEqualTo(PayoutResult.paid("bank-7").of(gbp(1_234)));
            wasAskedFor(1);
        }
    }

    @Test
    void whatIsStillUnknownIsNeitherPaidNorDeclinedAndIsAskedForWithTheSameKeyAgain() {
        answers(unknown(), json(500, "{}"), unknown());
        cannotTell();
        server.stubFor(put(urlEqualTo(PATH)).willReturn(json(200, "{\"state\":\"declined\",\"code\":\"account-closed\"}")));
        assertThat(pay()).isEqualTo(PayoutResult.declined("account-closed"));
        server.verify(2, putRequestedFor(urlEqualTo(PATH)).withHeader("Idempotency-Key", equalTo("run-1.vendor-1")));
    }

    @Test
    void nothingIsAskedForWhileNobodyCanSayWhetherItWasBefore() {
        for (var failure : List.of(json(500, "{}"), json(401, "{}"))) {
            server.resetAll();
            answers(failure, json(200, PAID), json(200, PAID));
            cannotTell();
            wasAskedFor(0);
        }
        server.resetAll();
        answers(json(200, PAID).withFixedDelay(NEVER), json(200, PAID), json(200, PAID));
        cannotTell(provider(HASTY));
        wasAskedFor(0);
    }

    @Test
    void whatWasAskedForBySomebodyWhoDiedIsFound() {
        answers(json(200, "{\"state\":\"pending\"}"), json(500, "{}"), json(200, PAID));
        assertThat(pay()).isEqualTo(PayoutResult.pending());
        wasAskedFor(0);
        assertThat(provider().find("run-1.vendor-1").toCompletableFuture().join()).isEqualTo(PayoutResult.pending());
        server.resetAll();
        answers(unknown(), json(500, "{}"), json(500, "{}"));
        assertThat(provider().find("run-1.vendor-1").toCompletableFuture().join()).isEqualTo(PayoutResult.unknown());
    }

    @Test
    void itSaysWithWhichAmountAPayoutIsKnownAndInWhichCurrency() {
        for (var other : List.of(PAID.replace("1234", "1235"), PAID.replace("GBP", "EUR"))) {
            server.resetAll();
            answers(json(200, other), json(200, PAID), json(200, PAID));
            var there = other.equals(PAID.replace("1234", "1235")) ? gbp(1_235) : Money.of(1_234, "EUR");
            assertThat(pay()).isEqualTo(PayoutResult.paid("bank-7").of(there));
            assertThat(provider().find("run-1.vendor-1").toCompletableFuture().join()).isEqualTo(PayoutResult.paid("bank-7").of(there));
            wasAskedFor(0);
        }
        // What it answers when it is asked to pay counts alike.
        server.resetAll();
        answers(unknown(), json(201, PAID.replace("1234", "1235")), json(200, PAID));
        assertThat(pay()).isEqualTo(PayoutResult.paid("bank-7").of(gbp(1_235)));
        server.resetAll();
        answers(json(200, "{\"state\":\"paid\",\"reference\":\"bank-7\"}"), json(200, PAID), json(200, PAID));
        assertThat(pay()).isEqualTo(PayoutResult.paid("bank-7"));
    }

    @Test
    void anAmountThatIsNoneSaysNothing() {
        for (String amount : List.of("\"1234\"", "12.34", "null", "1e99")) {
            server.resetAll();
            answers(json(200, PAID.replace("1234", amount)), json(200, PAID), json(200, PAID));
            cannotTell();
            wasAskedFor(0);
        }
        server.resetAll();
        answers(json(200, PAID.replace("GBP", "pounds")), json(200, PAID), json(200, PAID));
        cannotTell();
    }

    @Test
    void noWordOfAProviderIsKeptThatIsNoCode() {
        answers(json(200, "{\"state\":\"declined\",\"code\":\"Ann Smith has moved\"}"), json(500, "{}"), json(500, "{}"));
        assertThat(pay()).isEqualTo(PayoutResult.declined("declined"));
    }

    @Test
    void itNeedsAnAddress() {
        assertThatThrownBy(() -> new HttpPayouts(ConfigFactory.parseString("url = \"\", token = \"\", timeout = 2 s"), threads)).hasMessageContaining("souk.vendors.payouts.http.url");
    }

    @Test
    void aStatementIsAskedForByTime() {
        server.stubFor(get(urlEqualTo("/v2/payouts?from=2026-01-31T00:00:00Z&to=2026-02-01T00:00:00Z")).withHeader("Authorization", equalTo("Bearer secret"))
                .willReturn(aResponse().withBody("{\"payoutId\":\"run-1.vendor-1\",\"amount\":{\"amount\":1234,\"currency\":\"GBP\"},\"reference\":\"bank-7\"}\n")));
        var day = Instant.parse("2026-01-31T00:00:00Z");
        assertThat(provider().statement(day, day.plusSeconds(86_400)).toCompletableFuture().join()).contains(List.of(new PaidEntry("run-1.vendor-1", gbp(1_234), "bank-7")));
        server.stubFor(get(urlEqualTo("/v2/payouts?from=2026-01-31T00:00:00Z&to=2026-01-31T00:00:00Z")).willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(() -> provider().statement(day, day).toCompletableFuture().join()).hasMessageContaining("answered 503");
    }
}
