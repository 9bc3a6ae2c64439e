package souk.vendors.api;

/**
 * Where a vendor is to be paid, as it was found good.
 *
 * @param number in its canonical form: an IBAN without blanks
 */
public record PayoutAccount(Kind kind, String number) {
    /** What sort of number it is. */
    public enum Kind {
        /** Of a bank account, ISO 13616; its check digits are right. */ IBAN,
        /** By which whoever carries out payouts knows the account. */ REFERENCE
    }

    private static final int SHOWN = 4;

    /** As people are shown it: nothing but its last four characters, of a short one fewer. */
    public String masked() {
        int shown = Math.min(SHOWN, number.length() / 3);
        return "****" + number.substring(number.length() - shown);
    }

    /** Never shows the number. */
    @Override
    public String toString() {
        return "PayoutAccount[" + kind + "]";
    }
}
