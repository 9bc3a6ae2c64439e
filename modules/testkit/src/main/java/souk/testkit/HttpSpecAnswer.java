package souk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** An answer of a server, and what a test expects of it; every expectation that fails shows the whole answer. */
public final class HttpSpecAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String request;
    private final HttpResponse<String> response;

    HttpSpecAnswer(String request, HttpResponse<String> response) {
        this.request = request;
        this.response = response;
    }

    public int status() {
        return response.statusCode();
    }

    public String body() {
        return response.body();
    }

    public HttpSpecAnswer answers(int status) {
        return expect(response.statusCode() == status, "status " + status);
    }

    /** A problem document with this status and code. */
    public HttpSpecAnswer refuses(int status, String code) {
        answers(status);
        expect(header("Content-Type").equals("application/problem+json"), "a problem document");
        return has("code", code);
    }

    /** One of the errors is about this field. */
    public HttpSpecAnswer becauseOf(String field, String code) {
        for (JsonNode error : json().path("errors")) {
            if (error.path("field").asText().equals(field) && error.path("code").asText().equals(code)) return this;
        }
        throw failed("an error " + code + " of field " + field);
    }

    /** The member at this path ({@code lines.0.sku}) is this text, or a number that reads so. */
    public HttpSpecAnswer has(String path, Object value) {
        JsonNode found = at(path);
        return expect(!found.isMissingNode() && found.asText().equals(String.valueOf(value)), path + " = " + value);
    }

    /** The money at this path is this. */
    public HttpSpecAnswer hasMoney(String path, long amount, String currency) {
        return has(path + ".amount", amount).has(path + ".currency", currency);
    }

    /** The array at this path has so many elements. */
    public HttpSpecAnswer hasSize(String path, int size) {
        return expect(at(path).isArray() && at(path).size() == size, size + " elements in " + path);
    }

    /** There is no such member, or it is null. */
    public HttpSpecAnswer hasNo(String path) {
        return expect(at(path).isMissingNode() || at(path).isNull(), "no " + path);
    }

    /** The text or number at this path, which must be there. */
    public String text(String path) {
        JsonNode found = at(path);
        expect(found.isValueNode() && !found.isNull(), "a value at " + path);
        return found.asText();
    }

    public long number(String path) {
        JsonNode found = at(path);
        expect(found.isIntegralNumber(), "a whole number at " + path);
        return found.asLong();
    }

    /** The values at this path of every element: {@code each("items", "sku")}. */
    public List<String> each(String array, String path) {
        var values = new ArrayList<String>();
        at(array).forEach(element -> values.add(walk(element, path).asText()));
        return values;
    }

    /** A header that must be there. */
    public String header(String name) {
        return response.headers().firstValue(name).orElseThrow(() -> failed("a header " + name));
    }

    public JsonNode json() {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(failed("a JSON body").getMessage(), e);
        }
    }

    private JsonNode at(String path) {
        return walk(json(), path);
    }

    private static JsonNode walk(JsonNode from, String path) {
        JsonNode at = from;
        for (String part : path.split("\\.")) at = part.chars().allMatch(Character::isDigit) && at.isArray() ? at.path(Integer.parseInt(part)) : at.path(part);
        return at;
    }

    private HttpSpecAnswer expect(boolean fulfilled, String expectation) {
        if (!fulfilled) throw failed(expectation);
        return this;
    }

    private AssertionError failed(String expectation) {
        return new AssertionError("Expected " + expectation + " of " + request + ", but it answered\n" + this);
    }

    @Override
    public String toString() {
        return response.statusCode() + " " + response.headers().map() + "\n" + response.body();
    }
}
