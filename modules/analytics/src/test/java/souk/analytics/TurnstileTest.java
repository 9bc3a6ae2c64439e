package souk.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import souk.platform.http.Answer;

/** One passes at a time, and no failure shuts it for ever. */
class TurnstileTest {
    private final Turnstile turnstile = new Turnstile();

    private Answer asks(Supplier<CompletionStage<Answer>> question) {
        return turnstile.pass(question).toCompletableFuture().join();
    }

    private void isFree() {
        assertThat(asks(() -> CompletableFuture.completedFuture(Answer.noContent())).status()).isEqualTo(204);
    }

    @Test
    void whoeverComesMeanwhileIsToldToComeAgain() {
        var first = new CompletableFuture<Answer>();
        var answered = turnstile.pass(() -> first).toCompletableFuture();
        var second = asks(() -> {
            throw new AssertionError("nobody asks");
        });
        assertThat(second.status()).isEqualTo(503);
        assertThat(second.headers()).contains(new Answer.Header("Retry-After", "1"));
        first.complete(Answer.noContent());
        assertThat(answered.join().status()).isEqualTo(204);
        isFree();
    }

    @Test
    void aQuestionThatFailsLetsTheNextOneThrough() {
        assertThat(turnstile.pass(() -> CompletableFuture.failedFuture(new IllegalStateException())).toCompletableFuture()).isCompletedExceptionally();
        isFree();
        assertThatThrownBy(() -> turnstile.pass(() -> {
            throw new IllegalStateException();
        })).isInstanceOf(IllegalStateException.class);
        isFree();
    }
}
