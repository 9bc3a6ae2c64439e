package souk.server.fuzz;

import static souk.server.fuzz.Wire.bytes;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is hardly HTTP, or not at all, on connections of its own: each is answered, or the connection is closed; none is left hanging, and nothing is smuggled past. */
final class RawBytes {
    private static final String HELLO = "FgMBAgABAAH8AwPLJjjdLXhGsqNfsJ0aZM3Sfi5nJfRUNJ2vT0mB9f3qIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+EwITAxMBwCzAMACfzKnMqMyqwCvALwCewCTAKABrwCPAJwBnwArAFAA5wAnAEwAzAJ0AnAA9ADwANQAvAP8BAAF1";
    private static final String HOST = "Host: a\r\n";

    /** @param answers at most so many may come */
    private record Attack(String what, byte[] bytes, int answers) {
        Attack(String what, String text, int answers) {
            this(what, text.getBytes(StandardCharsets.ISO_8859_1), answers);
        }
    }

    private final RandomGenerator random;
    private final Judge judge;
    private final URI node;

    RawBytes(RandomGenerator random, Judge judge, URI node) {
        this.random = random;
        this.judge = judge;
        this.node = node;
    }

    /** One of them. */
    void attack(Visitor who) {
        // Some of staff are told at /ops what nobody else is: they would find it by other ways, too.
        var attack = any(who.token() == null || who.kind.equals("staff") ? "" : "Authorization: Bearer " + who.token() + "\r\n");
        var sent = new Sent(attack.what, null, who, attack.what.equals("HEAD") ? "HEAD" : "RAW", "", null, false, attack.bytes);
        int answers = 0;
        try (var wire = new Wire(node)) {
            try {
                // In pieces, some of them.
                int cut = random.nextInt(3) > 0 ? attack.bytes.length : random.nextInt(attack.bytes.length + 1);
                wire.sends(java.util.Arrays.copyOf(attack.bytes, cut));
                wire.sends(java.util.Arrays.copyOfRange(attack.bytes, cut, attack.bytes.length));
                wire.ends();
            } catch (SocketException closedBefore) {
                // It did not want to hear the rest; it may have said why.
            }
            for (Wire.Answer answer = wire.reads(false); answer != null; answer = wire.reads(false)) {
                answers++;
                judge.judge(sent, answer);
                if (answer.status() == 101) break;
            }
        } catch (SocketTimeoutException silence) {
            judge.find("neither an answer nor an end: " + attack.what, sent, null);
        } catch (IOException closed) {
            judge.count("raw: closed");
        }
        judge.count("raw: " + attack.what);
        if (answers > attack.answers) judge.find(answers + " answers to " + attack.what, sent, null);
    }

