package souk.customers;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.consent.ConsentCommand;
import souk.customers.consent.ConsentCommand.Consent;
import souk.customers.consent.ConsentCommand.Given;
import souk.customers.consent.Purpose;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Json;
import souk.platform.http.body.Text;
import souk.platform.privacy.PersonalData;

/** What an account agrees to, chosen by its owner and taken back as easily. */
final class ConsentRoutes {
    /** @param version of the words that were shown */
    record Choice(@Text(max = 40) String version, boolean given) {}

    private static final Type CONSENTS = new TypeReference<List<Consent>>() {}.getType();
    private static final Answer NO_SUCH = Answer.refused(Rejection.notFound("purpose"));

    private ConsentRoutes() {}

    static List<Endpoint> of(Node node) {
        return List.of(
                Endpoint.get("/v1/me/consents").summary("What I have agreed to, and taken back: the latest of each purpose").roles(Access.ACCOUNTS).answers(200, CONSENTS)
                        .handle(call -> call.reply(ask(node, call, new ConsentCommand.Look()), given -> Answer.ok(given.consents()))),
                Endpoint.put("/v1/me/consents/{purpose}").summary("Agree to newsletter, push, tracking or personalisation, or take it back").roles(Access.ACCOUNTS).body(Choice.class)
                        .answers(200, CONSENTS).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.CONFLICT, "account-configured").handle(call -> choose(node, call)));
    }

    /** For the export. */
    static PersonalData personalData(Node node) {
        return (person, asking) -> node.entities().ask(ConsentCommand.at(person.id()), new ConsentCommand.Look(), asking).thenApply(given -> given.map(Given::consents));
    }

    private static CompletionStage<Answer> choose(Node node, Call<Choice> call) {
        Optional<Purpose> purpose = Arrays.stream(Purpose.values()).filter(each -> Json.wireName(each).equals(call.path("purpose"))).findFirst();
        if (purpose.isEmpty()) return CompletableFuture.completedFuture(NO_SUCH);
        if (call.principal().isConfigured()) return CompletableFuture.completedFuture(AddressRoutes.CONFIGURED);
        return call.reply(ask(node, call, new ConsentCommand.Choose(purpose.get(), call.body().version(), call.body().given())), given -> Answer.ok(given.consents()));
    }

    private static <R> CompletionStage<Outcome<R>> ask(Node node, Call<?> call, ConsentCommand<R> command) {
        return node.entities().ask(ConsentCommand.at(call.owner()), command, call.asking());
    }
}
