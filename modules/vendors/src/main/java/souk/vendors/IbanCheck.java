package souk.vendors;

import com.typesafe.config.Config;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.IBANValidator;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.PayoutAccount;

/** The built-in check: what begins like an IBAN must be a right one; anything else is a reference, where those are taken. */
final class IbanCheck implements PayoutAccountProvider {
    /** A country and two digits, and at least as many more characters as the shortest IBAN has. */
    private static final Pattern LIKE_AN_IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,}");

    private final boolean references;

    private IbanCheck(boolean references) {
        this.references = references;
    }

    /** {@code souk.vendors.payout-accounts}. */
    static IbanCheck of(Config own) {
        return new IbanCheck(own.getBoolean("references"));
    }

    @Override
    public CompletionStage<Outcome<PayoutAccount>> check(String given) {
        return CompletableFuture.completedFuture(checked(given.strip()));
    }

    private Outcome<PayoutAccount> checked(String given) {
        String iban = given.replace(" ", "").toUpperCase(Locale.ROOT);
        if (IBANValidator.getInstance().isValid(iban)) return Outcome.accepted(new PayoutAccount(PayoutAccount.Kind.IBAN, iban));
        if (LIKE_AN_IBAN.matcher(iban).matches() || !references) return Outcome.refused(Kind.UNPROCESSABLE, "bad-payout-account", "This is no right IBAN: look at its digits.");
        return Outcome.accepted(new PayoutAccount(PayoutAccount.Kind.REFERENCE, given));
    }
}
