package souk.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ResponseTest {
    private static final String ANSWER = "HTTP/1.1 201 Created\r\nLocation: /v1/carts/abc\r\ncontent-LENGTH: 12\r\n\r\n{\"id\":\"abc\"}";

    private final Response response = new Response();

    @Test
    void anAnswerMayComeByteByByte() throws IOException {
        response.clear();
        for (int i = 0; i < ANSWER.length(); i++) assertThat(take(ANSWER.substring(i, i + 1))).isEqualTo(i == ANSWER.length() - 1);
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.location()).isEqualTo("/v1/carts/abc");
        assertThat(response.has(Request.bytes("\"abc\""))).isTrue();
        assertThat(response.has(Request.bytes("Location"))).isFalse();
        assertThat(response.body()).isEqualTo("{\"id\":\"abc\"}");
    }

    @Test
    void theNextAnswerForgetsTheLast() throws IOException {
        response.clear();
        take(ANSWER);
        response.clear();
        assertThat(take("HTTP/1.1 204 No Content\r\n\r\n")).isTrue();
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.location()).isNull();
    }

    @Test
    void anAnswerMayComeInChunks() throws IOException {
        response.clear();
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n4\r\n:10}\r\n0\r\n\r\n";
        for (int i = 0; i < chunked.length(); i++) assertThat(take(chunked.substring(i, i + 1))).isEqualTo(i == chunked.length() - 1);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.has(Request.bytes("{\"id\""))).isTrue();
    }

    @Test
    void moreThanOneAnswerIsAMistakeOfTheServer() {
        response.clear();
        assertThatThrownBy(() -> take(ANSWER + "H")).isInstanceOf(IOException.class);
    }

    private boolean take(String text) throws IOException {
        return response.take(ByteBuffer.wrap(Request.bytes(text)));
    }
}
