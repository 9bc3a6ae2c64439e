package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** Tens of thousands of people in the waiting room of one sale, and when each came. Their answers are not held against the contract one by one: that takes longer than the shop needs. */
final class Turns {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One of them: when they asked for a place and when they were told, by the clock of this process. */
    record Place(int who, long asked, long told, long number, String ticket) {}

    private final URI shop;
    private final String sale;
    private final IntFunction<String> tokens;

    /** @param tokens of each */
    Turns(URI shop, String sale, IntFunction<String> tokens) {
        this.shop = shop;
        this.sale = sale;
        this.tokens = tokens;
    }

    /** This one joins. */
    Place joins(int who) {
        long asked = System.nanoTime();
        var answer = sends("POST", who, "/queue", "");
        long told = System.nanoTime();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var place = read(answer);
        return new Place(who, asked, told, place.path("number").asLong(), place.path("ticket").asText());
    }

    HttpResponse<String> claims(int who, String ticket) {
        return sends("POST", who, "/claims", "{\"quantity\":1,\"ticket\":\"" + ticket + "\"}");
    }

    void givesBack(int who, HttpResponse<String> claim) {
        assertThat(sends("DELETE", who, "/claims/" + read(claim).path("claimId").asText(), "").statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> sends(String method, int who, String path, String body) {
        var request = HttpRequest.newBuilder(shop.resolve("/v1/flash-sales/" + sale + path)).timeout(Duration.ofSeconds(30)).header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + tokens.apply(who)).header("Idempotency-Key", "claim").method(method, BodyPublishers.ofString(body)).build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException("No JSON: " + answer.body(), e);
        }
    }

    /** The order of the numbers is that of arrival: whoever had been told theirs before another asked has a smaller one. Tells within which window others were overtaken, in nanoseconds. */
    static long inOrder(List<Place> places) {
        assertThat(places.stream().map(Place::number).distinct()).as("numbers").hasSize(places.size());
        var byTold = places.stream().sorted(Comparator.comparingLong(Place::told)).toList();
        var byAsked = places.stream().sorted(Comparator.comparingLong(Place::asked)).toList();
        long greatest = 0;
        int next = 0;
        for (var place : byAsked) {
            while (next < byTold.size() && byTold.get(next).told() < place.asked()) greatest = Math.max(greatest, byTold.get(next++).number());
            assertThat(place.number()).as("the number of %s, who asked when somebody had been told %d", place, greatest).isGreaterThan(greatest);
        }
        long[] asked = places.stream().sorted(Comparator.comparingLong(Place::number)).mapToLong(Place::asked).toArray();
        long window = 0;
        long latest = Arrays.stream(asked).limit(1).sum();
        for (long each : asked) {
            latest = Math.max(latest, each);
            window = Math.max(window, latest - each);
        }
        return window;
    }
}
