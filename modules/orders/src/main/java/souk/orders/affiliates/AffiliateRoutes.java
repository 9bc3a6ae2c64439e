package souk.orders.affiliates;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.orders.api.AffiliateCommand;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.AffiliateView;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.reading.Served;

/** Staff says who has a share of what the buyers that they send buy. */
public final class AffiliateRoutes {
    private static final Access FINANCE = Access.staff("finance");
    private static final String ALL = "/v1/admin/affiliates";
    private static final String ONE = ALL + "/{code}";

    /**
     * An affiliate as staff writes it.
     *
     * @param name        under which it advertises; it is not locked, so it is no place for more of a person
     * @param basisPoints hundredths of a per cent of what is paid for goods, after discounts and without freight and tax
     */
    record AffiliateForm(@Text(max = 200) String name, @Whole(min = 0, max = AffiliateTerms.ALL) int basisPoints) {}

    /**
     * An affiliate as staff sees it.
     *
     * @param at        a time at which it was so
     * @param suspended whether no checkout may name it
     * @param by        the id of who changed it last
     */
    record AdminAffiliate(String code, long version, Instant at, String name, int basisPoints, boolean suspended, String by) {
        private static AdminAffiliate of(AffiliateView affiliate, Instant at) {
            return new AdminAffiliate(affiliate.code(), affiliate.version(), at, affiliate.name(), affiliate.basisPoints(), affiliate.suspended(), affiliate.by());
        }

        private static Answer shown(AffiliateView affiliate) {
            return Answer.ok(of(affiliate, affiliate.at())).etag(affiliate.version());
        }
    }

    private final Node node;
    private final Served<AffiliateListStore> affiliates;

    private AffiliateRoutes(Node node) {
        this.node = node;
        affiliates = Served.of(node, AffiliateList.VIEW, AffiliateListStore::new);
    }

    /** The routes, on a node. */
    public static List<Endpoint> of(Node node) {
        var routes = new AffiliateRoutes(node);
        var all = new ArrayList<>(PastRoutes.of(node, Affiliate.BLUEPRINT, "affiliate", ONE, FINANCE)
                .shows(AdminAffiliate.class, (code, affiliate, at) -> AdminAffiliate.of(affiliate.view(), at), routes::now));
        all.add(Endpoint.get(ALL).summary("All affiliates, in an order that means nothing and never changes").roles(FINANCE).paged().answersPageOf(AffiliateList.Entry.class).handle(routes::list));
        all.add(Endpoint.put(ONE).summary("Say which share an affiliate has of what is checked out from now on").roles(FINANCE).body(AffiliateForm.class).ifMatch()
                .answers(200, AdminAffiliate.class).answers(201, AdminAffiliate.class).refuses(Kind.STALE, "stale").refuses(Kind.UNPROCESSABLE, "bad-code").handle(routes::put));
        all.add(Endpoint.post(ONE + "/suspend").summary("No checkout may name an affiliate any more; orders that do keep its share").roles(FINANCE).answers(200, AdminAffiliate.class).refuses(Kind.NOT_FOUND)
                .handle(call -> routes.say(call, new AffiliateCommand.Suspend(call.owner()))));
        all.add(Endpoint.post(ONE + "/reinstate").summary("Checkouts may name a suspended affiliate again").roles(FINANCE).answers(200, AdminAffiliate.class).refuses(Kind.NOT_FOUND)
                .handle(call -> routes.say(call, new AffiliateCommand.Reinstate(call.owner()))));
        return all;
    }

    private CompletionStage<Outcome<Now<AdminAffiliate>>> now(Call<?> call) {
        return node.entities().ask(AffiliateCommand.at(call.path("code")), new AffiliateCommand.Look(), call.asking())
                .thenApply(seen -> seen.map(affiliate -> new Now<>(affiliate.version(), at -> AdminAffiliate.of(affiliate, at))));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return affiliates.ask(store -> store.slice(call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.items(), slice.next())));
    }

    private CompletionStage<Answer> put(Call<AffiliateForm> call) {
        String code = call.path("code");
        var terms = new AffiliateCommand.SetTerms(code, call.body().name(), call.body().basisPoints(), call.ifMatch(), call.owner());
        return call.reply(node.entities().ask(AffiliateCommand.at(code), terms, call.asking()),
                changed -> Answer.put(changed.created(), AdminAffiliate.of(changed.affiliate(), changed.affiliate().at())).etag(changed.affiliate().version()));
    }

    private CompletionStage<Answer> say(Call<Void> call, AffiliateCommand<AffiliateView> command) {
        return call.reply(node.entities().ask(AffiliateCommand.at(call.path("code")), command, call.asking()), AdminAffiliate::shown);
    }
}
