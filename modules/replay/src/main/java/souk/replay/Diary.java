package souk.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The state file: what a replay has done in a shop so far, a line of JSON each, written behind the deed. A deed that is not in it may have been done all the same, and is done
 * again under its old key, which changes nothing. Sessions are in it before they are used: an order belongs to the session that made it, and to nobody else.
 */
public final class Diary implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> done = new ConcurrentHashMap<>();
    private final Set<String> stocked = ConcurrentHashMap.newKeySet();
    private String run;
    private String fingerprint;
    private int invoices;

    private Diary(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens it, or begins a new one.
     *
     * @param fingerprint of the file that is replayed
     * @throws BadInput if it cannot be understood, is of another file, or somebody else writes it
     */
    public static Diary open(Path file, String fingerprint) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!Files.exists(file)) Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) throw new OverlappingFileLockException();
            var diary = new Diary(file, channel);
            diary.read();
            if (diary.run == null) diary.begin(fingerprint);
            if (!diary.fingerprint.equals(fingerprint)) {
                throw new BadInput("The state file " + file + " belongs to a replay of another file. Go on with that file, or delete the state file to begin anew with this one.");
            }
            return diary;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new BadInput("Another replay is under way in this shop (it holds " + file + "). Wait until it has ended.", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void read() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int number = 0;
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') continue;
            number++;
            take(new String(bytes, start, i - start, UTF_8), number);
            start = i + 1;
        }
        // An interrupted replay may leave a line without an end: what it was about was not relied on yet.
        channel.truncate(start).position(start);
    }

    private void take(String line, int number) {
        try {
            JsonNode entry = JSON.readTree(line);
            if (number == 1) {
                if (entry.path("replay").asInt() != FORMAT || !entry.path("run").isTextual() || !entry.path("file").isTextual()) throw broken(number);
                run = entry.get("run").textValue();
                fingerprint = entry.get("file").textValue();
            } else if (entry.has("session")) {
                tokens.put(entry.get("session").textValue(), entry.get("token").textValue());
            } else if (entry.has("done")) {
                done.put(entry.get("done").textValue(), entry.get("as").textValue());
            } else if (entry.has("stocked")) {
                entry.get("stocked").forEach(code -> stocked.add(code.textValue()));
            } else if (entry.has("invoices")) {
                invoices = Math.max(invoices, entry.get("invoices").intValue());
            } else {
                throw broken(number);
            }
        } catch (JsonProcessingException | NullPointerException e) {
            throw broken(number);
        }
    }

    private BadInput broken(int number) {
        return new BadInput("The state file " + file + " is damaged in line " + number + ", so it is not known what was replayed. Delete it to begin anew; in a shop that has orders of this replay they stay beside the new ones.");
    }

    private void begin(String ofFile) throws IOException {
        run = UUID.randomUUID().toString().substring(0, 8);
        fingerprint = ofFile;
        write(JSON.createObjectNode().put("replay", FORMAT).put("run", run).put("file", ofFile));
    }

    private synchronized void write(JsonNode entry) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(entry) + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    /** The name of this replay, of its own among all. */
    public String run() {
        return run;
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /** How many of the file's first invoices, or orders, this replay is about; 0 before anything was said. */
    public int invoices() {
        return invoices;
    }

    /** As many from now on; fewer than before changes nothing. */
    public void invoices(int number) throws IOException {
        if (number <= invoices) return;
        invoices = number;
        write(JSON.createObjectNode().put("invoices", number));
    }

    /** Of a session that was opened. */
    public Optional<String> token(String buyer) {
        return Optional.ofNullable(tokens.get(buyer));
    }

    /** Before a token is used. The last one that was opened for this name counts. */
    public void opened(String buyer, String token) throws IOException {
        write(JSON.createObjectNode().put("session", buyer).put("token", token));
        tokens.put(buyer, token);
    }

    /** What the shop calls the order, refund or credit of a step, if it is done. */
    public Optional<String> done(String step) {
        return Optional.ofNullable(done.get(step));
    }

    /** One of the orders that were placed. */
    Optional<String> anyOrder() {
        return done.entrySet().stream().filter(each -> each.getKey().startsWith("order-")).map(Map.Entry::getValue).findAny();
    }

    /**
     * A state file may have outlived its shop.
     *
     * @throws BadInput if this shop does not know the orders that were placed
     */
    public void requireShop(Shop shop) throws IOException, InterruptedException {
        var order = anyOrder();
        if (order.isPresent() && shop.asStaff("GET", "/v1/admin/orders/" + order.get(), null, null).expect(200, 404).status() == 404) {
            throw new BadInput("The shop does not know the orders of the state file " + file + ": they were placed in another one. Delete the state file to begin anew in this one.");
        }
    }

    /** After the deed. @param as what the shop calls it */
    public void done(String step, String as) throws IOException {
        write(JSON.createObjectNode().put("done", step).put("as", as));
        done.put(step, as);
    }

    /** Whether the shop has it to sell. */
    public boolean isStocked(String code) {
        return stocked.contains(code);
    }

    /** The shop has them to sell. */
    public void stocked(Collection<String> codes) throws IOException {
        write(JSON.createObjectNode().set("stocked", JSON.valueToTree(codes)));
        stocked.addAll(codes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
