package souk.catalog;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import souk.catalog.api.ImportCommand;
import souk.catalog.api.ImportCommand.LookAtRejects;
import souk.catalog.api.ImportCommand.Progress;
import souk.catalog.api.ImportCommand.Reject;
import souk.catalog.api.ImportCommand.Rejects;
import souk.catalog.api.ImportEvent;
import souk.catalog.api.ImportEvent.ImportAdvanced;
import souk.catalog.api.ImportEvent.ImportBegun;
import souk.catalog.api.ImportEvent.ImportEnded;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * How far an import of products is. Lines are done in any order, but noted in theirs: all up to {@code lines} are done, so that a run
 * that begins again knows where. Lines done twice after a crash change nothing.
 *
 * <p>Remembers the first {@value #REMEMBERED} rejected lines and counts them all; so its size is bounded, and the list is small enough
 * to be copied once for some hundred lines.
 *
 * @param run the run that may note progress: the last that began
 */
record Import(String id, String run, long lines, long imported, long rejected, List<Reject> rejects, boolean done, Instant at) {
    static final int REMEMBERED = 5_000;

    static final Blueprint<Import, ImportEvent> BLUEPRINT = Blueprint
            .of(ImportCommand.TYPE, new Import("", "", 0, 0, 0, List.of(), false, Instant.EPOCH), ImportCommand.class, ImportEvent.class)
            .decide("begin", ImportCommand.Begin.class, Progress.class, Import::begin)
            .decide("advance", ImportCommand.Advance.class, Progress.class, Import::advance)
            .decide("end", ImportCommand.End.class, Progress.class, Import::end)
            .answer("look", ImportCommand.Look.class, Progress.class, Import::look)
            .answer("look-at-rejects", LookAtRejects.class, Rejects.class, Import::lookAtRejects)
            .apply(ImportBegun.class, "catalog.import-begun", Import::begun)
            .apply(ImportAdvanced.class, "catalog.import-advanced", Import::advanced)
            .apply(ImportEnded.class, "catalog.import-ended", Import::ended)
            .build();

    Import {
        rejects = List.copyOf(rejects);
    }

    private Decision<Import, ImportEvent, Progress> begin(ImportCommand.Begin begin, Instant now) {
        return begin.run().equals(run) ? accept(Import::progress) : accept(Import::progress, new ImportBegun(begin.importId(), begin.run(), now));
    }

    private Decision<Import, ImportEvent, Progress> advance(ImportCommand.Advance advance, Instant now) {
        if (!advance.run().equals(run)) return takenOver();
        if (advance.to() <= lines) return accept(Import::progress);
        if (advance.from() != lines) {
            return reject(Rejection.Kind.CONFLICT, "import-out-of-step", "Line " + (lines + 1) + " is next, not " + (advance.from() + 1) + ".");
        }
        return accept(Import::progress, new ImportAdvanced(advance.to(), advance.imported(), advance.rejected(), now));
    }

    private Decision<Import, ImportEvent, Progress> end(ImportCommand.End end, Instant now) {
        if (!end.run().equals(run)) return takenOver();
        return done ? accept(Import::progress) : accept(Import::progress, new ImportEnded(now));
    }

    private static Decision<Import, ImportEvent, Progress> takenOver() {
        return reject(Rejection.Kind.CONFLICT, "import-taken-over", "The same import was started again elsewhere; that run goes on from here.");
    }

    private Outcome<Progress> look(ImportCommand.Look look, Instant now) {
        return id.isEmpty() ? Outcome.refused(Rejection.notFound("import")) : Outcome.accepted(progress());
    }

    private Outcome<Rejects> lookAtRejects(LookAtRejects look, Instant now) {
        int from = Math.min(Math.max(look.from(), 0), rejects.size());
        return Outcome.accepted(new Rejects(rejects.subList(from, Math.min(rejects.size(), from + LookAtRejects.MOST))));
    }

    private Progress progress() {
        return new Progress(id, lines, imported, rejected, done, at);
    }

    private Import begun(ImportBegun event) {
        return new Import(event.importId(), event.run(), lines, imported, rejected, rejects, false, event.at());
    }

    private Import advanced(ImportAdvanced event) {
        return new Import(id, run, event.through(), imported + event.imported(), rejected + event.rejected().size(), remembering(event.rejected()), done, event.at());
    }

    private Import ended(ImportEnded event) {
        return new Import(id, run, lines, imported, rejected, rejects, true, event.at());
    }

    private List<Reject> remembering(List<Reject> more) {
        int room = Math.min(more.size(), REMEMBERED - rejects.size());
        if (room <= 0) return rejects;
        var all = new ArrayList<>(rejects);
        all.addAll(more.subList(0, room));
        return all;
    }
}
