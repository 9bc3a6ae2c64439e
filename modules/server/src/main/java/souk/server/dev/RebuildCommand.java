package souk.server.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.devservices.DevServicesException;

/** {@code ./souk rebuild search}: builds a read model anew beside the one that serves, in the shop that runs. */
@Command(name = "rebuild", mixinStandardHelpOptions = true, description = "Builds a read model anew from the logs while the shop is open.")
final class RebuildCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PAUSE = 500;

    @Parameters(description = "Which: search.")
    private String model;
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--rollback", description = "Go back to the generation before, which is kept and written until the next rebuild.")
    private boolean rollback;
    @Option(names = "--finish", description = "Give up the generation that is kept.")
    private boolean finish;

    private final PrintStream out = System.out;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private String token;

    @Override
    public Integer call() throws Exception {
        if (rollback && finish) throw new DevServicesException("Either --rollback or --finish.");
        String body = JSON.writeValueAsString(Map.of("email", "admin@souk.local", "password", NodeProcess.adminPassword()));
        token = JSON.readTree(require(201, send("POST", "/v1/sessions", body)).body()).path("token").asText();
        String view = "/ops/views/" + model;
        var before = JSON.readTree(require(200, send("GET", view, null)).body());
        require(202, send("POST", view + (rollback ? "/rollback" : finish ? "/finish" : "/rebuild"), null));
        var after = follow(view);
        var found = after.path("comparison");
        if (after.path("phase").asText().equals("different")) {
            out.println("Generation " + after.path("other") + " was built and is not equal: " + found.path("differing") + " of " + found.path("entries") + " entries differ, such as " + found.path("examples")
                    + ". Generation " + after.path("serving") + " serves as before.");
            return 1;
        }
        if (!rollback && !finish) out.println(found.path("entries") + " entries compared, " + found.path("differing") + " differ");
        out.println("Generation " + after.path("serving") + " of " + model + " serves" + (after.path("serving").equals(before.path("serving")) ? "" : " instead of " + before.path("serving"))
                + (after.has("other") ? "; generation " + after.path("other") + " is kept: `./souk rebuild " + model + " --rollback` goes back, --finish gives it up" : ""));
        return 0;
    }

    /** Shows how it goes until it rests. */
    private JsonNode follow(String view) throws Exception {
        try (var bar = new ProgressBarBuilder().setTaskName("Segments of logs read").setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis((int) PAUSE)
                .setConsumer(new ConsoleProgressBarConsumer(out, 100)).setInitialMax(1).build()) {
            while (true) {
                var state = JSON.readTree(require(200, send("GET", view, null)).body());
                long head = 0;
                long done = 0;
                for (JsonNode reader : state.path("progress")) {
                    head += reader.path("head").asLong();
                    done += Math.min(reader.path("position").asLong(), reader.path("head").asLong());
                }
                String phase = state.path("phase").asText();
                if (head > 0) bar.maxHint(head).stepTo(done);
                bar.setExtraMessage(phase);
                if (phase.equals("resting") || phase.equals("different")) return state;
                Thread.sleep(PAUSE);
            }
        }
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(30)).method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        if (token != null) request.header("Authorization", "Bearer " + token);
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (java.net.ConnectException e) {
            throw new DevServicesException("No shop answers on port " + port + ". Start it with ./souk up, or name its port with --port.", e);
        }
    }

    private static HttpResponse<String> require(int status, HttpResponse<String> answer) throws Exception {
        if (answer.statusCode() == status) return answer;
        var problem = JSON.readTree(answer.body());
        throw new DevServicesException(answer.request().method() + " " + answer.request().uri().getPath() + " was answered " + answer.statusCode() + ": " + problem.path("detail").asText(answer.body()));
    }
}
