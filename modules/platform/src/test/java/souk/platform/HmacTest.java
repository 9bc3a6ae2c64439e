package souk.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import souk.kernel.Sha256;

class HmacTest {
    private static final byte[] KEY = "Jefe".getBytes(UTF_8);
    private static final String DIGEST = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    @Test
    void aDigestWithAKeyIsThatOfRfc4231() {
        assertThat(HexFormat.of().formatHex(Hmac.of(KEY, "what do ya want for nothing?".getBytes(UTF_8)))).isEqualTo(DIGEST);
    }

    @Test
    void partsAndWhatAKeySaysItIsForMakeNoDifference() {
        assertThat(HexFormat.of().formatHex(Hmac.of(new SecretKeySpec(KEY, "AES"), "what do ya want ".getBytes(UTF_8), "for nothing?".getBytes(UTF_8)))).isEqualTo(DIGEST);
    }

    @Test
    void aDigestWithoutAKeyIsThatOfFips180() {
        assertThat(Sha256.hex("abc".getBytes(UTF_8))).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.urlSafe("abc")).isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }
}
