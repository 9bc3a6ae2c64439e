package souk.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import souk.kernel.Outcome;
import souk.payments.api.PaymentRequest;
import souk.payments.api.PaymentResult;
import souk.payments.api.PaymentStatus;
import souk.platform.Node;

class PaymentsTest {
    /** Somebody's own provider. */
    public static final class Own implements PaymentProvider {
        public Own(Node node) {
            if (node == null) throw new IllegalArgumentException("A provider is made for a node");
        }

        private static CompletionStage<Outcome<PaymentResult>> answer(PaymentRequest request, PaymentStatus status) {
            return CompletableFuture.completedFuture(Outcome.accepted(new PaymentResult(request.paymentId(), status)));
        }

        @Override
        public CompletionStage<Outcome<PaymentResult>> authorise(PaymentRequest.Authorise request) {
            return answer(request, PaymentStatus.AUTHORISED);
        }

        @Override
        public CompletionStage<Outcome<PaymentResult>> capture(PaymentRequest.Capture request) {
            return answer(request, PaymentStatus.CAPTURED);
        }

        @Override
        public CompletionStage<Outcome<PaymentResult>> voided(PaymentRequest.Void request) {
            return answer(request, PaymentStatus.VOIDED);
        }

        @Override
        public CompletionStage<Outcome<PaymentResult>> refund(PaymentRequest.Refund request) {
            return answer(request, PaymentStatus.REFUNDED);
        }

        @Override
        public CompletionStage<Outcome<PaymentResult>> find(PaymentRequest.Find request) {
            return answer(request, PaymentStatus.UNKNOWN);
        }
    }

    private static PaymentProvider provider(String name) {
        return Payments.provider(new Node(null, null, ConfigFactory.parseString("souk.payments.provider = \"" + name + "\""), null, null));
    }

    @Test
    void anOwnProviderIsChosenByItsClass() {
        var outcome = provider(Own.class.getName()).call(new PaymentRequest.Void("p")).toCompletableFuture().join();
        assertThat(outcome).isEqualTo(Outcome.accepted(new PaymentResult("p", PaymentStatus.VOIDED)));
    }

    @Test
    void aProviderThatDoesNotChargeAtOneGoAuthorisesAndCaptures() {
        var outcome = provider(Own.class.getName()).call(new PaymentRequest.Charge("p", souk.kernel.Money.of(5, "GBP"), "own", "card")).toCompletableFuture().join();
        assertThat(outcome).isEqualTo(Outcome.accepted(new PaymentResult("p", PaymentStatus.CAPTURED)));
    }

    @Test
    void aProviderThatIsNoneIsNamed() {
        assertThatThrownBy(() -> provider("strype")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("souk.payments.provider is strype");
        assertThatThrownBy(() -> provider("java.lang.String")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("java.lang.String");
    }

    @Test
    void whatIsNoRequestIsNotUnderstood() {
        assertThat(provider(Own.class.getName()).call("please")).failsWithin(java.time.Duration.ofSeconds(60));
    }
}
