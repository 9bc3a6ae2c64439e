package souk.platform.reading;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Principal;
import souk.platform.reading.Generations.Phase;
import souk.platform.reading.ReadModel.Comparison;

/** Rebuilding views, for operators. */
public final class RebuildRoutes {
    /**
     * A read model as it stands.
     *
     * @param serving    the generation that is asked
     * @param other      the one beside it
     * @param phase      what is being done
     * @param since      since when
     * @param comparison what the last comparison found
     * @param problem    why the phase does not get on, or what ended it
     * @param progress   how far the readers of the other generation are, log by log
     */
    record ModelView(String name, int serving, Optional<Integer> other, Phase phase, Instant since, Optional<Comparison> comparison, Optional<String> problem, List<Rebuilds.Progress> progress) {
        static ModelView of(Rebuilds.Report report) {
            var state = report.state();
            return new ModelView(report.name(), state.serving(), state.other(), state.phase(), state.since(), state.comparison(), state.problem(), report.progress());
        }
    }

    /** What can be rebuilt, by name. */
    record Names(List<String> names) {}

    private RebuildRoutes() {}

    /** The routes. */
    public static List<Endpoint> of(Rebuilds rebuilds) {
        return List.of(
                Endpoint.get("/ops/views").summary("The views, and what views write together, that can be rebuilt").roles(Access.staff(Principal.ADMIN)).answers(200, Names.class)
                        .handle(call -> CompletableFuture.completedFuture(Answer.ok(new Names(rebuilds.names())))),
                Endpoint.get("/ops/views/{name}").summary("How a view stands that can be rebuilt").roles(Access.staff(Principal.ADMIN)).answers(200, ModelView.class).refuses(Kind.NOT_FOUND)
                        .handle(call -> call.reply(rebuilds.of(call.path("name")), report -> Answer.ok(ModelView.of(report)))),
                act("rebuild", "Build it anew from the logs beside the one that serves, compare, and switch if they are equal", rebuilds::rebuild, "rebuild-in-progress"),
                act("rollback", "Go back to the generation before", rebuilds::rollback, "rebuild-in-progress", "no-other-generation", "generations-differ"),
                act("switch", "Let the other generation take over although it is not equal, as when the view was mended", rebuilds::takeOver, "rebuild-in-progress", "no-other-generation"),
                act("finish", "Give up the generation that was kept", rebuilds::finish, "rebuild-in-progress", "no-other-generation"),
                act("cancel", "Give up the generation that is being built; the one that serves is not touched", rebuilds::cancel, "nothing-to-cancel"));
    }

    private static Endpoint act(String what, String summary, Function<String, CompletionStage<Outcome<Rebuilds.Report>>> act, String... refusals) {
        return Endpoint.post("/ops/views/{name}/" + what).summary(summary).roles(Access.staff(Principal.ADMIN)).answers(202, ModelView.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, refusals)
                .stepUp().handle(call -> answer(call, act));
    }

    private static CompletionStage<Answer> answer(Call<Void> call, Function<String, CompletionStage<Outcome<Rebuilds.Report>>> act) {
        return call.reply(act.apply(call.path("name")), report -> Answer.accepted("/ops/views/" + report.name(), ModelView.of(report)));
    }
}
