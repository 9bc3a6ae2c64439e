package souk.platform.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;

/** A route that does nothing but what the edge does for every route; only served when {@code souk.http.benchmark-route} is on. */
final class Benchmark {
    record Line(@Text(max = 64) String sku, @Whole(min = 1, max = 999_999) int quantity) {}

    record Constant(String answer) {}

    private static final CompletionStage<Answer> ANSWER = CompletableFuture.completedFuture(Answer.ok(new Constant("nothing was done")));

    static final Endpoint ENDPOINT = Endpoint.post("/v1/echo").summary("Does nothing, for measuring").roles(Access.ANYONE_WITH_A_TOKEN)
            .body(Line.class).answers(200, Constant.class).handle(call -> ANSWER);

    private Benchmark() {}
}
