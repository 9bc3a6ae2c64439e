package souk.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Looks into every byte of the files of a folder, as somebody who has stolen the disk. */
final class Traces {
    private static final int PIECE = 4 << 20;

    private Traces() {}

    /** Which of these texts stand in a file there, each with the file. Files that go away meanwhile hold nothing. */
    static List<String> in(Path folder, Collection<String> texts) {
        var wanted = texts.stream().map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)).toList();
        return of(folder, wanted);
    }

    /** Whether this text stands in a file that was changed since then; quicker than to look into all. */
    static boolean written(Path folder, String text, Instant since) {
        var found = new ArrayList<String>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (found.isEmpty() && !Files.getLastModifiedTime(file).toInstant().isBefore(since)) look(file, List.of(text), found);
            }
        } catch (UncheckedIOException | IOException gone) {
            if (!(gone instanceof NoSuchFileException || gone.getCause() instanceof NoSuchFileException)) throw new IllegalStateException(gone);
        }
        return !found.isEmpty();
    }

    /** The same of bytes, each as a character. */
    static List<String> of(Path folder, Collection<String> wanted) {
        var found = new ArrayList<String>();
        if (!Files.isDirectory(folder)) return found;
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) look(file, wanted, found);
        } catch (UncheckedIOException | IOException gone) {
            if (!(gone instanceof NoSuchFileException || gone.getCause() instanceof NoSuchFileException)) throw new IllegalStateException(gone);
            return of(folder, wanted);
        }
        return found;
    }

    private static void look(Path file, Collection<String> wanted, List<String> found) throws IOException {
        int overlap = wanted.stream().mapToInt(String::length).max().orElse(1);
        var open = new TreeSet<>(wanted);
        try (var in = Files.newInputStream(file)) {
            String end = "";
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0 && !open.isEmpty(); piece = in.readNBytes(PIECE)) {
                String text = end + new String(piece, StandardCharsets.ISO_8859_1);
                open.removeIf(each -> text.contains(each) && found.add(each + " in " + file));
                end = text.substring(Math.max(0, text.length() - overlap));
            }
        }
    }
}
