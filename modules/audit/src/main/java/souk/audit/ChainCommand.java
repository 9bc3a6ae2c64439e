package souk.audit;

import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;

/**
 * What can be asked of a chain of entries. Each can come twice, and is written once.
 *
 * @param <R> the reply
 */
public sealed interface ChainCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "audit.chain";
    /** The one chain of a shop. A number of them would let more be written while a node is lost, and have no order among each other. */
    Address<ChainCommand<?>> SHOP = new Address<>(TYPE, "shop");

    /** Somebody is about to do this. */
    record Begin(Act act) implements ChainCommand<Receipt> {}

    /** It was done, and this came of it. */
    record End(Act act, Effect effect) implements ChainCommand<Receipt> {}

    /** Somebody was refused before anything was begun. */
    record Refuse(Act act, Effect effect) implements ChainCommand<Receipt> {}

    /** The numbers of the intents of which nothing more is known: they are being carried out, or their node died meanwhile. */
    record Unended() implements ChainCommand<Numbers> {}

    /**
     * It is kept.
     *
     * @param number how far the chain is
     * @param hash   of that entry
     * @param status of the answer that this call had before, if it was carried out before
     */
    record Receipt(long number, String hash, Optional<Integer> status) {}

    record Numbers(List<Long> numbers) {}
}
