package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ImportCommand.Advance;
import souk.catalog.api.ImportCommand.Begin;
import souk.catalog.api.ImportCommand.End;
import souk.catalog.api.ImportCommand.Look;
import souk.catalog.api.ImportCommand.LookAtRejects;
import souk.catalog.api.ImportCommand.Progress;
import souk.catalog.api.ImportCommand.Reject;
import souk.catalog.api.ImportCommand.Rejects;
import souk.catalog.api.ImportEvent;
import souk.catalog.api.ImportEvent.ImportAdvanced;
import souk.catalog.api.ImportEvent.ImportBegun;
import souk.catalog.api.ImportEvent.ImportEnded;
import souk.kernel.Rejection.Kind;
import souk.testkit.Spec;

class ImportTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Reject> ONE = List.of(new Reject(3, "bad-json", "Not JSON."));

    private static Spec<Import, ImportEvent> begun() {
        return Spec.of(Import.BLUEPRINT).at(NOW).given(new ImportBegun("i", "first", NOW));
    }

    @Test
    void whatNeverBeganIsNotFound() {
        Spec.of(Import.BLUEPRINT).when(new Look()).thenRefused(Kind.NOT_FOUND, "not-found");
    }

    @Test
    void countsWhatWasImportedAndRemembersWhatWasNot() {
        begun().when(new Advance("first", 0, 5, 4, ONE)).then(new ImportAdvanced(5, 4, ONE, NOW)).thenReply(new Progress("i", 5, 4, 1, false, NOW))
                .when(new LookAtRejects(0)).thenReply(new Rejects(ONE))
                .when(new End("first")).then(new ImportEnded(NOW)).thenReply(new Progress("i", 5, 4, 1, true, NOW));
    }

    @Test
    void aNewRunGoesOnWhereTheLastStopped() {
        begun().given(new ImportAdvanced(5, 5, List.of(), NOW)).when(new Begin("i", "second")).then(new ImportBegun("i", "second", NOW))
                .thenReply(new Progress("i", 5, 5, 0, false, NOW)).when(new Begin("i", "second")).thenNothing();
    }

    @Test
    void anOlderRunMayNoteNothingAnyMore() {
        begun().given(new ImportBegun("i", "second", NOW)).when(new Advance("first", 0, 5, 5, List.of())).thenRefused(Kind.CONFLICT, "import-taken-over")
                .when(new End("first")).thenRefused(Kind.CONFLICT, "import-taken-over");
    }

    @Test
    void aRepeatedNoteChangesNothing() {
        begun().given(new ImportAdvanced(5, 4, ONE, NOW)).when(new Advance("first", 0, 5, 4, ONE)).thenNothing();
    }

    @Test
    void aNoteThatLeavesAGapIsRefused() {
        begun().when(new Advance("first", 3, 5, 2, List.of())).thenRefused(Kind.CONFLICT, "import-out-of-step");
    }

    @Test
    void remembersTheFirstRejectsOnlyButCountsAll() {
        var spec = begun();
        for (int chunk = 0; chunk < 12; chunk++) {
            int from = chunk * 500;
            spec.when(new Advance("first", from, from + 500, 0, IntStream.rangeClosed(from + 1, from + 500).mapToObj(line -> new Reject(line, "bad-json", "")).toList()));
        }
        assertThat(spec.state().rejected()).isEqualTo(6_000);
        assertThat(spec.state().rejects()).hasSize(Import.REMEMBERED);
        spec.when(new LookAtRejects(4_900));
        assertThat(spec.outcome().<Integer>fold(reply -> ((Rejects) reply).rejects().size(), refusal -> -1)).isEqualTo(100);
    }
}
