package souk.vendors.payouts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Money;
import souk.vendors.api.PayoutView;

/**
 * How the shop's payouts of a time differ from what their provider says it has paid. It is a comparison and changes nothing.
 *
 * @param entries     of the provider's statement
 * @param agreed      those that the shop knows to be paid, with that amount and reference
 * @param different   how many differences there are
 * @param differences the first {@value #MOST}
 */
record Reconciliation(long entries, long agreed, long different, List<Difference> differences) {
    static final int MOST = 1_000;

    /** What is wrong. */
    enum Kind {
        /** Paid here, and not in the statement. */ MISSING,
        /** In the statement, and unknown here or not paid. */ SURPLUS,
        /** Twice in the statement. */ TWICE,
        /** Another amount. */ AMOUNT,
        /** The same amount under another reference. */ REFERENCE
    }

    /**
     * Something to ask the provider about.
     *
     * @param state as it is here; nothing: it is unknown
     * @param here  what the shop has paid or tries to
     * @param there what the statement says
     */
    record Difference(Kind kind, String payoutId, Optional<PayoutView.State> state, Optional<Money> here, Optional<Money> there, Optional<String> referenceHere, Optional<String> referenceThere) {}

    Reconciliation {
        differences = List.copyOf(differences);
    }

    /**
     * Compares.
     *
     * @param there the provider's statement
     * @param known of its payouts those that the shop has, by id
     * @param here  what was paid in that time, by id
     */
    static Reconciliation of(List<PaidEntry> there, Map<String, PayoutView> known, Map<String, PaidList.Entry> here) {
        var found = new ArrayList<Difference>();
        var seen = new HashSet<String>();
        long agreed = 0;
        for (var entry : there) {
            var kind = kind(entry, known.get(entry.payoutId()), !seen.add(entry.payoutId()));
            if (kind.isEmpty()) agreed++;
            else found.add(difference(kind.get(), entry, Optional.ofNullable(known.get(entry.payoutId()))));
        }
        here.forEach((id, paid) -> {
            if (!seen.contains(id)) found.add(new Difference(Kind.MISSING, id, Optional.of(PayoutView.State.PAID), Optional.of(paid.amount()), Optional.empty(), some(paid.reference()), Optional.empty()));
        });
        return new Reconciliation(there.size(), agreed, found.size(), found.size() > MOST ? found.subList(0, MOST) : found);
    }

    private static Optional<Kind> kind(PaidEntry there, PayoutView here, boolean again) {
        if (here == null || here.state() != PayoutView.State.PAID) return Optional.of(Kind.SURPLUS);
        if (again) return Optional.of(Kind.TWICE);
        if (!here.amount().equals(there.amount())) return Optional.of(Kind.AMOUNT);
        String reference = here.reference().orElse("");
        return reference.isEmpty() || there.reference().isEmpty() || reference.equals(there.reference()) ? Optional.empty() : Optional.of(Kind.REFERENCE);
    }

    private static Difference difference(Kind kind, PaidEntry there, Optional<PayoutView> here) {
        return new Difference(kind, there.payoutId(), here.map(PayoutView::state), here.map(PayoutView::amount), Optional.of(there.amount()), here.flatMap(PayoutView::reference), some(there.reference()));
    }

    private static Optional<String> some(String text) {
        return Optional.of(text).filter(known -> !known.isEmpty());
    }
}
