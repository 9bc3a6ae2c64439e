package souk.platform.http.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.kernel.Money;

class BodyReaderTest {
    enum Size3 { SMALL, VERY_LARGE }

    record Line(@Text(max = 5) String sku, @Whole(min = 1, max = 999_999) int quantity) {}

    record Order(@Text(min = 2, max = 5) String name, Optional<@Text(min = 0, max = 20, lines = true) String> note, Optional<@Text(pattern = "[a-z]+") String> slug,
            Optional<@Whole(min = 0) Money> price, Optional<@Email String> email, Optional<@Country String> country, Optional<Instant> at,
            Optional<@Size(min = 1, max = 3) List<Line>> lines, Optional<@Size(max = 2) Map<@Text(max = 3) String, Integer>> map, Optional<@Size(max = 3) Set<String>> set,
            Optional<Size3> size, Optional<Boolean> flag, Optional<Long> whole, Optional<Currency> currency) {}

    record Picky(int number) {
        Picky {
            if (number == 13) throw new IllegalArgumentException("Not thirteen.");
        }
    }

    record Nested(Optional<Nested> again) {}

    record Wrong(Object anything) {}

    private static final Set<Currency> KNOWN = Set.of(Currency.getInstance("GBP"), Currency.getInstance("USD"));
    private static final BodyReader<Order> ORDERS = BodyReader.of(Order.class, KNOWN);

