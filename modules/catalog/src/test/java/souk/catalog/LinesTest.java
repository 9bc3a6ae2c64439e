package souk.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import souk.catalog.Lines.Line;

class LinesTest {
    private static List<Line> split(byte[] bytes, int pieceSize) {
        var lines = new Lines();
        var found = new ArrayList<Line>();
        for (int i = 0; i < bytes.length; i += pieceSize) found.addAll(lines.feed(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + pieceSize))));
        lines.last().ifPresent(found::add);
        return found;
    }

    @Property(tries = 200)
    void linesAreTheSameHoweverTheBytesCome(@ForAll @IntRange(min = 1, max = 40) int pieceSize) {
        var lines = split("one\n\ntwo\r\n  \nthree é".getBytes(UTF_8), pieceSize);
        assertThat(lines).extracting(line -> new String(line.bytes(), UTF_8)).containsExactly("one", "", "two\r", "  ", "three é");
        assertThat(lines).extracting(Line::number).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(lines).extracting(Line::blank).containsExactly(false, true, false, true, false);
    }

    @Test
    void aLineThatIsTooLongIsDroppedAndTheNextIsFine() {
        var text = "a".repeat(Lines.LONGEST) + "\n" + "b".repeat(Lines.LONGEST + 1) + "\nc";
        var lines = split(text.getBytes(UTF_8), 8_192);
        assertThat(lines).extracting(Line::cut).containsExactly(false, true, false);
        assertThat(lines).extracting(line -> line.bytes().length).containsExactly(Lines.LONGEST, 0, 1);
    }

    @Test
    void aLastLineEndIsNoLine() {
        assertThat(split("a\n".getBytes(UTF_8), 1)).hasSize(1);
        assertThat(split(new byte[0], 1)).isEmpty();
    }
}
