package souk.platform.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.Json;

/** What the shop knows of a person, told to the person: every capability that knows something has its part in it. */
public final class PrivacyRoutes {
    /**
     * All that the shop knows of a person.
     *
     * @param at   when it was put together
     * @param id   the person's id
     * @param kind what sort of visitor it is
     * @param data each part, by the name of what knows it
     */
    record Export(Instant at, String id, String kind, JsonNode data) {}

    private final Node node;
    private final Map<String, PersonalData> parts = new TreeMap<>();

    private PrivacyRoutes(Node node) {
        this.node = node;
    }

    /** @throws IllegalStateException when two parts have one name */
    public static List<Endpoint> of(Node node, List<Capability> capabilities) {
        var routes = new PrivacyRoutes(node);
        for (Capability each : capabilities) {
            each.personalData().forEach((name, part) -> {
                if (routes.parts.put(name, part.apply(node)) != null) throw new IllegalStateException("Two parts of an export are named " + name);
            });
        }
        return List.of(Endpoint.post("/v1/me/data-export").summary("Everything that the shop knows of me").roles(Access.ACCOUNTS).answers(200, Export.class).refuses(Kind.NOT_FOUND).handle(routes::export));
    }

    /** One part after the other: an export is asked for seldom, and must cost nobody else anything. */
    private CompletionStage<Answer> export(Call<Void> call) {
        CompletionStage<Outcome<ObjectNode>> all = CompletableFuture.completedFuture(Outcome.accepted(JsonNodeFactory.instance.objectNode()));
        for (var part : parts.entrySet()) {
            all = all.thenCompose(before -> before.<CompletionStage<Outcome<ObjectNode>>>fold(
                    data -> part.getValue().of(call.principal(), call.asking()).thenApply(told -> told.map(known -> data.set(part.getKey(), Json.tree(known)))),
                    refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
        }
        return call.reply(all, data -> Answer.ok(new Export(node.clock().instant(), call.owner(), call.principal().kind().wire(), data)));
    }
}