    private static Reading<Order> read(String json) {
        return ORDERS.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String faults(Reading<?> reading) {
        if (reading.badJson() != null) return "bad-json";
        return reading.faults().stream().map(fault -> fault.field() + "=" + fault.code().wire()).sorted().collect(Collectors.joining(" "));
    }

    record Measured(double of) {}

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'of':4.5}                                | 4.5
            {'of':-3}                                 | -3.0
            {'of':1e3}                                | 1000.0
            {'of':1e400}                              | of=out-of-range
            {'of':1111111111111111111111111111111}    | of=out-of-range
            {'of':'4.5'}                              | of=wrong-type
            {'of':[4.5]}                              | of=wrong-type
            {'of':null}                               | of=missing
            {'of':NaN}                                | bad-json
            """)
    void aNumberIsOneThatCanBeTold(String json, String told) {
        var reading = BodyReader.of(Measured.class, KNOWN).read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertThat(reading.badJson() == null && reading.faults().isEmpty() ? Double.toString(reading.value().of()) : faults(reading)).isEqualTo(told);
    }

    @Test
    void readsWhatIsRight() {
        var order = read("""
                {'name':'abc','note':'a\\nb','slug':'abc','price':{'currency':'GBP','amount':9007199254740991},'email':'ä+b@example.org','country':'DE','at':'2026-01-31T12:00:00.5+01:00',
                 'lines':[{'sku':'A','quantity':1},{'quantity':999999,'sku':'B'}],'map':{'a':-1,'b':2147483647},'set':['x','y'],'size':'very-large','flag':true,'whole':-9223372036854775808,'currency':'USD'}""").value();
        assertThat(order).isEqualTo(new Order("abc", Optional.of("a\nb"), Optional.of("abc"), Optional.of(Money.of(Money.MAX, "GBP")), Optional.of("ä+b@example.org"), Optional.of("DE"),
                Optional.of(Instant.parse("2026-01-31T11:00:00.5Z")), Optional.of(List.of(new Line("A", 1), new Line("B", 999_999))), Optional.of(Map.of("a", -1, "b", Integer.MAX_VALUE)),
                Optional.of(Set.of("x", "y")), Optional.of(Size3.VERY_LARGE), Optional.of(true), Optional.of(Long.MIN_VALUE), Optional.of(Currency.getInstance("USD"))));
        assertThat(read("{'name':'abc','note':null}").value().note()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                    | name=missing
            {'name':null}                         | name=missing
            {'name':7}                            | name=wrong-type
            {'name':{'a':[1,{'b':2}]}}            | name=wrong-type
            {'name':'a'}                          | name=out-of-range
            {'name':'abcdef'}                     | name=out-of-range
            {'name':'   '}                        | name=bad-format
            {'name':'a\\u0000b'}                  | name=bad-format
            {'name':'a\\nb'}                      | name=bad-format
            {'name':'a\\ud800'}                   | name=bad-format
            {'name':'a\\udc00b'}                  | name=bad-format
            {'name':'abc','slug':'ABC'}           | slug=bad-format
            {'name':'abc','Name':'abc'}           | Name=unknown-field
            {'name':'abc','x':[[[1]]]}            | x=unknown-field
            {'name':'abc','price':5}              | price=wrong-type
            {'name':'abc','price':{}}             | price.amount=missing price.currency=missing
            {'name':'abc','price':{'amount':null,'currency':null}} | price.amount=missing price.currency=missing
            {'name':'abc','price':{'amount':1,'currency':'gbp'}} | price.currency=bad-format
            {'name':'abc','price':{'amount':1,'currency':'EUR'}} | price.currency=bad-format
            {'name':'abc','price':{'amount':1,'currency':7}} | price.currency=wrong-type
            {'name':'abc','price':{'amount':-1,'currency':'GBP'}} | price.amount=out-of-range
            {'name':'abc','price':{'amount':9007199254740992,'currency':'GBP'}} | price.amount=out-of-range
            {'name':'abc','price':{'amount':1.0,'currency':'GBP'}} | price.amount=wrong-type
            {'name':'abc','price':{'amount':1e3,'currency':'GBP'}} | price.amount=wrong-type
            {'name':'abc','price':{'amount':'1','currency':'GBP'}} | price.amount=wrong-type
            {'name':'abc','price':{'amount':1,'currency':'GBP','x':1}} | price.x=unknown-field
            {'name':'abc','email':'nobody'}       | email=bad-format
            {'name':'abc','email':'a b@c'}        | email=bad-format
            {'name':'abc','email':'a@b\\r\\nBcc:c'} | email=bad-format
            {'name':'abc','email':'a@b@c'}        | email=bad-format
            {'name':'abc','country':'de'}         | country=bad-format
            {'name':'abc','country':'XX'}         | country=bad-format
            {'name':'abc','at':'2026-01-31'}      | at=bad-format
            {'name':'abc','at':'2026-01-31T12:00Z'} | at=bad-format
            {'name':'abc','at':'2026-02-30T12:00:00Z'} | at=bad-format
            {'name':'abc','at':'+12026-01-31T12:00:00Z'} | at=bad-format
            {'name':'abc','at':1}                 | at=wrong-type
            {'name':'abc','lines':[]}             | lines=out-of-range
            {'name':'abc','lines':[1,null,{}]}    | lines[0]=wrong-type lines[1]=missing lines[2].quantity=missing lines[2].sku=missing
            {'name':'abc','lines':{}}             | lines=wrong-type
            {'name':'abc','lines':[{'sku':'A','quantity':0}]} | lines[0].quantity=out-of-range
            {'name':'abc','lines':[{'sku':'A','quantity':1000000}]} | lines[0].quantity=out-of-range
            {'name':'abc','lines':[{'sku':'A','quantity':-1}]} | lines[0].quantity=out-of-range
            {'name':'abc','lines':[{'sku':'A','quantity':99999999999999999999}]} | lines[0].quantity=out-of-range
            {'name':'abc','lines':[{'sku':'A','quantity':1e400}]} | lines[0].quantity=wrong-type
            {'name':'abc','lines':[{'sku':'A','quantity':'1'}]} | lines[0].quantity=wrong-type
            {'name':'abc','lines':[{'sku':'A','quantity':true}]} | lines[0].quantity=wrong-type
            {'name':'abc','lines':[1,1,1,1]}      | lines=out-of-range lines[0]=wrong-type lines[1]=wrong-type lines[2]=wrong-type
            {'name':'abc','map':{'a':1,'b':2,'c':3}} | map=out-of-range
            {'name':'abc','map':{'long':1}}       | map.long=out-of-range
            {'name':'abc','map':{'':1}}           | map.=out-of-range
            {'name':'abc','map':{'a':null}}       | map.a=missing
            {'name':'abc','map':{'a':2147483648}} | map.a=out-of-range
            {'name':'abc','set':['x','x']}        | set[1]=bad-format
            {'name':'abc','size':'LARGE'}         | size=bad-format
            {'name':'abc','flag':'true'}          | flag=wrong-type
            {'name':'abc','flag':0}               | flag=wrong-type
            {'name':'abc','whole':9223372036854775808} | whole=out-of-range
            []                                    | =wrong-type
            'text'                                | =wrong-type
            7                                     | =wrong-type
            null                                  | =missing
            """)
    void namesEverythingThatIsWrong(String json, String expected) {
        assertThat(faults(read(json))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "}", "{'name':'abc'}x", "{'name':'abc'}{}", "{'name':'abc'},", "{'name':'abc',}", "{'name':'abc','name':'abc'}", "{'name':'abc','map':{'a':1,'a':2}}",
            "{'name':'abc','price':{'amount':1,'amount':2,'currency':'GBP'}}", "{name:'abc'}", "{'name':NaN}", "{'name':+1}", "{'name':01}", "{'name':.5}", "{'name':1.}", "{'name':tru}", "// no\n{}", "{'name':'a\nb'}",
            "{'name':'\\x'}", "\u0000", "{'name'}", "[", "nul", "\uFEFF{'name':'abc'}"})
    void refusesWhatIsNoJson(String text) {
        assertThat(read(text).badJson()).isNotBlank();
    }

    @Test
    void readsUtf8Only() {
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-32BE")) {
            assertThat(ORDERS.read("{\"name\":\"abc\"}".getBytes(Charset.forName(charset))).badJson()).as(charset).isNotNull();
        }
        assertThat(ORDERS.read("{\"name\":\"äöü\"}".getBytes(StandardCharsets.ISO_8859_1)).badJson()).isNotNull();
        assertThat(ORDERS.read("{\"name\":\"äöü\"}".getBytes(StandardCharsets.UTF_8)).value().name()).isEqualTo("äöü");
        assertThat(read("{'name':'😀😀😀😀😀'}").value().name()).as("characters are counted, not their halves").hasSize(10);
    }

    @Test
    void boundsDepthButNotTheLengthOfNumbers() {
        assertThat(faults(read("{'name':'abc','x':" + "[".repeat(31) + "]".repeat(31) + "}"))).isEqualTo("x=unknown-field");
        assertThat(read("{'name':'abc','x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}").badJson()).contains("depth");
        assertThat(faults(read("{'name':'abc','whole':" + "9".repeat(500_000) + "}"))).isEqualTo("whole=out-of-range");
        assertThat(faults(read("{'name':'abc','whole':0." + "9".repeat(500_000) + "e999999999}"))).isEqualTo("whole=wrong-type");
        assertThat(faults(read("{'name':'abc','" + "n".repeat(500_000) + "':1}"))).contains("=unknown-field");
    }

    @Test
    void namesManyFaultsButNotAll() {
        var many = read("{" + java.util.stream.IntStream.range(0, 5000).mapToObj(i -> "'x" + i + "':1").collect(Collectors.joining(",")) + "}");
        assertThat(many.faults()).hasSize(Faults.MOST);
        var lateFault = read("{" + java.util.stream.IntStream.range(0, 5000).mapToObj(i -> "'x" + i + "':1").collect(Collectors.joining(",")) + ",'lines':[{}]}");
        assertThat(lateFault.good()).isFalse();
    }

    @Test
    void turnsARefusalOfTheConstructorIntoAFault() {
        assertThat(faults(BodyReader.of(Picky.class, KNOWN).read("{\"number\":13}".getBytes(StandardCharsets.UTF_8)))).isEqualTo("=bad-format");
    }

    @Test
    void saysAtOnceWhichRecordsItCannotRead() {
        assertThatThrownBy(() -> BodyReader.of(Nested.class, KNOWN)).hasMessageContaining("contains itself");
        assertThatThrownBy(() -> BodyReader.of(Wrong.class, KNOWN)).hasMessageContaining("Wrong.anything");
    }
}
