package souk.vendors.payouts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Hmac;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutResult;

/**
 * The provider says how a payout stands without having been asked. Whoever says so knows the secret: the header {@value #SIGNATURE} is the HMAC-SHA-256, in hex, of the lines {@code id}, {@code state}, and {@code reference} or {@code code} (empty if
 * there is none), each but the last ended by a line feed. What was said first counts; the same again changes nothing, and neither does anything else, which is logged.
 */
public final class PayoutCallbackRoutes {
    static final String SIGNATURE = "X-Payout-Signature";
    private static final Logger LOG = LoggerFactory.getLogger(PayoutCallbackRoutes.class);
    private static final Answer OFF = Answer.refused(Rejection.notFound("callback: no secret is set for it"));
    private static final Answer BAD_SIGNATURE = Answer.refused(new Rejection(Kind.UNAUTHENTICATED, "bad-signature", "The signature is not that of whoever carries out payouts."));

    /** How a payout stands, as its provider says. */
    enum Said { PAID, DECLINED, PENDING }

    /**
     * What the provider says.
     *
     * @param id        the payout's
     * @param reference of one that was paid
     * @param code      why one was declined
     */
    record CallbackForm(@Text(max = 200, pattern = "[!-~]{1,200}") String id, Said state, Optional<@Text(max = 100, pattern = "[!-~]{1,100}") String> reference, Optional<@Text(max = 60, pattern = "[a-z0-9][a-z0-9-]{0,59}") String> code) implements Checked {
        @Override
        public void check(Faults faults) {
            if (state == Said.PAID && reference.isEmpty()) faults.missing("reference");
            if (state != Said.PAID && reference.isPresent()) faults.badFormat("reference", "Only of a payout that was paid.");
            if (state != Said.DECLINED && code.isPresent()) faults.badFormat("code", "Only of a payout that was declined.");
        }

        private PayoutResult result() {
            return switch (state) {
                case PAID -> PayoutResult.paid(reference.orElseThrow());
                case DECLINED -> PayoutResult.declined(code.orElse("declined"));
                case PENDING -> PayoutResult.pending();
            };
        }

        private byte[] signed() {
            return (id + "\n" + state.name().toLowerCase(Locale.ROOT) + "\n" + reference.or(() -> code).orElse("")).getBytes(StandardCharsets.UTF_8);
        }
    }

    private final Node node;
    private final byte[] secret;

    private PayoutCallbackRoutes(Node node) {
        this.node = node;
        secret = node.config().getString("souk.vendors.payouts.callbacks.secret").getBytes(StandardCharsets.UTF_8);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new PayoutCallbackRoutes(node);
        return List.of(Endpoint.post("/v1/payout-provider/callbacks").summary("Whoever carries out payouts says how one stands, signed with the secret of " + SIGNATURE).tag("payouts").roles(Access.ANYONE).body(CallbackForm.class)
                .answers(204, null).refuses(Kind.NOT_FOUND).refuses(Kind.UNAUTHENTICATED, "bad-signature").handle(routes::hear));
    }

    private CompletionStage<Answer> hear(Call<CallbackForm> call) {
        if (secret.length == 0) return CompletableFuture.completedFuture(OFF);
        var form = call.body();
        if (!isSigned(form, call.header(SIGNATURE))) return CompletableFuture.completedFuture(BAD_SIGNATURE);
        return node.entities().ask(PayoutCommand.at(form.id()), new PayoutCommand.Hear(form.result()), call.asking()).thenApply(outcome -> outcome.fold(done -> Answer.noContent(), refusal -> {
            if (refusal.kind() != Kind.CONFLICT) return Answer.refused(refusal);
            LOG.error("The provider says that payout {} is {}, which contradicts what is known: nothing was changed", form.id(), form.result());
            return Answer.noContent();
        }));
    }

    private boolean isSigned(CallbackForm form, String signature) {
        return MessageDigest.isEqual(HexFormat.of().formatHex(Hmac.of(secret, form.signed())).getBytes(StandardCharsets.US_ASCII), signature.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    }
}
