package souk.cart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.cart.api.BasketCommand;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuView;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.kernel.Step.Call;

/**
 * What a basket does next for the merge under way: pure values, carried out by the partition. Any step may be carried out again and again, and a copy of any of its calls may arrive late, even when the merge
 * has ended; why that does no harm is said at each. A merge that has begun always ends: it asks until it is answered, and every answer leads on.
 */
final class MergeProcess {
    private MergeProcess() {}

    static Optional<Step> next(Basket basket) {
        if (basket.merge() == null) return Optional.empty();
        return Optional.of(switch (basket.merge().stage()) {
            case LOOKING -> look(basket);
            case OFFERING -> offer(basket);
            case PRICING -> price(basket);
            case TAKING -> take(basket);
            case HANDING -> handOver(basket);
        });
    }

    /** Changes nothing. */
    private static Step look(Basket basket) {
        var asked = basket.merge().asked();
        long number = basket.number();
        var calls = new ArrayList<Call>();
        calls.add(Step.send(CartCommand.at(asked.guestCart()), new CartCommand.Look(asked.guest())));
        basket.presentCart().ifPresent(own -> calls.add(Step.send(CartCommand.at(own), new CartCommand.Look(asked.accountId()))));
        return Step.of("look-at-carts", List.of(Step.together(calls)), outcomes -> new BasketCommand.Seen(number, reply(outcomes.get(0), CartContents.class), Step.refusal(outcomes.subList(0, 1)),
                outcomes.size() > 1 ? reply(outcomes.get(1), CartContents.class) : Optional.empty()));
    }

    /**
     * Freezes the guest's cart. A copy finds it frozen by this merge: the same answer. A copy that comes after the hand-over names a version from before, which the cart does not heed. Refused it is looked at
     * again, and then it shows why.
     */
    private static Step offer(Basket basket) {
        var merge = basket.merge();
        long number = basket.number();
        return Step.of("freeze-guest-cart", List.of(Step.send(CartCommand.at(merge.asked().guestCart()), new CartCommand.Offer(basket.mergeId(), merge.asked().guest(), merge.guestVersion()))),
                outcomes -> new BasketCommand.OfferAnswered(number, merge.guestVersion(), reply(outcomes.get(0), CartContents.class)));
    }

    /** What is sold no more stays behind. Prices, and whether a vendor still offers it, are compared at checkout, as those of all lines. Changes nothing. */
    private static Step price(Basket basket) {
        long number = basket.number();
        var skus = basket.merge().received().lines().stream().filter(line -> line.claimId().isEmpty()).map(CartContents.Line::sku).distinct().toList();
        var calls = skus.stream().map(sku -> Step.send(SkuCommand.at(sku), new SkuCommand.Look())).toList();
        return Step.of("look-up-products", List.of(Step.together(calls)), outcomes -> {
            var gone = new ArrayList<String>();
            for (int i = 0; i < skus.size(); i++) if (reply(outcomes.get(i), SkuView.class).filter(SkuView::published).isEmpty()) gone.add(skus.get(i));
            return new BasketCommand.Priced(number, gone);
        });
    }

    /**
     * The account's cart takes what it can; one that is not there yet is made first. A copy: the same answer, since the cart remembers the last merge that it was asked for, and these have numbers that rise.
     * A copy that comes later names a smaller number than the last, or finds the cart closed or expired, which is for ever; a cart that took nothing because it was being checked out has written that down.
     */
    private static Step take(Basket basket) {
        var merge = basket.merge();
        var asked = merge.asked();
        long number = basket.number();
        var target = CartCommand.at(merge.target().orElseThrow());
        var calls = new ArrayList<Call>();
        if (merge.fresh()) calls.add(Step.send(target, new CartCommand.Create(merge.target().get(), asked.accountId(), merge.received().currency(), asked.timeToLive(), "merge")));
        calls.add(Step.send(target, new CartCommand.TakeOver(number, asked.accountId(), merge.received().lines(), merge.gone())));
        return Step.of("fill-account-cart", calls, outcomes -> new BasketCommand.TakeAnswered(number, merge.target().get(), Step.refusal(outcomes),
                Step.refusal(outcomes).isPresent() ? Optional.empty() : reply(outcomes.get(outcomes.size() - 1), CartCommand.Taken.class)));
    }

    /** The guest's cart lets go of what is in the other, and is open again. A copy finds that this merge has not frozen it. */
    private static Step handOver(Basket basket) {
        var merge = basket.merge();
        long number = basket.number();
        return Step.of("open-guest-cart", List.of(Step.send(CartCommand.at(merge.asked().guestCart()), new CartCommand.HandOver(basket.mergeId(), merge.taken().moved()))), outcomes -> new BasketCommand.HandedOver(number));
    }

    private static <R> Optional<R> reply(Outcome<?> outcome, Class<R> form) {
        return outcome.fold(reply -> Optional.of(form.cast(reply)), refused -> Optional.empty());
    }
}
