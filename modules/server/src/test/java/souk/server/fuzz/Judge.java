package souk.server.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import souk.testkit.OpenApiCheck;

/** Looks at every answer: whether it is as documented, and no more than that. What is wrong is a finding, each sort of which is kept once. */
final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What nobody outside should ever read. None of it is in what is sent. */
    private static final List<Pattern> LEAKS = List.of(Pattern.compile("\\b(?:souk|akka|java|javax|jdk|sun|scala|com|org|net|io)\\.[a-z_0-9]+\\.[A-Za-z]"), Pattern.compile("Exception\\b|\\bError:|\\.(?:java|scala):\\d+|StackOverflow|OutOfMemory|\\$anonfun|lambda\\$"),
            Pattern.compile("/(?:tmp|home|root|usr|var|opt|proc)/"), Pattern.compile("\\b(?:SELECT|INSERT|UPDATE|DELETE)\\b.*\\b(?:FROM|INTO|SET|VALUES)\\b"),
            Pattern.compile("(?i)cassandra|datastax|elastic ?search|lucene|jackson|jdbc:|keyspace|netty|logback|kamon|\\bshard|actorref|\\bakka\\b"), Pattern.compile("Optional(?:\\[|\\.empty)|\\b[A-Z]\\w+@[0-9a-f]{5,8}\\b|\\[[BCLIJ]@[0-9a-f]"),
            Pattern.compile("localhost|127\\.0\\.0\\.1:\\d|\\bjdk\\b|openjdk"));
    /** What the edge says of a path that is none, such as one with a part that is too long. */
    private static final String NO_ROUTE = "There is no such route.";
    private static final int MUCH = 600;

    private final Contract contract;
    private final OpenApiCheck check;
    private final List<Visitor> visitors;
    private final List<String> secrets;
    private final Map<String, String> findings = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    /** @param secrets that no answer may hold */
    Judge(Contract contract, List<Visitor> visitors, List<String> secrets) {
        this.contract = contract;
        this.visitors = visitors;
        this.secrets = secrets;
        check = OpenApiCheck.of(contract.document.toString());
    }

    /** @return the answer's JSON; missing if it is none */
    JsonNode judge(Sent sent, Wire.Answer answer) {
        String where = sent.operation() == null ? sent.what() : sent.operation().name();
        JsonNode json = json(answer);
        String code = answer.status() >= 400 ? json.path("code").asText() : "";
        count(answer.status() + (code.isEmpty() ? "" : " " + code));
        if (answer.status() >= 500 && (answer.status() != 503 || !answer.header("retry-after").matches("\\d+"))) find("a fault, " + answer.status() + ", of " + where, sent, answer);
        if (answer.status() >= 400 && !sent.method().equals("HEAD")) problem(where, sent, answer, json, code);
        leaks(where, sent, answer);
        if (sent.straight() && !beforeItsRoute(sent, answer, code) && !json.path("detail").asText().equals(NO_ROUTE)) documented(where, sent, answer);
        return json;
    }

    /** Refused before anybody knew what was asked for; to HEAD no body says so. */
    private static boolean beforeItsRoute(Sent sent, Wire.Answer answer, String code) {
        return code.equals("bad-http") || sent.method().equals("HEAD") && (answer.status() == 414 || answer.status() == 431);
    }

    private static JsonNode json(Wire.Answer answer) {
        try {
            return answer.header("content-type").contains("json") && !answer.header("content-type").contains("ndjson") ? JSON.readTree(answer.body()) : JSON.missingNode();
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private void problem(String where, Sent sent, Wire.Answer answer, JsonNode json, String code) {
        if (!answer.header("content-type").equals("application/problem+json") || json.path("status").asInt() != answer.status()) find("no problem document from " + where, sent, answer);
        else if (!contract.codes.contains(code) && !UNNAMED.contains(code)) find("a code that the contract does not know, " + code + ", of " + where, sent, answer);
    }

    /** Of routes that the contract does not name, or of what is no request. */
    private static final List<String> UNNAMED = List.of("bad-http", "not-found", "method-not-allowed", "overloaded", "unknown-outcome", "search-unavailable");

    private void leaks(String where, Sent sent, Wire.Answer answer) {
        if (where.equals("GET /openapi.json")) return;
        String all = answer.headers() + "\n" + answer.body();
        for (var leak : LEAKS) {
            var found = leak.matcher(all);
            if (found.find() && !(where.contains("/ops/") || where.contains(" /health"))) find("a leak, " + found.group() + ", by " + where, sent, answer);
        }
        if (answer.header("server").matches(".*\\d.*")) find("a version in Server", sent, answer);
        for (String secret : secrets) if (all.contains(secret)) find("a secret by " + where, sent, answer);
        for (var visitor : visitors) {
            String token = visitor.token();
            if (token != null && all.contains(token.substring(token.lastIndexOf('.') + 1))) find("a token of " + visitor.name + " by " + where, sent, answer);
        }
    }

    private void documented(String where, Sent sent, Wire.Answer answer) {
        URI uri = null;
        try {
            uri = URI.create("http://a" + sent.target());
        } catch (IllegalArgumentException odd) {
            return;
        }
        // An id that is a dot makes another path.
        if (!uri.normalize().equals(uri)) return;
        try {
            check.check(sent.method(), uri.getRawPath(), uri.getRawQuery(), sent.json(), answer.status(), answer.header("content-type"), answer.body());
        } catch (AssertionError drift) {
            String text = String.valueOf(drift.getMessage());
            find("not as documented, " + where + " " + answer.status() + ": " + text.replaceAll("[{\\n].*", "").replaceAll("(?s)\\n.*", ""), sent, answer);
        }
    }

    void find(String finding, Sent sent, Wire.Answer answer) {
        find(finding, sent + "\n    was answered " + (answer == null ? "nothing" : shorten(answer.head() + " " + answer.body())));
    }

    /** Notes what is wrong; only the first of its sort is told at length. */
    void find(String finding, String example) {
        count("FINDING " + finding);
        if (findings.putIfAbsent(finding, example) == null) System.out.println("FINDING: " + finding + "\n    " + example);
    }

    private static String shorten(String text) {
        return text.length() > MUCH ? text.substring(0, MUCH) + "..." : text;
    }

    void count(String what) {
        counts.computeIfAbsent(what, key -> new AtomicLong()).incrementAndGet();
    }

    /** The first of each sort. */
    Map<String, String> findings() {
        return new LinkedHashMap<>(findings);
    }

    /** How often each status and code came. */
    Map<String, Long> counts() {
        var all = new TreeMap<String, Long>();
        counts.forEach((what, count) -> all.put(what, count.get()));
        return all;
    }
}
