package souk.vendors.payouts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutLine;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorAccountCommand.Payable;
import souk.vendors.api.VendorOrderCommand;

/**
 * What a payout does next, in each phase: pure values, carried out by the partition.
 *
 * <p>Any step may be carried out again and again, and a copy of any of its calls may come late, even after the payout has gone on. Every call carries the payout's id, by which a copy is known; why it is harmless is said at each.
 */
final class PayoutProcess {
    private PayoutProcess() {}

    static Optional<Step> next(Payout payout) {
        var step = switch (payout.phase()) {
            case NONE, TOTALLING, OVER -> Optional.<Step>empty();
            case BEGINNING -> Optional.of(begin(payout));
            case SETTLING -> Optional.of(payout.queue().isEmpty() ? choose(payout) : settle(payout));
            case CHECKING -> Optional.of(check(payout));
            case PAYING -> Optional.of(payout.asked() == null ? pay(payout) : find(payout).notBefore(payout.asked().askAt()));
            case RELEASING -> payout.toRelease().map(part -> release(payout, part));
            case ENDING -> Optional.of(end(payout));
        };
        return step.map(next -> payout.until() == null ? next : next.notBefore(payout.until()));
    }

    private static String id(Payout payout) {
        return payout.requested().payoutId();
    }

    /**
     * Nothing is taken of anything when there is nowhere to pay it to. A copy of {@code Begin} while it is under way: it is. A copy after {@code End}: the account knows that this one, or one that began later, has come. One that
     * has begun, of which the answer was lost, and finds no account any more, ends there all the same.
     */
    private static Step begin(Payout payout) {
        var asked = payout.requested();
        return Step.of("begin", List.of(Step.ask(PayoutRequest.CASHIER, new PayoutRequest.Check(asked.vendorId())), account(payout, new VendorAccountCommand.Begin(id(payout), asked.since(), asked.hold(), asked.minimum(), asked.reserve()))),
                outcomes -> new PayoutCommand.BeginAnswered(Step.refusal(outcomes), reply(outcomes, Payable.class)));
    }

    /** Only a question. */
    private static Step choose(Payout payout) {
        String after = payout.last();
        return Step.of("choose", List.of(account(payout, new VendorAccountCommand.Next(id(payout), after))), outcomes -> new PayoutCommand.NextAnswered(after, Step.refusal(outcomes), reply(outcomes, Payable.class)));
    }

    /**
     * Takes what is due of some vendor orders, side by side. A copy finds it taken by this payout, or that nothing was: the same answer for ever. A copy after {@code Release}: this payout takes nothing of it any more. One that is
     * not there, which only a defect could name, has nothing.
     */
    private static Step settle(Payout payout) {
        var asked = payout.requested();
        var ids = List.copyOf(payout.toSettle());
        long part = payout.parts().size();
        return Step.of("settle", List.of(Step.together(ids.stream().map(vendorOrder -> Step.send(VendorOrderCommand.at(vendorOrder),
                new VendorOrderCommand.Settle(id(payout), asked.minimum().currency(), asked.hold(), asked.since(), payout.most(vendorOrder)))).toList())), outcomes -> settled(part, ids, outcomes));
    }

    private static PayoutCommand.SettleAnswered settled(long part, List<String> ids, List<Outcome<?>> outcomes) {
        var lines = new ArrayList<PayoutLine>();
        var empty = new ArrayList<String>();
        IntStream.range(0, ids.size()).forEach(i -> {
            var taken = outcomes.get(i).fold(reply -> ((VendorOrderCommand.Settled) reply).lines(), refusal -> List.<VendorOrderCommand.Due>of());
            if (taken.isEmpty()) empty.add(ids.get(i));
            taken.forEach(due -> lines.add(new PayoutLine(ids.get(i), due.lineId(), due.sku(), due.net())));
        });
        return new PayoutCommand.SettleAnswered(part, grave(outcomes), lines, empty);
    }

    /** Only a question. */
    private static Step check(Payout payout) {
        return Step.of("check-account", List.of(Step.ask(PayoutRequest.CASHIER, new PayoutRequest.Check(payout.requested().vendorId()))), outcomes -> new PayoutCommand.CheckAnswered(Step.refusal(outcomes)));
    }

    /**
     * A copy finds what the provider has decided about this id, which is final. Nothing but that decision ends this phase, or that the provider does not know it though staff has kept it from being sent for a
     * while: so nothing is given back that a copy might still pay.
     */
    private static Step pay(Payout payout) {
        return Step.of("pay", List.of(Step.ask(PayoutRequest.CASHIER, new PayoutRequest.Pay(id(payout), payout.requested().vendorId(), payout.money(payout.amount())))),
                outcomes -> new PayoutCommand.PayAnswered(Step.refusal(outcomes), reply(outcomes, PayoutResult.class)));
    }

    /** Only a question, before which this payout has not been sent for a while. */
    private static Step find(Payout payout) {
        return Step.of("find", List.of(Step.ask(PayoutRequest.CASHIER, new PayoutRequest.Find(id(payout), payout.money(payout.amount())))), outcomes -> new PayoutCommand.FindAnswered(Step.refusal(outcomes), reply(outcomes, PayoutResult.class)));
    }

    /** A copy finds it released: done. */
    private static Step release(Payout payout, long part) {
        return Step.of("release", List.of(Step.together(payout.parts().get(part).taken().stream().map(vendorOrder -> Step.send(VendorOrderCommand.at(vendorOrder), new VendorOrderCommand.Release(id(payout)))).toList())),
                outcomes -> new PayoutCommand.ReleaseAnswered(part, grave(outcomes)));
    }

    /** A copy finds it over: done. It always says the same amount. */
    private static Step end(Payout payout) {
        Money paid = payout.money(payout.reference() == null ? 0 : payout.amount());
        return Step.of("end", List.of(account(payout, new VendorAccountCommand.End(id(payout), paid))), outcomes -> new PayoutCommand.EndAnswered(Step.refusal(outcomes)));
    }

    private static Step.Call account(Payout payout, VendorAccountCommand<?> command) {
        return Step.send(VendorAccountCommand.at(payout.requested().vendorId(), payout.requested().minimum().currency()), command);
    }

    /** A refusal that says more than that there is no such vendor order. */
    private static Optional<Rejection> grave(List<Outcome<?>> outcomes) {
        return outcomes.stream().flatMap(outcome -> Step.refusal(List.of(outcome)).stream()).filter(refusal -> refusal.kind() != Rejection.Kind.NOT_FOUND).findFirst();
    }

    private static <R> Optional<R> reply(List<Outcome<?>> outcomes, Class<R> form) {
        return outcomes.get(outcomes.size() - 1).fold(reply -> Optional.of(form.cast(reply)), refusal -> Optional.empty());
    }
}
