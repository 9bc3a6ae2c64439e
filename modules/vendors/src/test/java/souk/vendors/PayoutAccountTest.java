package souk.vendors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.vendors.DocumentProvider.Facts;
import souk.vendors.api.Document;
import souk.vendors.api.PayoutAccount;
import souk.vendors.api.PayoutAccount.Kind;

/** What the built-in providers take. */
class PayoutAccountTest {
    private static String checked(String given, boolean references) {
        var check = IbanCheck.of(ConfigFactory.parseString("references = " + references));
        return check.check(given).toCompletableFuture().join().fold(account -> account.kind() + " " + account.number(), refusal -> refusal.code());
    }

    @Test
    void anIbanIsWrittenInItsCanonicalForm() {
        assertThat(checked(" de89 3704 0044 0532 0130 00 ", false)).isEqualTo("IBAN DE89370400440532013000");
        assertThat(checked("GB82WEST12345698765432", true)).isEqualTo("IBAN GB82WEST12345698765432");
        assertThat(checked("NO9386011117947", true)).isEqualTo("IBAN NO9386011117947");
    }

    @Test
    void whatLooksLikeAnIbanMustBeARightOne() {
        for (String wrong : new String[] {"DE89370400440532013001", "DE8937040044053201300", "GB82WEST1234569876543", "XX89370400440532013000"}) assertThat(checked(wrong, true)).as(wrong).isEqualTo("bad-payout-account");
    }

    @Test
    void anythingElseIsAReferenceWhereThoseAreTaken() {
        assertThat(checked("acct_1NvQ7", true)).isEqualTo("REFERENCE acct_1NvQ7");
        assertThat(checked("acct_1NvQ7", false)).isEqualTo("bad-payout-account");
    }

    @Test
    void onlyTheEndOfItIsShown() {
        assertThat(new PayoutAccount(Kind.IBAN, "DE89370400440532013000").masked()).isEqualTo("****3000");
        assertThat(new PayoutAccount(Kind.REFERENCE, "acct").masked()).isEqualTo("****t");
    }

    @Test
    void aDocumentHasABound() {
        var kept = KeptDocuments.of(ConfigFactory.parseString("largest = 1 KiB"));
        assertThat(kept.check(new Facts(Document.Kind.TAX, "a.pdf", 1024, "ab")).toCompletableFuture().join()).isEqualTo(Outcome.accepted(Done.DONE));
        String tooLarge = kept.check(new Facts(Document.Kind.TAX, "a.pdf", 1025, "ab")).toCompletableFuture().join().fold(done -> "", refusal -> refusal.code());
        assertThat(tooLarge).isEqualTo("bad-document");
    }
}
