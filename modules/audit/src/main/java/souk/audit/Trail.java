package souk.audit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.audit.ChainCommand.Receipt;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.AuditTrail;
import souk.platform.http.Principal;

/** The chain as the edge of a node tells it what happens. */
final class Trail implements AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(Trail.class);
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Node node;
    private final Function<Principal, ? extends CompletionStage<String>> mails;
    private final Anchors anchors;
    private final int strangers;
    private final AtomicLong second = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong passedOver = new AtomicLong();

    private Trail(Node node, Function<Principal, ? extends CompletionStage<String>> mails) {
        this.node = node;
        this.mails = mails;
        anchors = Anchors.of(node);
        strangers = node.config().getInt("souk.audit.strangers");
    }

    static Trail of(Node node, Function<Principal, ? extends CompletionStage<String>> mails) {
        return new Trail(node, mails);
    }

    /** @param before the status of the answer that this call had before */
    private record Kept(Act act, Optional<Integer> before) implements Begun {}

    @Override
    public CompletionStage<Outcome<Begun>> begin(Deed deed) {
        return act(deed).thenCompose(act -> ask(new ChainCommand.Begin(act), Asking.DEFAULT.timeout(), act).thenApply(outcome -> outcome.map(receipt -> new Kept(act, receipt.status()))));
    }

    @Override
    public CompletionStage<Boolean> end(Begun begun, Effect effect) {
        var kept = (Kept) begun;
        // A retry that is answered as before changed nothing.
        if (kept.before.isPresent() && kept.before.get() == effect.status()) return CompletableFuture.completedFuture(true);
        return insist(new ChainCommand.End(kept.act, stored(effect)), kept.act, 1);
    }

    /** The command writes once, however often it comes. */
    private CompletionStage<Boolean> insist(ChainCommand.End end, Act act, int tries) {
        return ask(end, PATIENCE, act).thenCompose(outcome -> outcome.<CompletionStage<Boolean>>fold(receipt -> CompletableFuture.completedFuture(true), refused -> {
            if (tries >= TRIES || !refused.kind().passing()) {
                LOG.error("The audit log was not told what came of {} by {} (call {}, status {}): {}", act.route(), act.account(), act.call(), end.effect().status(), refused.detail());
                return CompletableFuture.completedFuture(false);
            }
            return CompletableFuture.supplyAsync(() -> insist(end, act, tries + 1), CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS, node.executor())).thenCompose(again -> again);
        }));
    }

    @Override
    public CompletionStage<?> refused(Deed deed, Effect effect) {
        if (!deed.who().isStaff() && !room()) return CompletableFuture.completedFuture(null);
        return act(deed).thenCompose(act -> ask(new ChainCommand.Refuse(act, stored(effect)), PATIENCE, act)).thenAccept(outcome -> outcome.fold(receipt -> receipt, refused -> {
            LOG.warn("The audit log was not told that {} was refused to {} from {} ({}): {}", deed.route(), deed.who().id(), deed.address(), effect.status(), refused.detail());
            return null;
        }));
    }

    /** Of those who are not staff so many a second. */
    private boolean room() {
        long now = node.clock().instant().getEpochSecond();
        if (second.getAndSet(now) != now) {
            kept.set(0);
            long lost = passedOver.getAndSet(0);
            if (lost > 0) LOG.warn("{} attempts of strangers on routes of staff were refused and not kept: more than {} a second", lost, strangers);
        }
        if (kept.incrementAndGet() <= strangers) return true;
        passedOver.incrementAndGet();
        return false;
    }

    private CompletionStage<Outcome<Receipt>> ask(Command<Receipt> command, Duration patience, Act act) {
        return node.entities().ask(ChainCommand.SHOP, command, Asking.DEFAULT.because(act.request()).within(patience)).thenApply(outcome -> outcome.map(receipt -> {
            anchors.note(ChainCommand.SHOP.id(), receipt.number(), receipt.hash());
            return receipt;
        })).exceptionally(failure -> Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", failure.toString()));
    }

    private CompletionStage<Act> act(Deed deed) {
        var who = deed.who();
        CompletionStage<String> mail = who.isStaff() ? mails.apply(who) : CompletableFuture.completedFuture("");
        return mail.exceptionally(unknown -> "").thenApply(known -> new Act(deed.call(), deed.repeatable(), who.id(), known, who.id().isEmpty() ? "" : who.kind().wire(), who.session(), deed.address(), deed.agent(),
                deed.route(), deed.path(), deed.entity(), deed.entityId(), deed.body(), deed.version(), deed.before(), deed.request(), deed.trace()));
    }

    private static souk.audit.Effect stored(Effect effect) {
        return new souk.audit.Effect(effect.status(), effect.code(), effect.entityId(), effect.version(), effect.after());
    }
}
