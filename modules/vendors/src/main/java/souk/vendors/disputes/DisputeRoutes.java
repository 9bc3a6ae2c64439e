package souk.vendors.disputes;

import static souk.vendors.SellingVendor.then;

import java.util.List;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderView;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.body.Text;
import souk.vendors.BoughtOrder;
import souk.vendors.SellingVendor;
import souk.vendors.disputes.DisputeCommand.Side;
import souk.vendors.disputes.Disputes.EvidenceForm;

/** Disputes as buyers see them, with whatever token they may read their order, and as its vendor does. */
public final class DisputeRoutes {
    private static final String ORDER = "/v1/orders/{id}/disputes";
    private static final String VENDOR = "/v1/vendor/disputes";

    /** @param reason what the buyer says: locked with the key that locks the order's address */
    record DisputeForm(@Text(max = 100) String vendorId, @Text(max = Disputes.LONGEST) String reason) {}

    private final Node node;
    private final Disputes disputes;

    private DisputeRoutes(Node node) {
        this.node = node;
        disputes = new Disputes(node);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new DisputeRoutes(node);
        return List.of(
                Endpoint.post(ORDER).summary("Disagree with a vendor about what is theirs in my order: they are not paid for it until staff has decided").tag("vendors").roles(Access.ANYONE_WITH_A_TOKEN).body(DisputeForm.class)
                        .idempotencyKey(KeyUse.REQUIRED).answers(201, DisputeBody.class).answers(202, DisputeBody.class).refuses(Kind.NOT_FOUND).refuses(Kind.GONE, "erased")
                        .refuses(Kind.CONFLICT, "order-in-progress", "order-cancelled", "order-rejected", "dispute-open", "nothing-left").refuses(Kind.UNPROCESSABLE, "idempotency-key-reused", "too-many-disputes")
                        .handle(routes::open),
                Endpoint.get(ORDER).summary("The disputes about my order, newest first").tag("vendors").roles(Access.ANYONE_WITH_A_TOKEN).paged().answersPageOf(DisputeBody.class).refuses(Kind.NOT_FOUND).handle(routes::ofOrder),
                Disputes.evidence(Endpoint.post(ORDER + "/{disputeId}/evidence").summary("Say more in a dispute about my order").tag("vendors").roles(Access.ANYONE_WITH_A_TOKEN)).handle(routes::buyerSays),
                Endpoint.get(VENDOR).summary("The disputes about what I sold, newest first").roles(Access.VENDORS).paged().answersPageOf(DisputeBody.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, SellingVendor.NOT_ACTIVE)
                        .handle(routes::ofVendor),
                Endpoint.get(VENDOR + "/{id}").summary("A dispute about what I sold").roles(Access.VENDORS).answers(200, DisputeBody.class).refuses(Kind.NOT_FOUND).refuses(Kind.DENIED, SellingVendor.NOT_ACTIVE).handle(routes::look),
                Disputes.evidence(Endpoint.post(VENDOR + "/{id}/evidence").summary("Say something in a dispute about what I sold").roles(Access.VENDORS)).refuses(Kind.DENIED, SellingVendor.NOT_ACTIVE).handle(routes::vendorSays));
    }

    private CompletionStage<Answer> open(Call<DisputeForm> call) {
        return call.reply(then(BoughtOrder.of(node, call), order -> open(call, order)), dispute -> disputes.shown(dispute.evidenceUntil().isPresent() ? 201 : 202, dispute), DisputeRoutes::refused);
    }

    private CompletionStage<Outcome<DisputeView>> open(Call<DisputeForm> call, OrderView order) {
        var form = call.body();
        return node.persons().key(BoughtOrder.buyer(order)).map(key -> disputes.ask(call, call.newId(), new DisputeCommand.Open(call.newId(), key.digest(call.fingerprint()), order.id(), form.vendorId(), order.status(),
                BoughtOrder.has(order, form.vendorId()), call.owner(), key.seal(form.reason()),
                node.config().getDuration("souk.vendors.disputes.evidence-for"), node.config().getDuration("souk.vendors.disputes.decide-within")))).orElseGet(Disputes::erased);
    }

    /** What is under way ends soon. */
    private static Answer refused(Rejection rejection) {
        var answer = Answer.refused(rejection);
        return rejection.code().equals("order-in-progress") ? answer.header("Retry-After", "1") : answer;
    }

    private CompletionStage<Answer> ofOrder(Call<Void> call) {
        return call.reply(then(BoughtOrder.of(node, call), order -> disputes.list(call, DisputeListStore.ofOrder(order.id()), new Side(Party.BUYER, order.id()), entry -> true)), answer -> answer);
    }

    private CompletionStage<Answer> buyerSays(Call<EvidenceForm> call) {
        return call.reply(then(BoughtOrder.of(node, call), order -> disputes.add(call, call.path("disputeId"), new Side(Party.BUYER, order.id()), BoughtOrder.buyer(order))), dispute -> disputes.shown(201, dispute));
    }

    private CompletionStage<Answer> ofVendor(Call<Void> call) {
        return call.reply(then(SellingVendor.of(node, call), vendor -> disputes.list(call, DisputeListStore.ofVendor(vendor), new Side(Party.VENDOR, vendor), entry -> true)), answer -> answer);
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(then(SellingVendor.of(node, call), vendor -> disputes.ask(call, call.path("id"), new DisputeCommand.Look(new Side(Party.VENDOR, vendor)))), dispute -> disputes.shown(200, dispute));
    }

    private CompletionStage<Answer> vendorSays(Call<EvidenceForm> call) {
        return call.reply(then(SellingVendor.of(node, call), vendor -> disputes.add(call, call.path("id"), new Side(Party.VENDOR, vendor), call.owner())), dispute -> disputes.shown(201, dispute));
    }
}
