package souk.audit;

import static souk.kernel.Decision.accept;

import java.time.Instant;
import java.util.Optional;
import souk.audit.ChainCommand.Numbers;
import souk.audit.ChainCommand.Receipt;
import souk.audit.Entry.Kind;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;

/**
 * A chain of entries, of which each names the hash of the one before it: no old one can be changed, taken out or moved without that being seen. An act has two, its intent and its outcome; or one,
 * if it was refused before it was begun. A retry with the same Idempotency-Key, of one of the last {@value #REMEMBERED} such calls, has none of its own.
 *
 * @param number of the last entry
 * @param hash   of the last entry
 * @param open   the intents without an outcome, by call
 * @param ended  the last calls that can be repeated, by call
 * @param order  the same, by the number of their outcome
 */
public record Chain(long number, String hash, PersistentMap<String, Long> open, PersistentMap<String, Ended> ended, PersistentMap<Long, String> order) {
    /** @param outcome the number of its last outcome */
    record Ended(long intent, long outcome, int status) {
        /** Whether that is the answer of this call for good, so that a retry changes nothing. */
        private boolean isDone() {
            return status >= 200 && status < 300 && status != 202 || status == 402;
        }
    }

    static final Chain NONE = new Chain(0, Canonical.NONE, PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());
    private static final String NAME = ChainCommand.SHOP.id();
    private static final int REMEMBERED = 500;

    /** The table of its commands and events. */
    public static final Blueprint<Chain, ChainEvent> BLUEPRINT = Blueprint.of(ChainCommand.TYPE, NONE, ChainCommand.class, ChainEvent.class)
            .decide("begin", ChainCommand.Begin.class, Receipt.class, Chain::begin)
            .decide("end", ChainCommand.End.class, Receipt.class, Chain::end)
            .decide("refuse", ChainCommand.Refuse.class, Receipt.class, (chain, refuse, now) -> chain.write(Kind.REFUSED, now, refuse.act(), Optional.of(refuse.effect()), 0))
            .answer("unended", ChainCommand.Unended.class, Numbers.class, (chain, question, now) -> Outcome.accepted(new Numbers(chain.open.values().stream().sorted().toList())))
            .apply(ChainEvent.Written.class, "audit.entry-written", Chain::written)
            .build();

    private Decision<Chain, ChainEvent, Receipt> begin(ChainCommand.Begin begin, Instant now) {
        String call = begin.act().call();
        var before = ended.find(call).filter(Ended::isDone);
        if (before.isPresent()) return accept(chain -> new Receipt(chain.number, chain.hash, Optional.of(before.get().status)));
        if (open.containsKey(call)) return accept(Chain::receipt);
        return write(Kind.INTENT, now, begin.act(), Optional.empty(), 0);
    }

    private Decision<Chain, ChainEvent, Receipt> end(ChainCommand.End end, Instant now) {
        String call = end.act().call();
        Long intent = open.get(call);
        if (intent != null) return write(Kind.OUTCOME, now, end.act(), Optional.of(end.effect()), intent);
        // What the call was answered before is told there already; another answer is news.
        var before = ended.find(call);
        if (before.isEmpty() || before.get().status == end.effect().status()) return accept(Chain::receipt);
        return write(Kind.OUTCOME, now, end.act(), Optional.of(end.effect()), before.get().intent);
    }

    private Decision<Chain, ChainEvent, Receipt> write(Kind kind, Instant now, Act act, Optional<Effect> effect, long intent) {
        return accept(Chain::receipt, new ChainEvent.Written(Entry.sealed(NAME, number + 1, kind, now, act, effect, intent, hash)));
    }

    private Receipt receipt() {
        return new Receipt(number, hash, Optional.empty());
    }

    private Chain written(ChainEvent.Written event) {
        var entry = event.entry();
        String call = entry.act().call();
        return switch (entry.kind()) {
            case INTENT -> new Chain(entry.number(), entry.hash(), open.with(call, entry.number()), ended, order);
            case REFUSED -> new Chain(entry.number(), entry.hash(), open, ended, order);
            case OUTCOME -> ended(entry, call);
        };
    }

    private Chain ended(Entry entry, String call) {
        var last = ended;
        var byOutcome = order;
        if (entry.act().repeatable()) {
            var before = last.find(call);
            if (before.isPresent()) byOutcome = byOutcome.without(before.get().outcome);
            last = last.with(call, new Ended(entry.intent(), entry.number(), entry.effect().orElseThrow().status()));
            byOutcome = byOutcome.with(entry.number(), call);
            if (byOutcome.size() > REMEMBERED) {
                var oldest = byOutcome.first().orElseThrow();
                byOutcome = byOutcome.without(oldest.getKey());
                last = last.without(oldest.getValue());
            }
        }
        return new Chain(entry.number(), entry.hash(), open.without(call), last, byOutcome);
    }
}
