package souk.platform.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The stored form of a segment, version 1: a CBOR array of the form's version, the time, the table of strings that repeat (types and
 * names) and one array an event. Written by hand because it is on the path of every command.
 */
public final class SegmentCodec {
    private static final int FORM = 1;
    private static final CBORFactory CBOR = new CBORFactory();

    private SegmentCodec() {}

    /** The bytes of a segment's time and entries; log, position and id are the row's key. */
    public static byte[] encode(Instant now, List<Segment.Entry> entries) {
        var out = new ByteArrayOutputStream(1024);
        try (JsonGenerator cbor = CBOR.createGenerator(out)) {
            var words = new LinkedHashMap<String, Integer>();
            for (var entry : entries) {
                words.putIfAbsent(entry.type(), words.size());
                words.putIfAbsent(entry.name(), words.size());
            }
            cbor.writeStartArray();
            cbor.writeNumber(FORM);
            cbor.writeNumber(now.getEpochSecond());
            cbor.writeNumber(now.getNano());
            cbor.writeStartArray();
            for (String word : words.keySet()) cbor.writeString(word);
            cbor.writeEndArray();
            for (var entry : entries) write(cbor, entry, words);
            cbor.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator cbor, Segment.Entry entry, Map<String, Integer> words) throws IOException {
        cbor.writeStartArray();
        cbor.writeNumber(words.get(entry.type()));
        cbor.writeString(entry.id());
        cbor.writeNumber(entry.version());
        cbor.writeNumber(words.get(entry.name()));
        cbor.writeNumber(entry.eventVersion());
        cbor.writeBinary(entry.body());
        cbor.writeString(entry.cause());
        cbor.writeEndArray();
    }

    /** @throws IllegalStateException when the bytes are no segment of a form that this version knows */
    public static Segment decode(String log, long position, UUID id, byte[] bytes) {
        try (JsonParser cbor = CBOR.createParser(bytes)) {
            expect(cbor.nextToken() == JsonToken.START_ARRAY, log, position);
            cbor.nextToken();
            int form = cbor.getIntValue();
            if (form != FORM) throw new IllegalStateException("Segment " + position + " of " + log + " has form " + form + ", this version reads " + FORM);
            long seconds = cbor.nextLongValue(0);
            int nanos = cbor.nextIntValue(0);
            expect(cbor.nextToken() == JsonToken.START_ARRAY, log, position);
            var words = new ArrayList<String>();
            while (cbor.nextToken() != JsonToken.END_ARRAY) words.add(cbor.getText());
            var entries = new ArrayList<Segment.Entry>();
            while (cbor.nextToken() == JsonToken.START_ARRAY) {
                String type = words.get(cbor.nextIntValue(-1));
                String aggregate = cbor.nextTextValue();
                long version = cbor.nextLongValue(0);
                String name = words.get(cbor.nextIntValue(-1));
                int eventVersion = cbor.nextIntValue(0);
                cbor.nextToken();
                byte[] body = cbor.getBinaryValue();
                String cause = cbor.nextTextValue();
                expect(cbor.nextToken() == JsonToken.END_ARRAY, log, position);
                entries.add(new Segment.Entry(type, aggregate, version, name, eventVersion, body, cause));
            }
            return new Segment(log, position, id, Instant.ofEpochSecond(seconds, nanos), entries);
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("Segment " + position + " of " + log + " cannot be read", e);
        }
    }

    private static void expect(boolean ok, String log, long position) {
        if (!ok) throw new IllegalStateException("Segment " + position + " of " + log + " is not in the form of a segment");
    }
}
