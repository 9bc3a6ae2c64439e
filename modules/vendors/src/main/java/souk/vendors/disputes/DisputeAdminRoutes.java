package souk.vendors.disputes;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Json;
import souk.platform.http.Query;
import souk.vendors.disputes.DisputeCommand.Side;
import souk.vendors.disputes.DisputeView.Status;
import souk.vendors.disputes.Disputes.EvidenceForm;

/** Staff hears both sides and decides. */
public final class DisputeAdminRoutes {
    private static final String LIST = "/v1/admin/disputes";
    private static final Access STAFF = Access.staff("vendors");

    /** For whom staff can decide. */
    enum Favoured {
        VENDOR, BUYER
    }

    record DecisionForm(@JsonProperty("for") Favoured favoured) {
        private Party party() {
            return favoured == Favoured.VENDOR ? Party.VENDOR : Party.BUYER;
        }
    }

    private final Disputes disputes;

    private DisputeAdminRoutes(Node node) {
        disputes = new Disputes(node);
    }

    public static List<Endpoint> of(Node node) {
        var routes = new DisputeAdminRoutes(node);
        return List.of(
                Endpoint.get(LIST).summary("Disputes, newest first; those that nobody has decided in time are overdue").roles(STAFF)
                        .query(Query.oneOf("status", Arrays.stream(Status.values()).filter(each -> each != Status.OPENING).map(Json::wireName).toArray(String[]::new))).paged().answersPageOf(DisputeBody.class).handle(routes::list),
                Endpoint.get(LIST + "/{id}").summary("A dispute with all that happened").roles(STAFF).answers(200, DisputeBody.class).refuses(Kind.NOT_FOUND).handle(routes::look),
                Disputes.evidence(Endpoint.post(LIST + "/{id}/evidence").summary("Say something in a dispute, for both sides to read").roles(STAFF)).handle(routes::says),
                Endpoint.post(LIST + "/{id}/decision").summary("Decide a dispute: for the vendor, who is paid then, or for the buyer, who gets back what was paid").roles(STAFF).stepUp().body(DecisionForm.class)
                        .answers(200, DisputeBody.class).answers(202, DisputeBody.class).refuses(Kind.NOT_FOUND).refuses(Kind.CONFLICT, "dispute-decided").handle(routes::decide));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        var wanted = call.query("status").<Predicate<DisputeList.Entry>>map(word -> entry -> Json.wireName(entry.status()).equals(word)).orElse(entry -> true);
        return call.reply(disputes.list(call, DisputeListStore.ofShop(), Side.STAFF, wanted), answer -> answer);
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(disputes.ask(call, call.path("id"), new DisputeCommand.Look(Side.STAFF)), dispute -> disputes.shown(200, dispute));
    }

    private CompletionStage<Answer> says(Call<EvidenceForm> call) {
        return call.reply(disputes.add(call, call.path("id"), Side.STAFF, call.owner()), dispute -> disputes.shown(201, dispute));
    }

    /** 202 while the money is on its way back: it goes without another word. */
    private CompletionStage<Answer> decide(Call<DecisionForm> call) {
        return call.reply(disputes.ask(call, call.path("id"), new DisputeCommand.Decide(call.body().party(), call.owner())), dispute -> disputes.shown(dispute.status() == Status.DECIDED ? 200 : 202, dispute));
    }
}
