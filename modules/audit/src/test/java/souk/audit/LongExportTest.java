package souk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A million entries are verified in as little memory as ten. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class LongExportTest {
    private static final int ENTRIES = 1_000_000;

    @Test
    void aMillionEntriesAreVerifiedIn48MiB(@TempDir Path folder) throws IOException, InterruptedException {
        var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx48m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), LongExportTest.class.getName(), folder.resolve("export").toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        System.out.print(said);
    }

    /** Writes such an export, verifies it, changes one byte far in it, and verifies it again. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        String previous = Canonical.NONE;
        try (var out = Files.newBufferedWriter(file)) {
            for (int number = 1; number <= ENTRIES; number++) {
                var entry = Entry.sealed("shop", number, Entry.Kind.REFUSED, ChainTest.NOON.plusSeconds(number), ChainTest.act("call-" + number, false), Optional.of(ChainTest.effect(404)), 0, previous);
                out.write(Canonical.line(entry));
                out.write('\n');
                previous = entry.hash();
            }
        }
        long began = System.nanoTime();
        var sound = Verification.ofFile(file, Optional.empty(), Optional.empty(), seen -> {});
        System.out.println(sound.chains() + ", sound: " + sound.sound() + ", " + (Files.size(file) >> 20) + " MiB in " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s with " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE)) {
            var one = java.nio.ByteBuffer.allocate(4096);
            long place = channel.size() / 2;
            channel.read(one, place);
            int at = new String(one.array(), java.nio.charset.StandardCharsets.US_ASCII).indexOf("ann@souk.local");
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {'b'}), place + at);
        }
        var changed = Verification.ofFile(file, Optional.empty(), Optional.empty(), seen -> {});
        System.out.println(changed.examples());
        System.exit(sound.sound() && sound.chains().get(0).entries() == ENTRIES && changed.faults() == 1 && changed.examples().get(0).what().contains("was changed") ? 0 : 1);
    }
}
