package souk.platform.http;

import java.util.concurrent.CompletionStage;

/** What a route does once everything about the request was checked. */
@FunctionalInterface
public interface Handler<B> {
    /** Answers a call. Throwing, or completing exceptionally, is a defect: the client gets a 500 with an id that is in the log. */
    CompletionStage<Answer> handle(Call<B> call);
}
