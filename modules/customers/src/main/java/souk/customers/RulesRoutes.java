package souk.customers;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.customers.rules.RulesCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;
import souk.platform.limits.Budget;
import souk.platform.limits.Limit;
import souk.platform.limits.Ranges;

/** Staff say how often visitors may come, and which addresses may not. */
final class RulesRoutes {
    /** One of the two rates. */
    record LimitForm(Optional<@Whole(min = 1, max = Limit.MOST) Long> perSecond, Optional<@Whole(min = 1, max = Limit.MOST) Long> perMinute, @Whole(min = 1, max = Limit.MOST) long burst) implements Checked {
        @Override
        public void check(Faults faults) {
            if (perSecond.isEmpty() && perMinute.isEmpty()) faults.missing("perSecond");
            if (perSecond.isPresent() && perMinute.isPresent()) faults.badFormat("perMinute", "A limit has one rate, by the second or by the minute.");
        }

        Limit limit() {
            return new Limit(perSecond.map(Long::doubleValue).orElseGet(() -> perMinute.orElseThrow() / 60.0), burst);
        }
    }

    /** @param configured whether it is the configuration's */
    record LimitView(@JsonProperty("class") String name, double perSecond, long burst, boolean configured) {
        static LimitView of(Budget budget, Limit limit, boolean configured) {
            return new LimitView(budget.wire(), limit.perSecond(), limit.burst(), configured);
        }
    }

    record BlockForm(Optional<Instant> expiresAt, Optional<@Text(max = 200) String> reason) {}

    record BlockView(String address, Optional<Instant> expiresAt, Optional<String> reason, Instant since) {
        static BlockView of(RulesCommand.BlockInfo block) {
            return new BlockView(block.range(), block.until(), block.reason(), block.since());
        }
    }

    private static final Access SECURITY = Access.staff("security");
    private static final Answer NO_SUCH_LIMIT = Answer.refused(Rejection.notFound("limit"));
    private static final Rejection NO_ADDRESS = new Rejection(Kind.UNPROCESSABLE, "bad-address", "This is no address and no range of addresses such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.");
    private static final Answer NEVER = Answer.refused(new Rejection(Kind.UNPROCESSABLE, "never-blocked", "This machine's own address is always served, so that a block can always be taken back."));
    private static final Answer OWN = Answer.refused(new Rejection(Kind.UNPROCESSABLE, "own-address", "This would block the address that you come from."));

    private final Node node;
    private final Map<Budget, Limit> configured;

    private RulesRoutes(Node node) {
        this.node = node;
        configured = Limit.configured(node.config());
    }

    static List<Endpoint> of(Node node) {
        var routes = new RulesRoutes(node);
        return List.of(
                Endpoint.get("/v1/admin/limits").summary("How often visitors may come").roles(SECURITY).answersPageOf(LimitView.class).handle(routes::limits),
                Endpoint.put("/v1/admin/limits/{class}").summary("Set how often they may come; holds on every node within a second").roles(SECURITY).body(LimitForm.class)
                        .answers(200, LimitView.class).refuses(Kind.NOT_FOUND).handle(routes::setLimit),
                Endpoint.delete("/v1/admin/limits/{class}").summary("Let the limit of the configuration hold again").roles(SECURITY).answers(204, null).refuses(Kind.NOT_FOUND).handle(routes::resetLimit),
                Endpoint.get("/v1/admin/blocks").summary("Addresses that are not served").roles(SECURITY).paged().answersPageOf(BlockView.class).handle(routes::blocks),
                block(Endpoint.put("/v1/admin/blocks/{address}")).handle(routes::block),
                block(Endpoint.put("/v1/admin/blocks/{address}/{prefix}")).handle(routes::block),
                shown(Endpoint.get("/v1/admin/blocks/{address}")).handle(routes::show),
                shown(Endpoint.get("/v1/admin/blocks/{address}/{prefix}")).handle(routes::show),
                unblock(Endpoint.delete("/v1/admin/blocks/{address}")).handle(routes::unblock),
                unblock(Endpoint.delete("/v1/admin/blocks/{address}/{prefix}")).handle(routes::unblock));
    }

    private static Endpoint.Draft<BlockForm> block(Endpoint.Draft<Void> draft) {
        return draft.summary("Serve an address or a range no more; holds on every node within a second").roles(SECURITY).optionalBody(BlockForm.class).answers(201, BlockView.class).answers(200, BlockView.class)
                .refuses(Kind.UNPROCESSABLE, "bad-address", "never-blocked", "own-address", "too-many-blocks", "already-over");
    }

