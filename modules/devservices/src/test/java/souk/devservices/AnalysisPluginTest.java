package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our filters in a real Elasticsearch against the Lucene filters that the full distribution has under the same names, over every title of the demo shop. */
class AnalysisPluginTest {
    /** Where a token stands, and what it is. */
    private record Token(String text, int position, int from, int to) {}

    /** Elasticsearch gives at most 10,000 tokens at once. */
    private static final int TITLES_AT_ONCE = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> TITLES = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        Path products = Path.of("../server/src/main/resources/souk/demo-shop/products.ndjson.gz");
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(products)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                TITLES.add(JSON.readTree(line).get("name").asText());
            }
        }
        TITLES.add("Café Zürich naïve Ångström Œuvre ﬁber ½ ™ l’été the boy's boys’ queries flies 1.5m");
    }

    @Test
    void asciifoldingFoldsAsLucenesFilterDoes() throws Exception {
        equal("asciifolding", JSON.createObjectNode().put("type", "asciifolding"), words -> new ASCIIFoldingFilter(words, false));
        equal("asciifolding that preserves", JSON.createObjectNode().put("type", "asciifolding").put("preserve_original", true), words -> new ASCIIFoldingFilter(words, true));
    }

    @Test
    void stemmersStemAsLucenesFiltersDo() throws Exception {
        equal("stemmer", JSON.createObjectNode().put("type", "stemmer"), PorterStemFilter::new);
        equal("english", JSON.createObjectNode().put("type", "stemmer").put("language", "english"), PorterStemFilter::new);
        equal("light_english", JSON.createObjectNode().put("type", "stemmer").put("language", "light_english"), KStemFilter::new);
        equal("minimal_english", JSON.createObjectNode().put("type", "stemmer").put("language", "minimal_english"), EnglishMinimalStemFilter::new);
        equal("possessive_english", JSON.createObjectNode().put("type", "stemmer").put("language", "possessive_english"), EnglishPossessiveFilter::new);
    }

    @Test
    void edgeNgramsAreLucenesEdgeNgrams() throws Exception {
        equal("edge_ngram", JSON.createObjectNode().put("type", "edge_ngram"), words -> new EdgeNGramTokenFilter(words, 1, 2, false));
        equal("edge_ngram 2 to 4", JSON.createObjectNode().put("type", "edge_ngram").put("min_gram", 2).put("max_gram", 4).put("preserve_original", true),
            words -> new EdgeNGramTokenFilter(words, 2, 4, true));
    }

    @Test
    void aLanguageThatIsNotHereIsRefusedWithTheIndex() throws Exception {
        String index = "{\"settings\":{\"analysis\":{\"filter\":{\"s\":{\"type\":\"stemmer\",\"language\":\"klingon\"}},"
            + "\"analyzer\":{\"a\":{\"tokenizer\":\"standard\",\"filter\":[\"s\"]}}}}}";
        HttpResponse<String> answer = send("PUT", "/refused", index);
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(answer.body()).contains("klingon").contains("light_english");
    }

    @Test
    void anotherPluginLivesInAnotherCacheFolder() {
        Path home = ElasticsearchDistribution.home();
        assertThat(home.getFileName().toString()).endsWith("-" + new AnalysisPlugin().fingerprint());
        assertThat(home.resolve("plugins/souk-analysis")).isDirectoryContaining("glob:**.jar");
    }

    private static void equal(String name, ObjectNode filter, UnaryOperator<TokenStream> lucene) throws Exception {
        for (int i = 0; i < TITLES.size(); i += TITLES_AT_ONCE) {
            String text = String.join("\n", TITLES.subList(i, Math.min(TITLES.size(), i + TITLES_AT_ONCE)));
            assertThat(elasticsearch(filter, text)).as("%s, titles from %d on", name, i).isNotEmpty().isEqualTo(lucene(lucene, text));
        }
    }

    private static List<Token> elasticsearch(ObjectNode filter, String text) throws Exception {
        ObjectNode question = JSON.createObjectNode().put("tokenizer", "standard").put("text", text);
        question.putArray("filter").add("lowercase").add(filter);
        HttpResponse<String> answer = send("POST", "/_analyze", question.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<Token> tokens = new ArrayList<>();
        for (JsonNode each : JSON.readTree(answer.body()).get("tokens")) {
            tokens.add(new Token(each.get("token").asText(), each.get("position").asInt(), each.get("start_offset").asInt(), each.get("end_offset").asInt()));
        }
        return tokens;
    }

    private static List<Token> lucene(UnaryOperator<TokenStream> filter, String text) throws IOException {
        Tokenizer tokenizer = new StandardTokenizer();
        tokenizer.setReader(new StringReader(text));
        List<Token> tokens = new ArrayList<>();
        try (TokenStream words = filter.apply(new LowerCaseFilter(tokenizer))) {
            var term = words.addAttribute(CharTermAttribute.class);
            var offset = words.addAttribute(OffsetAttribute.class);
            var step = words.addAttribute(PositionIncrementAttribute.class);
            int position = -1;
            for (words.reset(); words.incrementToken();) {
                position += step.getPositionIncrement();
                tokens.add(new Token(term.toString(), position, offset.startOffset(), offset.endOffset()));
            }
            words.end();
        }
        return tokens;
    }

    private static HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(DevServices.shared().elasticsearch().url() + path)).header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