    private Attack any(String auth) {
        String get = "GET /v1/products?limit=1 HTTP/1.1\r\n" + HOST;
        String post = "POST /v1/carts HTTP/1.1\r\n" + HOST + auth + "Content-Type: application/json\r\n";
        String inner = "GET /v1/orders HTTP/1.1\r\n" + HOST + auth + "\r\n";
        return switch (random.nextInt(34)) {
            case 0 -> new Attack("any bytes", any(random.nextInt(300)), 9);
            case 1 -> new Attack("any bytes and an end of a head", Words.letters(random, 80) + "\r\n\r\n", 9);
            case 2 -> new Attack("a broken request line", Words.one(random, List.of("GET", "GET /", "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/9.9", "GET / HTTP/1.10", "GET / http/1.1", "GET\t/\tHTTP/1.1", "/ GET HTTP/1.1", "GET / HTTP/1.1 x", "GET /\u0000 HTTP/1.1", "G\u00c4T / HTTP/1.1", "\r\n\r\n\r\n", "GET / HTTP/1.1\r", "A".repeat(5000) + " / HTTP/1.1"))
                    + "\r\n" + HOST + "\r\n", 2);
            case 3 -> new Attack("HTTP/1.0 and 0.9", Words.one(random, List.of("GET /v1/products\r\n", "GET /v1/products HTTP/1.0\r\n\r\n", "GET /v1/products HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "POST /v1/carts HTTP/1.0\r\n\r\n{}")), 2);
            case 4 -> new Attack("a flood of headers", get + "X: a\r\n".repeat(random.nextInt(50, 5000)) + "\r\n", 1);
            case 5 -> new Attack("a huge header", get + "X: " + "a".repeat(random.nextInt(7000, 200_000)) + "\r\n\r\n", 1);
            case 6 -> new Attack("a huge name of a header", get + "x".repeat(random.nextInt(60, 70_000)) + ": a\r\n\r\n", 1);
            case 7 -> new Attack("a long address", "GET /v1/" + "a".repeat(random.nextInt(200, 100_000)) + " HTTP/1.1\r\n" + HOST + "\r\n", 1);
            case 8 -> new Attack("CL and TE", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, 1);
            case 9 -> new Attack("TE and CL", post + "Transfer-Encoding: chunked\r\nContent-Length: " + (inner.length() + 5) + "\r\n\r\n0\r\n\r\n" + inner, 1);
            case 10 -> new Attack("two lengths", post + "Content-Length: 2\r\nContent-Length: " + (2 + inner.length()) + "\r\n\r\n{}" + inner, 1);
            case 11 -> new Attack("an odd length", post + "Content-Length: " + Words.one(random, List.of("+2", "-1", "0x2", "2,2", "2, 5", "99999999999999999999", " 2 2", "", "2\u000b", "1e0", "00000000000000000000000002", "9223372036854775807")) + "\r\n\r\n{}", 2);
            case 12 -> new Attack("an odd TE", post + "Transfer-Encoding: " + Words.one(random, List.of("xchunked", "chunked, identity", "identity, chunked", "chunked, chunked", "gzip, chunked", "\u000bchunked", "chunked\u0000", "\"chunked\"", "Chunked;a=b", "", ",")) + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + inner, 2);
            case 13 -> new Attack("a hidden TE", post + Words.one(random, List.of("Transfer-Encoding : chunked", " Transfer-Encoding: chunked", "X: a\r\n\tTransfer-Encoding: chunked", "X: a\nTransfer-Encoding: chunked", "Transfer_Encoding: chunked", "Transfer-Encoding:\u00a0chunked", "X: a\rTransfer-Encoding: chunked")) + "\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + inner, 2);
            case 14 -> new Attack("bad chunks", post + "Transfer-Encoding: chunked\r\n\r\n" + Words.one(random, List.of("g\r\n{}\r\n0\r\n\r\n", "2\r\n{}0\r\n\r\n", "-2\r\n{}\r\n", "ffffffffffffffff\r\n{}", "7fffffff\r\n{}", "2 \r\n{}\r\n0\r\n\r\n", "0x2\r\n{}\r\n0\r\n\r\n", "2;" + "a".repeat(100_000) + "\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", "2\r\n{}\r\n0\r\n" + "T: a\r\n".repeat(3000) + "\r\n",
                    "2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n", "2\r\n{}\r\n")), 2);
            case 15 -> new Attack("many small chunks", post + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\n \r\n".repeat(random.nextInt(20_000)) + "2\r\n{}\r\n0\r\n\r\n", 1);
            case 16 -> new Attack("bare line feeds", "GET /v1/products HTTP/1.1\n" + HOST.replace("\r", "") + "\n", 1);
            case 17 -> new Attack("bare carriage returns", "GET /v1/products HTTP/1.1\r" + HOST.replace("\n", "") + "\r\r\n", 1);
            case 18 -> new Attack("folded headers", get + "X: a\r\n b\r\n\tc\r\n\r\n", 1);
            case 19 -> new Attack("a pipeline", (get + "\r\n").repeat(random.nextInt(2, 60)), 60);
            case 20 -> new Attack("a pipeline with what is refused in it", get + "\r\n" + post + "Content-Length: 2\r\n\r\n{]" + get + "\r\nnonsense\r\n\r\n" + get + "\r\n", 4);
            case 21 -> new Attack("HTTP/2 by prior knowledge", concat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII), any(60)), 2);
            case 22 -> new Attack("an upgrade to HTTP/2", get + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n", 1);
            case 23 -> new Attack("a TLS hello", concat(Base64.getDecoder().decode(HELLO), any(random.nextInt(200))), 2);
            case 24 -> new Attack("bad percent-encoding", "GET /v1/products/" + Words.one(random, List.of("%", "%2", "%zz", "%u0041", "%c0%af", "%ff%fe", "%ed%a0%80", "%f4%90%80%80", "a%00b", "%0d%0aX:%20a", "%2f%2e%2e%2f", "%252e", "%E2%80%AE")) + " HTTP/1.1\r\n" + HOST + "\r\n", 1);
            case 25 -> new Attack("path traversal", "GET " + Words.one(random, List.of("/../../../etc/hosts", "/v1/../ops/cluster", "/v1/./products", "//v1//products", "/v1/products/..%2f..%2fops%2fcluster", "/v1/products/..;/ops/cluster", "/v1\\products", "/%2e%2e/%2e%2e/etc/hosts", "/v1/products/;a=b", "/v1/products/#a", "/v1/products\u0000.html", "/V1/PRODUCTS", "/v1/products/", "/.git/config", "/ops", "/metrics"))
                    + " HTTP/1.1\r\n" + HOST + auth + "\r\n", 1);
            case 26 -> new Attack("an odd target", Words.one(random, List.of("GET http://203.0.113.1/v1/products", "GET http://a:b@c/v1/products", "OPTIONS *", "GET *", "CONNECT 203.0.113.1:80", "GET ?", "GET #", "GET products", "GET http://", "GET //203.0.113.1/v1/products", "GET http://[::1", "GET file:///etc/hosts", "TRACE /v1/products")) + " HTTP/1.1\r\n" + HOST + "\r\n", 2);
            case 27 -> new Attack("a query bomb", "GET /v1/search?" + ("q=" + Words.one(random, List.of("(".repeat(300), "a%20".repeat(900), "\"".repeat(999), "*".repeat(999), "%F0%9F%98%80".repeat(300), "a~".repeat(500), "NOT%20".repeat(400))) + "&a".repeat(random.nextInt(3))) + " HTTP/1.1\r\n" + HOST + "\r\n", 1);
            case 28 -> new Attack("many parameters", "GET /v1/products?" + "limit=1&".repeat(random.nextInt(1000)) + " HTTP/1.1\r\n" + HOST + "\r\n", 1);
            case 29 -> new Attack("odd hosts", "GET /v1/products HTTP/1.1\r\n" + Words.one(random, List.of("", "Host:\r\n", "Host: a\r\nHost: b\r\n", "Host: a:99999\r\n", "Host: [::\r\n", "Host: a/b\r\n", "Host: \u00e4\r\n", "Host: a b\r\n", "Host: a@b\r\n")) + "\r\n", 1);
            case 30 -> new Attack("controls in a header", get + "X: a" + (char) random.nextInt(32) + "b\r\nAuth" + (char) random.nextInt(256) + "orization: a\r\n\r\n", 2);
            case 31 -> new Attack("a body that breaks off", post + "Content-Length: 1000\r\n\r\n{\"currency\":", 1);
            case 32 -> new Attack("asked first, and sent all the same", post + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", 2);
            default -> new Attack("a token that is none", get.replace("products?limit=1", "orders") + "Authorization: Bearer " + broken(auth) + "\r\n\r\n", 1);
        };
    }

    private String broken(String auth) {
        String token = auth.isEmpty() ? "a.b.c" : auth.substring("Authorization: Bearer ".length()).strip();
        String[] parts = token.split("\\.");
        return switch (random.nextInt(5)) {
            case 0 -> token.substring(0, random.nextInt(token.length()));
            case 1 -> parts[0] + "..";
            case 2 -> ".".repeat(random.nextInt(200));
            case 3 -> Base64.getUrlEncoder().encodeToString(bytes("{\"alg\":\"none\"}")) + "." + parts[parts.length > 1 ? 1 : 0] + ".";
            default -> token + token;
        };
    }

    private byte[] any(int many) {
        byte[] bytes = new byte[many];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
