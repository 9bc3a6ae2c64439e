package souk.customers;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import souk.customers.account.SecondFactor;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.limits.Budget;
import souk.platform.limits.Limits;
import souk.platform.privacy.Persons;
import souk.platform.metrics.AbuseMeter;

/**
 * Counts log-ins that fail, by account and by address, on all nodes together. One is taken from both budgets before anything is looked up or hashed, and given
 * back unless the log-in fails: so a thousand guesses at once are no more than the budget either. An address that has no account is counted as one that has. A wrong code of a second factor
 * counts; that none was sent does not, since nothing was guessed wrong.
 */
final class Attempts {
    private static final int REFUSED = 401;

    private final Limits limits;
    private final Persons persons;

    Attempts(Limits limits, Persons persons) {
        this.limits = limits;
        this.persons = persons;
    }

    /** Lets it be tried, if it may. @param email the address of the account, as it was given */
    CompletionStage<Answer> of(Call<?> call, String email, Supplier<? extends CompletionStage<Answer>> logIn) {
        return counted(Budget.LOGIN, Optional.of(EmailAddress.mailbox(email, persons)), () -> counted(Budget.LOGIN_ADDRESS, call.network(), () -> noted(logIn.get())));
    }

    private CompletionStage<Answer> counted(Budget budget, Optional<?> key, Supplier<? extends CompletionStage<Answer>> next) {
        if (key.isEmpty()) return next.get().thenApply(answer -> answer);
        return limits.take(budget, key.get()).thenCompose(verdict -> verdict.granted() ? then(budget, key.get(), next) : CompletableFuture.completedFuture(Call.tooOften(budget, verdict)));
    }

    private CompletionStage<Answer> then(Budget budget, Object key, Supplier<? extends CompletionStage<Answer>> next) {
        CompletionStage<Answer> answer;
        try {
            answer = next.get();
        } catch (RuntimeException | Error broken) {
            limits.giveBack(budget, key);
            throw broken;
        }
        return answer.whenComplete((given, failure) -> {
            if (given == null || !failed(given)) limits.giveBack(budget, key);
        });
    }

    private static CompletionStage<Answer> noted(CompletionStage<Answer> logIn) {
        return logIn.whenComplete((given, failure) -> {
            if (given != null && failed(given)) AbuseMeter.failedLogin();
        });
    }

    private static boolean failed(Answer given) {
        return given.status() == REFUSED && !(given.body() instanceof Answer.Problem problem && problem.code().equals(SecondFactor.REQUIRED.code()));
    }
}
