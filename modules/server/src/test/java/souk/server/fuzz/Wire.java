package souk.server.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which any bytes can be sent, which clients that know HTTP would not send. */
final class Wire implements AutoCloseable {
    /** Longer than anything in a node may take. */
    private static final int PATIENCE = 90_000;
    /** Of a streamed answer so much is looked at; the rest is read and thrown away. */
    private static final int KEPT = 32 << 20;
    /** Longer than any log that a fuzzing writes: what has not ended by then has no end. */
    private static final long LONGEST = 8L << 30;

    /** @param headers by name in small letters */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }

        String head() {
            return status + " " + headers;
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;

    Wire(URI node) throws IOException {
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(node.getHost(), node.getPort()), PATIENCE);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void sends(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** There is no more to come from here. */
    void ends() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * The next answer, or null when the connection ends without one.
     *
     * @throws SocketTimeoutException when nothing comes
     * @throws IOException            when it breaks off
     */
    Answer reads(boolean withoutBody) throws IOException {
        String line = line();
        if (line == null) return null;
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) throw new IOException("No answer of HTTP: " + line);
        int status = Integer.parseInt(line.substring(9, 12));
        var headers = new TreeMap<String, List<String>>();
        for (String header = line(); header != null && !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.computeIfAbsent(header.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT), name -> new ArrayList<>()).add(header.substring(colon + 1).strip());
        }
        if (status == 100) return reads(withoutBody);
        boolean none = withoutBody || status == 204 || status == 304 || status == 101;
        return new Answer(status, headers, none ? "" : body(headers));
    }

    private String body(Map<String, List<String>> headers) throws IOException {
        var out = new ByteArrayOutputStream();
        if (headers.containsKey("transfer-encoding")) {
            for (long all = 0;;) {
                int length = Integer.parseInt(String.valueOf(line()).split(";")[0].strip(), 16);
                if (length > 0 && out.size() < KEPT) out.write(exactly(length));
                else in.skipNBytes(length);
                all += length;
                line();
                if (length == 0) break;
                if (all > LONGEST) throw new IOException("An answer without an end");
            }
        } else if (headers.containsKey("content-length")) {
            out.write(exactly(Integer.parseInt(headers.get("content-length").get(0))));
        } else {
            in.transferTo(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) throw new EOFException("An answer broke off after " + bytes.length + " of " + length + " bytes");
        return bytes;
    }

    /** Null at the end of the connection. */
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            line.write(next);
        }
        if (line.size() > 0) throw new EOFException("An answer broke off: " + line.toString(StandardCharsets.ISO_8859_1));
        return null;
    }

    /** The next bytes as they come, at most so many; empty at the end. */
    byte[] some(int most) throws IOException {
        byte[] bytes = new byte[most];
        int read = in.read(bytes);
        return read <= 0 ? new byte[0] : java.util.Arrays.copyOf(bytes, read);
    }

    InputStream stream() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
