package souk.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiaryTest {
    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("state/replay.ndjson");
    }

    private void write() throws IOException {
        try (var diary = Diary.open(file, "abc")) {
            diary.invoices(10);
            diary.stocked(List.of("A", "POST"));
            diary.opened("customer-1", "a token");
            diary.done("order-1-1", "id of it");
        }
    }

    @Test
    void whatWasWrittenIsThereAgain() throws IOException {
        write();
        String run;
        try (var diary = Diary.open(file, "abc")) {
            run = diary.run();
            assertThat(diary.invoices()).isEqualTo(10);
            assertThat(diary.isStocked("POST")).isTrue();
            assertThat(diary.isStocked("B")).isFalse();
            assertThat(diary.token("customer-1")).contains("a token");
            assertThat(diary.done("order-1-1")).contains("id of it");
            assertThat(diary.done("order-2-1")).isEmpty();
            assertThat(diary.anyOrder()).contains("id of it");
            diary.done("order-2-1", "other");
        }
        try (var diary = Diary.open(file, "abc")) {
            assertThat(diary.run()).isEqualTo(run);
            assertThat(diary.done("order-2-1")).contains("other");
        }
    }

    @Test
    void nobodyElseReadsItsTokens() throws IOException {
        write();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void aLastLineThatWasInterruptedIsForgotten() throws IOException {
        write();
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 1; cut < 30; cut++) {
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length - cut));
            try (var diary = Diary.open(file, "abc")) {
                assertThat(diary.done("order-1-1")).isEmpty();
                assertThat(diary.token("customer-1")).isPresent();
                diary.done("order-1-1", "again");
            }
            try (var diary = Diary.open(file, "abc")) {
                assertThat(diary.done("order-1-1")).contains("again");
            }
        }
    }

    @Test
    void anEmptyFileIsABeginning() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"repl");
        try (var diary = Diary.open(file, "abc")) {
            assertThat(diary.run()).hasSize(8);
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void aDamagedFileIsRefusedWithItsLine() throws IOException {
        write();
        for (String damage : List.of("{\"done\":\"order-5-1\"}\n", "{\"don\n", "\n", "[]\n", "{}\n")) {
            byte[] whole = Files.readAllBytes(file);
            Files.writeString(file, damage, StandardOpenOption.APPEND);
            assertThatThrownBy(() -> Diary.open(file, "abc")).as(damage).isInstanceOf(BadInput.class).hasMessageContaining("damaged in line 6").hasMessageContaining("Delete it");
            Files.write(file, whole);
        }
        Files.writeString(file, "not JSON at all\n");
        assertThatThrownBy(() -> Diary.open(file, "abc")).isInstanceOf(BadInput.class).hasMessageContaining("damaged in line 1");
    }

    @Test
    void aFileOfAnotherReplayIsRefused() throws IOException {
        write();
        assertThatThrownBy(() -> Diary.open(file, "other")).isInstanceOf(BadInput.class).hasMessageContaining("another file");
    }

    @Test
    void oneReplayAtATimeHasIt() throws IOException {
        try (var diary = Diary.open(file, "abc")) {
            assertThatThrownBy(() -> Diary.open(file, "abc")).isInstanceOf(BadInput.class).hasMessageContaining("under way");
            assertThat(diary.run()).isNotEmpty();
        }
    }
}
