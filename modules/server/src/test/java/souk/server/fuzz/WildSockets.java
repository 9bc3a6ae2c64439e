package souk.server.fuzz;

import static souk.server.fuzz.Wire.bytes;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Frames of a WebSocket, right and wrong ones, to {@code GET /v1/ws}. Whatever is said, what comes back is of the contract, and the connection ends. */
final class WildSockets {
    private static final int LONGEST = 1 << 20;
    private static final int CLOSE = 8;
    private final RandomGenerator random;
    private final Known known;
    private final Judge judge;
    private final URI node;

    WildSockets(RandomGenerator random, Known known, Judge judge, URI node) {
        this.random = random;
        this.known = known;
        this.judge = judge;
        this.node = node;
    }

    /** One connection, some frames, and the end of it. */
    void talk(Visitor who) {
        var said = new ByteArrayOutputStream();
        String protocols = who.token() != null && random.nextBoolean() ? "souk.v1, bearer." + who.token() : "souk.v1";
        said.writeBytes(bytes("GET /v1/ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: " + protocols + "\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + (who.token() != null ? "Authorization: Bearer " + who.token() + "\r\n" : "") + "\r\n"));
        var sent = new Sent("a WebSocket", null, who, "GET", "/v1/ws", null, false, said.toByteArray());
        try (var wire = new Wire(node)) {
            wire.sends(said.toByteArray());
            var answer = wire.reads(false);
            if (answer == null) return;
            if (answer.status() != 101) {
                judge.judge(sent, answer);
                return;
            }
            judge.count("WebSockets");
            var frames = frames();
            sent = new Sent("a WebSocket", null, who, "GET", "/v1/ws", null, false, frames);
            try {
                wire.sends(frames);
                wire.sends(frame(CLOSE, true, new byte[] {3, (byte) 0xe8}, false));
            } catch (SocketException closedBefore) {
                // It has heard enough.
            }
            reads(sent, wire);
        } catch (SocketTimeoutException silence) {
            judge.find("a WebSocket that does not end", sent, null);
        } catch (IOException closed) {
            judge.count("WebSockets cut");
        }
    }

    /** To the end. */
    private void reads(Sent sent, Wire wire) throws IOException {
        var in = new DataInputStream(wire.stream());
        while (true) {
            int first = in.read();
            if (first < 0) return;
            long length = in.readUnsignedByte();
            if (length == 126) length = in.readUnsignedShort();
            else if (length == 127) length = in.readLong();
            if (length > LONGEST) throw new EOFException("A frame of " + length + " bytes");
            byte[] payload = in.readNBytes((int) length);
            String text = new String(payload, StandardCharsets.UTF_8);
            if ((first & 15) == 1) judge.judge(sent, new Wire.Answer(200, Map.of("content-type", List.of("application/json")), text));
            if ((first & 15) == CLOSE) {
                int code = payload.length < 2 ? 0 : (payload[0] & 255) << 8 | payload[1] & 255;
                judge.count("WebSockets closed with " + code);
                if (code == 1011) judge.find("a WebSocket closed because of a fault", sent, null);
                return;
            }
        }
    }

    private byte[] frames() {
        var out = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(4); i > 0; i--) out.writeBytes(some());
        return out.toByteArray();
    }

    private byte[] some() {
        return switch (random.nextInt(14)) {
            case 0 -> frame(random.nextInt(16), random.nextBoolean(), bytes(Words.text(random)), false);
            case 1 -> frame(1, true, new byte[random.nextInt(200_000)], false);
            case 2 -> new byte[] {(byte) 0x81, (byte) 0xff, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 'a'};
            case 3 -> frame(1, true, new byte[] {(byte) 0xc3, 0x28, (byte) 0xed, (byte) 0xa0, (byte) 0x80}, false);
            case 4 -> fragments(random.nextInt(3000));
            case 5 -> frame(1, true, bytes(wish("")), true);
            case 6 -> frame(9, true, new byte[random.nextInt(200)], false);
            case 7 -> frame(CLOSE, true, new byte[] {(byte) random.nextInt(256)}, false);
            case 8 -> frame(1 | random.nextInt(8) << 4, true, bytes("{}"), false);
            case 9 -> frame(2, true, bytes(wish("")), false);
            case 10 -> frame(1, true, bytes(new Wild(null, known, random, 50).anything(3)), false);
            case 11 -> storm();
            default -> frame(1, true, bytes(wish("")), false);
        };
    }

    /** Subscribes to this, or to what is there, or to what is not. */
    private String wish(String topic) {
        String what = topic.isEmpty() ? topic() : topic;
        return switch (random.nextInt(4)) {
            case 0 -> "{\"unsubscribe\":[" + quoted(what) + "]}";
            case 1 -> "{\"subscribe\":[" + quoted(what) + "],\"since\":{" + quoted(what) + ":" + quoted(Words.text(random)) + "}}";
            default -> "{\"subscribe\":[" + quoted(what) + "," + quoted(topic()) + "]}";
        };
    }

    private String topic() {
        String thing = Words.one(random, List.of("order", "cart", "sale", "stock", "queue", "flash-sale", "product", "kpi", "onlookers", "live"));
        String id = known.any(random, thing, "id");
        return random.nextInt(4) == 0 || id == null ? Words.text(random) : thing + ":" + id;
    }

    private static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }

    private byte[] storm() {
        var out = new ByteArrayOutputStream();
        for (int i = random.nextInt(300); i > 0; i--) out.writeBytes(frame(1, true, bytes(wish("cart:" + Words.plain(random))), false));
        return out.toByteArray();
    }

    private byte[] fragments(int many) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(frame(1, false, bytes("{"), false));
        for (int i = 0; i < many; i++) out.writeBytes(frame(0, false, bytes(" "), false));
        if (random.nextBoolean()) out.writeBytes(frame(0, true, bytes("}"), false));
        return out.toByteArray();
    }

    private byte[] frame(int opcode, boolean last, byte[] payload, boolean unmasked) {
        var out = new ByteArrayOutputStream();
        int mask = unmasked ? 0 : 0x80;
        out.write(opcode | (last ? 0x80 : 0));
        if (payload.length < 126) out.write(mask | payload.length);
        else if (payload.length < 1 << 16) out.writeBytes(new byte[] {(byte) (mask | 126), (byte) (payload.length >> 8), (byte) payload.length});
        else out.writeBytes(new byte[] {(byte) (mask | 127), 0, 0, 0, 0, (byte) (payload.length >> 24), (byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length});
        byte[] key = new byte[4];
        if (!unmasked) {
            random.nextBytes(key);
            out.writeBytes(key);
        }
        for (int i = 0; i < payload.length; i++) out.write(payload[i] ^ key[i & 3]);
        return out.toByteArray();
    }
}
