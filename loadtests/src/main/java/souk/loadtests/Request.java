package souk.loadtests;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One client's outgoing bytes, put together from parts that were made once. */
final class Request {
    private static final byte[] VERSION = bytes(" HTTP/1.1\r\n");
    private static final byte[] KEY = bytes("Idempotency-Key: ");
    private static final byte[] FORWARDED = bytes("X-Forwarded-For: ");
    private static final byte[] JSON = bytes("Content-Type: application/json\r\nContent-Length: ");
    private static final byte[] LINE_END = bytes("\r\n");
    private static final byte[] HEAD_END = bytes("\r\n\r\n");

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
    private final byte[] headers;

    /** @param token the session token of this client; null: none */
    Request(String token) {
        headers = bytes("Host: 127.0.0.1\r\n" + (token == null ? "" : "Authorization: Bearer " + token + "\r\n"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A request without a body: {@code GET}, and the path in parts. */
    void get(byte[]... path) {
        buffer.clear().put(GET);
        line(path);
        buffer.put(LINE_END).flip();
    }

    /** A request with a body. */
    void send(byte[] method, byte[] key, byte[] body, byte[]... path) {
        sendFor(null, method, key, body, path);
    }

    /** The same as a proxy passes it on for this address; null: it comes by itself. */
    void sendFor(byte[] address, byte[] method, byte[] key, byte[] body, byte[]... path) {
        buffer.clear().put(method);
        line(path);
        if (address != null) buffer.put(FORWARDED).put(address).put(LINE_END);
        if (key != null) buffer.put(KEY).put(key).put(LINE_END);
        buffer.put(JSON).put(bytes(Integer.toString(body.length))).put(HEAD_END).put(body).flip();
    }

    private void line(byte[]... path) {
        for (byte[] part : path) buffer.put(part);
        buffer.put(VERSION).put(headers);
    }

    private static final byte[] GET = bytes("GET ");
    static final byte[] POST = bytes("POST ");
    static final byte[] PUT = bytes("PUT ");

    ByteBuffer buffer() {
        return buffer;
    }
}
