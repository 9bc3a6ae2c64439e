package souk.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.server.dev.DemoShop;
import souk.testkit.TestShop;

/** What the documents say is so: the tour works as it stands, excerpts are in their sources, links lead somewhere, routes and tests exist. */
@InOpenShop
class DocsTest {
    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?m)^( *)```(\\w*)\\n((?s:.*?))^ *```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");
    private static final Pattern SOURCE = Pattern.compile("From \\[[^]]+]\\(([^)]+)\\):\\s*\\z");
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w*Test)`");
    private static final Pattern ROUTE_NAME = Pattern.compile("`(GET|POST|PUT|PATCH|DELETE)\\s+(/[^`?\\s]*)[^`]*`");
    private static final Pattern CURL = Pattern.compile("curl -s[^|]*?\"?\\$shop(/[^\\s\"?)]*)");
    private static final Pattern PRODUCT = Pattern.compile("CE-(\\d+)");
    private static final Pattern MORE = Pattern.compile("\\n|…");

    /** There only with {@code souk.http.benchmark-route = on}. */
    private static final String BENCHMARK = "POST /v1/echo";

    private final TestShop shop;
    private final Market market;

    DocsTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs")); Stream<Path> profiles = Files.list(ROOT.resolve("cluster-config"));
                Stream<Path> load = Files.list(ROOT.resolve("loadtests")); Stream<Path> kubernetes = Files.list(ROOT.resolve("k8s"))) {
            return Stream.of(top, docs, profiles, load, kubernetes).flatMap(files -> files).filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    private static String read(Path document) throws IOException {
        return Files.readString(document);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (Path document : documents()) {
            LINK.matcher(read(document)).results().map(link -> link.group(1)).filter(link -> !link.contains("://"))
                    .filter(link -> !Files.exists(document.resolveSibling(link))).forEach(link -> broken.add(ROOT.relativize(document) + ": " + link));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyDecisionIsInTheIndex() throws IOException {
        String index = read(ROOT.resolve("docs/adr/README.md"));
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/adr"))) {
            for (Path file : files.filter(each -> each.getFileName().toString().matches("\\d{4}-.*\\.md")).sorted().toList()) {
                String[] title = read(file).lines().findFirst().orElseThrow().replaceFirst("# ", "").split("\\. ", 2);
                lines.add("| [" + title[0] + "](" + file.getFileName() + ") | " + title[1] + " |");
            }
        }
        assertThat(lines).isNotEmpty();
        assertThat(lines.stream().filter(line -> !index.contains(line))).as("lines that are missing in docs/adr/README.md").isEmpty();
    }

    @Test
    void everyBlockOfJavaIsInTheSourceItNames() throws IOException {
        var wrong = new ArrayList<String>();
        int excerpts = 0;
        for (Path document : documents()) {
            String text = read(document);
            for (MatchResult block : BLOCK.matcher(text).results().filter(found -> found.group(2).equals("java")).toList()) {
                excerpts++;
                var source = SOURCE.matcher(text.substring(0, block.start()));
                if (!source.find()) wrong.add(ROOT.relativize(document) + " does not say where this is from: " + block.group(3));
                else if (!occurs(block.group(3), read(document.resolveSibling(source.group(1))))) wrong.add(source.group(1) + " has no longer:\n" + block.group(3));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(excerpts).isGreaterThan(10);
    }

    /** Line by line, whatever the indentation; after a line of three dots the rest may come later. */
    private static boolean occurs(String excerpt, String source) {
        String lines = "\n" + source.lines().map(String::strip).collect(Collectors.joining("\n")) + "\n";
        int from = 0;
        for (String part : excerpt.lines().map(String::strip).collect(Collectors.joining("\n")).split("\n?\\.\\.\\.\n")) {
            // One line may be a part of one; several are whole lines.
            int found = lines.indexOf(part.contains("\n") ? "\n" + part + "\n" : part, from);
            if (found < 0) return false;
            from = found + part.length();
        }
        return true;
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> classes;
        try (Stream<Path> all = Files.walk(ROOT.resolve("modules"))) {
            classes = all.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("Test.java")).map(name -> name.replace(".java", "")).collect(Collectors.toCollection(HashSet::new));
        }
        var named = new TreeSet<String>();
        for (Path document : documents()) TEST_NAME.matcher(read(document)).results().forEach(found -> named.add(found.group(1)));
        named.removeAll(classes);
        assertThat(named).isEmpty();
    }

    @Test
    void everyRouteThatIsNamedExists() throws IOException {
        List<String> routes = routes();
        var named = new TreeSet<String>();
        for (Path document : documents()) {
            ROUTE_NAME.matcher(read(document)).results().forEach(found -> named.add(found.group(1) + " " + found.group(2)));
            read(document).lines().forEach(line -> CURL.matcher(line).results().forEach(found -> named.add(method(found.group()) + " " + found.group(1))));
        }
        named.remove(BENCHMARK);
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(named.stream().filter(name -> routes.stream().noneMatch(name::matches))).as("routes that the documents name and the server does not have").isEmpty();
    }

    private static String method(String curl) {
        var named = Pattern.compile("-X ([A-Z]+)").matcher(curl);
        return named.find() ? named.group(1) : curl.contains(" -d ") ? "POST" : "GET";
    }

    /** Method and path of every route, as patterns that variables and parameters fit. */
    private List<String> routes() throws IOException {
        var paths = new ObjectMapper().readTree(shop.url().resolve("/openapi.json").toURL()).path("paths");
        var routes = new ArrayList<String>();
        paths.fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(method ->
                routes.add(method.toUpperCase() + " " + Arrays.stream(path.getKey().split("/")).map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part)).collect(Collectors.joining("/")))));
        return routes;
    }

    /** Each block of answers is what its block of commands prints, its parts (between the dots) in this order. */
    @Test
    void theTourWorksAsItStands(@TempDir Path folder) throws Exception {
        String readme = read(ROOT.resolve("README.md"));
        String tour = readme.substring(readme.indexOf("## Five minutes with curl"), readme.indexOf("## What lives where"));
        List<MatchResult> blocks = BLOCK.matcher(tour).results().toList();
        stock(tour);

        var script = new StringBuilder();
        for (MatchResult block : blocks) script.append(block.group(2).equals("sh") ? block.group(3) : "printf '\\036'\n");
        String commands = replaced(replaced(script.toString(), "shop=http://127.0.0.1:8080", "shop=" + shop.url()), "password=souk-development", "password=" + TestShop.ADMIN_PASSWORD);
        commands = replaced(commands, "mails=.souk/mail", "mails=" + shop.home().resolve("mail"));
        String[] printed = bash(commands, folder).split("\u001e");

        int step = 0;
        for (MatchResult block : blocks) {
            if (!block.group(2).equals("text")) continue;
            assertThat(printed).as("answers").hasSizeGreaterThan(step);
            String[] parts = Arrays.stream(MORE.split(block.group(3))).map(String::strip).filter(part -> !part.isEmpty()).toArray(String[]::new);
            assertThat(printed[step]).as("what step " + (step + 1) + " of the tour prints").containsSubsequence(parts);
            step++;
        }
        assertThat(step).isGreaterThan(5);
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    /** The products of the tour, as in the demo shop. */
    private void stock(String tour) throws IOException {
        Set<String> ids = PRODUCT.matcher(tour).results().map(found -> found.group(1)).collect(Collectors.toSet());
        assertThat(ids).isNotEmpty();
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(DemoShop.class.getResourceAsStream("/souk/demo-shop/products.ndjson.gz")), UTF_8))) {
            var json = new ObjectMapper();
            for (String line = lines.readLine(); line != null && !ids.isEmpty(); line = lines.readLine()) {
                String id = json.readTree(line).path("id").asText();
                if (!ids.remove(id)) continue;
                market.staff.put("/v1/admin/products/" + id, line).answers(201);
                market.staff.put("/v1/admin/stock/CE-" + id + "/main", "{\"onHand\":" + DemoShop.onHand("CE-" + id) + "}").answers(201);
            }
        }
        assertThat(ids).as("products that the demo shop does not have").isEmpty();
        await("what the tour looks for can be found").atMost(Duration.ofSeconds(60)).until(() -> {
            var found = market.nobody.get("/v1/search?q=shp8900&filter=available:true");
            return found.status() == 200 && found.number("total") > 0;
        });
    }

    private static String bash(String commands, Path folder) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("tour.sh"), commands);
        Path output = folder.resolve("printed");
        var process = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) process.destroyForcibly();
        return Files.readString(output);
    }
}
