package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static JsonNode contract;

    @BeforeAll
    static void ask() {
        try (var shop = new TestShop()) {
            contract = shop.http.get("/openapi.json", null).json();
        }
    }

    private static java.util.List<String> problems(JsonNode document) {
        var options = new ParseOptions();
        options.setResolve(true);
        var result = new OpenAPIV3Parser().readContents(document.toString(), null, options);
        return result.getMessages();
    }

    @Test
    void isValid() {
        assertThat(contract.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(problems(contract)).isEmpty();
        ObjectNode broken = contract.deepCopy();
        broken.putObject("paths").putObject("/x").putObject("get").put("responses", 7);
        assertThat(problems(broken)).as("the validator does find what is wrong").isNotEmpty();
    }

    @Test
    void hasEveryRouteWithWhoMayUseIt() {
        var paths = contract.path("paths");
        assertThat(paths.path("/v1/things").path("get").path("x-souk-roles").toString()).isEqualTo("[\"customer\",\"vendor\",\"staff\"]");
        assertThat(paths.path("/v1/things/{id}").path("get").path("x-souk-roles").toString()).isEqualTo("[\"anonymous\",\"guest\",\"customer\",\"vendor\",\"staff\"]");
        assertThat(paths.path("/v1/things/{id}").path("get").path("security").toString()).isEqualTo("[]");
        assertThat(paths.path("/v1/me").path("get").path("security").toString()).as("a token, or none").isEqualTo("[{\"session\":[]},{}]");
        assertThat(paths.path("/v1/admin/things/{id}").path("put").path("x-souk-roles").toString()).isEqualTo("[\"staff\"]");
        assertThat(paths.path("/v1/admin/things/{id}").path("put").path("x-souk-staff-roles").toString()).isEqualTo("[\"catalog\",\"admin\"]");
        assertThat(paths.has("/openapi.json")).isTrue();
        assertThat(paths.has("/health/live")).isTrue();
        assertThat(paths.has("/health/ready")).isTrue();
        int routes = 0;
        for (JsonNode path : paths) {
            for (JsonNode operation : path) {
                routes++;
                assertThat(operation.path("x-souk-roles").size()).as(operation.path("operationId").asText()).isPositive();
                assertThat(operation.path("summary").asText()).isNotBlank();
            }
        }
        assertThat(routes).isEqualTo(21);
    }

    @Test
    void describesBodiesAsTheyAreRead() {
        var thing = contract.path("components").path("schemas").path("NewThingRequest");
        assertThat(thing.path("required").toString()).isEqualTo("[\"name\",\"price\",\"email\",\"country\",\"parts\"]");
        assertThat(thing.path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(thing.path("properties").path("name").toString()).isEqualTo("{\"type\":\"string\",\"minLength\":1,\"maxLength\":20}");
        assertThat(thing.path("properties").path("parts").path("maxItems").asInt()).isEqualTo(3);
        assertThat(thing.path("properties").path("price").path("properties").path("amount").path("minimum").asInt(-1)).isZero();
    }

    @Test
    void namesTheCodesOfEachRefusal() {
        var buy = contract.path("paths").path("/v1/things/{id}/buy").path("post").path("responses");
        assertThat(buy.path("400").findValue("enum").toString()).isEqualTo("[\"bad-json\",\"bad-request\",\"idempotency-key-missing\"]");
        assertThat(buy.path("422").findValue("enum").toString()).isEqualTo("[\"idempotency-key-reused\"]");
        assertThat(buy.has("404")).isFalse();
    }
}