    private static Endpoint.Draft<Void> shown(Endpoint.Draft<Void> draft) {
        return draft.summary("A block").roles(SECURITY).answers(200, BlockView.class).refuses(Kind.NOT_FOUND).refuses(Kind.UNPROCESSABLE, "bad-address");
    }

    private static Endpoint.Draft<Void> unblock(Endpoint.Draft<Void> draft) {
        return draft.summary("Serve them again").roles(SECURITY).answers(204, null).refuses(Kind.NOT_FOUND).refuses(Kind.UNPROCESSABLE, "bad-address");
    }

    // ---- limits

    private CompletionStage<Answer> limits(Call<Void> call) {
        return call.reply(ask(call, new RulesCommand.Since(-1)), news -> {
            var set = news.all().orElseThrow().limits();
            return Answer.ok(call.page(Budget.named().stream().map(budget -> set.stream().filter(each -> each.budget().equals(budget.wire())).findFirst()
                    .map(each -> LimitView.of(budget, new Limit(each.perSecond(), each.burst()), false)).orElseGet(() -> LimitView.of(budget, configured.get(budget), true))).toList(), Optional.empty()));
        });
    }

    private CompletionStage<Answer> setLimit(Call<LimitForm> call) {
        var budget = Budget.of(call.path("class"));
        if (budget.isEmpty()) return CompletableFuture.completedFuture(NO_SUCH_LIMIT);
        Limit limit = call.body().limit();
        return call.reply(ask(call, new RulesCommand.SetLimit(budget.get().wire(), limit.perSecond(), limit.burst(), call.owner())), done -> Answer.ok(LimitView.of(budget.get(), limit, false)));
    }

    private CompletionStage<Answer> resetLimit(Call<Void> call) {
        var budget = Budget.of(call.path("class"));
        if (budget.isEmpty()) return CompletableFuture.completedFuture(NO_SUCH_LIMIT);
        return call.reply(ask(call, new RulesCommand.ResetLimit(budget.get().wire(), call.owner())), done -> Answer.noContent());
    }

    // ---- blocks

    private CompletionStage<Answer> blocks(Call<Void> call) {
        return call.reply(ask(call, new RulesCommand.Blocks(call.cursor().orElse(""), call.limit())), list ->
                Answer.ok(call.page(list.blocks().stream().map(BlockView::of).toList(), list.more() ? Optional.of(list.blocks().get(list.blocks().size() - 1).range()) : Optional.empty())));
    }

    private CompletionStage<Answer> block(Call<BlockForm> call) {
        return with(call, range -> {
            if (range.equals("127.0.0.1") || range.equals("::1")) return CompletableFuture.completedFuture(NEVER);
            boolean isOwn = call.blockable().filter(Ranges.of(List.of(range))::contain).isPresent();
            if (isOwn) return CompletableFuture.completedFuture(OWN);
            var form = Optional.ofNullable(call.body());
            return call.reply(ask(call, new RulesCommand.Block(range, form.flatMap(BlockForm::expiresAt), form.flatMap(BlockForm::reason), call.owner())), set -> Answer.put(set.isNew(), BlockView.of(set.block())));
        });
    }

    private CompletionStage<Answer> show(Call<Void> call) {
        return with(call, range -> call.reply(ask(call, new RulesCommand.OneBlock(range)), found -> Answer.ok(BlockView.of(found.block()))));
    }

    private CompletionStage<Answer> unblock(Call<Void> call) {
        return with(call, range -> call.reply(ask(call, new RulesCommand.Unblock(range, call.owner())), done -> Answer.noContent()));
    }

    /** What the path names, written as we write it: {@code 10.0.0.0/8} may stand there as one part, with %2F, or as two. */
    private CompletionStage<Answer> with(Call<?> call, Function<String, CompletionStage<Answer>> range) {
        String named = call.path("address") + call.pathOption("prefix").map(prefix -> "/" + prefix).orElse("");
        return Ranges.canonical(named).map(range).orElseGet(() -> CompletableFuture.completedFuture(Answer.refused(NO_ADDRESS)));
    }

    private <R> CompletionStage<Outcome<R>> ask(Call<?> call, RulesCommand<R> command) {
        return node.entities().ask(RulesCommand.THE_RULES, command, call.asking());
    }
}
