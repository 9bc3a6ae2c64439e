package souk.flashdemo;

/**
 * What the demo is to be.
 *
 * @param buyers      how many come
 * @param units       how many there are for them
 * @param perCustomer how many one of them may have
 * @param concurrency how many of them act at once
 * @param buckets     over how many partitions the sale is spread
 * @param pay         which share of those who get something pays for it, 0 to 1
 */
public record Plan(int buyers, int units, int perCustomer, int concurrency, int buckets, double pay) {
    /** Every so-many-th buyer wants more than is theirs. */
    static final int GREEDY = 5;

    /** @throws BadInput naming the option that makes no sense, and what would */
    public Plan {
        between("--buyers", buyers, 1, 100_000);
        between("--units", units, 1, 1_000_000);
        between("--per-customer", perCustomer, 1, 999_999);
        between("--concurrency", concurrency, 1, 1_000);
        between("--buckets", buckets, 1, 64);
        if (!(pay >= 0 && pay <= 1)) throw new BadInput("--pay " + pay + " cannot be: it is a share, from 0 to 1.");
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) throw new BadInput(option + " " + value + " cannot be: choose " + least + " to " + most + ".");
    }

    /** Whether this buyer, counted from 0, tries to have more than its share. The first one does: then there is still something for it. */
    boolean isGreedy(int buyer) {
        return buyer % GREEDY == 0;
    }

    /** Whether the n-th who got something, counted from 1, pays for it: of any beginning of them the share does, give or take one. */
    boolean pays(long winner) {
        return Math.floor(winner * pay) > Math.floor((winner - 1) * pay);
    }
}
