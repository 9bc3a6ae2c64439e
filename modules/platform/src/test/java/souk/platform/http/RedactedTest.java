package souk.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RedactedTest {
    private static String kept(String json) throws IOException {
        return Redacted.of(new ObjectMapper().readTree(json.replace('\'', '"')), 200);
    }

    @Test
    void whatIsSecretOrPersonalIsNotKeptWhereverItStands() throws IOException {
        assertThat(kept("{'name':'Tea','password':'p','nested':[{'refreshToken':'t','code':'1'}],'clientSecret':1,'current':'c','new':'n'}"))
                .isEqualTo("{\"name\":\"Tea\",\"password\":\"[redacted]\",\"nested\":[{\"refreshToken\":\"[redacted]\",\"code\":\"[redacted]\"}],\"clientSecret\":\"[redacted]\",\"current\":\"[redacted]\",\"new\":\"[redacted]\"}");
        assertThat(kept("{'name':'Ann','email':'ann@shop.example','shippingAddress':{'line1':'1 High Street'},'sentTo':['bob@shop.example']}"))
                .doesNotContain("Ann", "ann@", "High", "bob@").contains("sentTo");
    }

    @Test
    void whatIsLongIsKeptAsItsDigest() throws IOException {
        assertThat(kept("{'description':'" + "x".repeat(300) + "'}")).startsWith("{\"bytes\":318,\"sha256\":\"").hasSizeLessThan(120);
    }

    @Test
    void anAddressInAPathIsToldByItsDigest() {
        assertThat(Redacted.part("ann@shop.example")).startsWith("sha256-").isEqualTo(Redacted.part("Ann@shop.example")).doesNotContain("ann");
        assertThat(Redacted.part("p-1")).isEqualTo("p-1");
    }

    @Test
    void textThatIsNoTextBecomesSome() {
        assertThat(Redacted.text("a\uD800b", 10)).isEqualTo("a?b");
        assertThat(Redacted.text("abc", 2)).isEqualTo("ab");
    }
}
