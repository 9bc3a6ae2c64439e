package souk.platform.reading;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Rejection.Kind;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Endpoint;
import souk.platform.http.Principal;

/** Reading views and histories again from the logs, for operators. */
public final class RereadRoutes {
    /** What can be read again, by name. */
    record Names(List<String> names) {}

    private RereadRoutes() {}

    /** The routes. */
    public static List<Endpoint> of(Rereads rereads) {
        var who = Access.staff(Principal.ADMIN);
        return List.of(
                Endpoint.get("/ops/rereads").summary("The views that can be emptied and read again from the logs, in place").roles(who).answers(200, Names.class)
                        .handle(call -> CompletableFuture.completedFuture(Answer.ok(new Names(rereads.names())))),
                Endpoint.get("/ops/rereads/{name}").summary("How far a view is that is read again").roles(who).answers(200, Rereads.Report.class).refuses(Kind.NOT_FOUND)
                        .handle(call -> call.reply(rereads.of(call.path("name")), Answer::ok)),
                Endpoint.post("/ops/rereads/{name}").summary("Empty a view and read it again from the logs; until that is done it shows what has been read so far").roles(who)
                        .answers(202, Rereads.Report.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "reread-in-progress")
                        .handle(call -> call.reply(rereads.begin(call.path("name")), report -> Answer.accepted("/ops/rereads/" + report.name(), report))));
    }
}
