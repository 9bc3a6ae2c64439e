package souk.search;

import java.util.List;
import java.util.Optional;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.search.api.RankingRule;
import souk.search.api.Synonyms;
import souk.search.api.TuningCommand;
import souk.search.api.TuningView;

/** Staff tunes search while the shop is open; the next question meets it, on other nodes within a second. */
final class TuningRoutes {
    private static final Access STAFF = Access.staff("catalog");
    private static final int MOST = 1_000;

    record SynonymsForm(@Size(max = MOST) List<SynonymForm> synonyms) {
        List<Synonyms> all() {
            return synonyms.stream().map(form -> new Synonyms(form.from.orElse(List.of()), form.to)).toList();
        }
    }

    /** Words that mean the same; with {@code from}, only what is typed there means {@code to} as well. */
    record SynonymForm(Optional<@Size(max = 20) List<@Text(max = 100) String>> from, @Size(min = 1, max = 20) List<@Text(max = 100) String> to) {}

    record RulesForm(@Size(max = MOST) List<RuleForm> rules) {
        List<RankingRule> all() {
            return rules.stream().map(RuleForm::rule).toList();
        }
    }

    record RuleForm(Optional<@Text(min = 0, max = 500) String> query, Optional<RankingRule.Match> match, Optional<@Size(max = 50) List<String>> pin,
            Optional<@Size(max = 20) List<WeightForm>> boost, Optional<@Size(max = 20) List<WeightForm>> bury) {
        private RankingRule rule() {
            return new RankingRule(query.orElse(""), match.orElse(RankingRule.Match.EXACT), pin.orElse(List.of()), weights(boost), weights(bury));
        }

        private static List<RankingRule.Weight> weights(Optional<List<WeightForm>> forms) {
            return forms.orElse(List.of()).stream().map(form -> new RankingRule.Weight(form.filter, (int) form.factor)).toList();
        }
    }

    record WeightForm(@Text(max = 500, pattern = SearchQuery.FILTER) String filter, @Whole(min = 2, max = 1000) long factor) {}

    record SynonymsView(long version, List<Synonyms> synonyms) {}

    record RulesView(long version, List<RankingRule> rules) {}

    private TuningRoutes() {}

    static List<Endpoint> of(Node node, TuningNow now) {
        return List.of(
                Endpoint.get("/v1/admin/search/synonyms").summary("Words that mean the same").roles(STAFF).answers(200, SynonymsView.class)
                        .handle(call -> call.reply(node.entities().ask(TuningCommand.at(), new TuningCommand.Look(), call.asking()), TuningRoutes::synonyms)),
                Endpoint.put("/v1/admin/search/synonyms").summary("Set the words that mean the same, all of them").roles(STAFF).body(SynonymsForm.class).ifMatch()
                        .answers(200, SynonymsView.class).refuses(Kind.STALE, "stale")
                        .handle(call -> call.reply(node.entities().ask(TuningCommand.at(), new TuningCommand.SetSynonyms(call.body().all(), call.ifMatch()), call.asking()),
                                view -> synonyms(now.knows(view)))),
                Endpoint.get("/v1/admin/search/rules").summary("What comes first, or last").roles(STAFF).answers(200, RulesView.class)
                        .handle(call -> call.reply(node.entities().ask(TuningCommand.at(), new TuningCommand.Look(), call.asking()), TuningRoutes::rules)),
                Endpoint.put("/v1/admin/search/rules").summary("Set what comes first, or last, all of it").roles(STAFF).body(RulesForm.class).ifMatch()
                        .answers(200, RulesView.class).refuses(Kind.STALE, "stale")
                        .handle(call -> call.reply(node.entities().ask(TuningCommand.at(), new TuningCommand.SetRules(call.body().all(), call.ifMatch()), call.asking()),
                                view -> rules(now.knows(view)))));
    }

    private static Answer synonyms(TuningView view) {
        return Answer.ok(new SynonymsView(view.version(), view.synonyms())).etag(view.version());
    }

    private static Answer rules(TuningView view) {
        return Answer.ok(new RulesView(view.version(), view.rules())).etag(view.version());
    }
}
