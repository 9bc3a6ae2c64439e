package souk.server.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;
import souk.search.relevance.Judgments;
import souk.search.relevance.Relevance;

/** {@code ./souk relevance FILE}: asks the running shop the questions that people judged, over its public API, and prints how good the answers are. */
@Command(name = "relevance", mixinStandardHelpOptions = true, description = "Measures the running shop's search by judged questions.")
final class RelevanceCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Parameters(paramLabel = "FILE", description = "The judgments: CSV (or .csv.gz) with the columns query, docid and rating (0 to 3).")
    private Path file;
    @Option(names = "--port", description = "HTTP port of the shop.")
    private int port = 8080;
    @Option(names = "--floor", description = "Exit value 1 when nDCG@10 is below.")
    private double floor;

    @Override
    public Integer call() {
        Judgments judgments;
        try {
            judgments = Judgments.read(file);
        } catch (IOException e) {
            throw new DevServicesException("The judgments cannot be read: " + e.getMessage(), e);
        }
        try {
            Relevance relevance = Relevance.of(this::best, judgments);
            System.out.printf(Locale.ROOT, "%-32s %8s %10s %8s%n", "question", "nDCG@10", "precision", "judged");
            relevance.questions().forEach(each -> print(each.question(), each.ndcg(), each.precision(), each.judged()));
            print("all " + relevance.questions().size() + " questions", relevance.ndcg(), relevance.precision(), relevance.judged());
            if (relevance.ndcg() >= floor) return 0;
            System.err.printf(Locale.ROOT, "souk: nDCG@10 is below its floor of %.4f%n", floor);
            return 1;
        } catch (IOException e) {
            throw new DevServicesException("The shop on port " + port + " could not be asked: " + e.getMessage() + ". Is it running? ./souk up --port " + port, e);
        }
    }

    private static void print(String question, double ndcg, double precision, double judged) {
        System.out.printf(Locale.ROOT, "%-32s %8.4f %10.3f %8.3f%n", question, ndcg, precision, judged);
    }

    private List<String> best(String question) throws IOException {
        URI search = URI.create("http://" + Ports.HOST + ":" + port + "/v1/search?limit=" + Relevance.DEPTH + "&q=" + URLEncoder.encode(question, UTF_8));
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(search).timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) throw new IOException(search + " is answered " + answer.statusCode() + " " + answer.body());
            List<String> ids = new ArrayList<>();
            for (JsonNode item : JSON.readTree(answer.body()).path("items")) ids.add(item.path("id").asText());
            return ids;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
