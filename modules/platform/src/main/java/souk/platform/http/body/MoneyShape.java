package souk.platform.http.body;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Currency;
import souk.kernel.Money;

/** An amount of money: {@code {"amount": 1999, "currency": "GBP"}}. */
final class MoneyShape extends Shape<Money> {
    private final long min;
    private final long max;
    private final WordShape<Currency> currencies;

    MoneyShape(long min, long max, WordShape<Currency> currencies) {
        this.min = Math.max(min, -Money.MAX);
        this.max = Math.min(max, Money.MAX);
        this.currencies = currencies;
    }

    @Override
    Money read(Input in) throws IOException {
        var parser = in.parser;
        if (parser.currentToken() != JsonToken.START_OBJECT) return wrongType(in, "an object with amount and currency");
        Long amount = null;
        Currency currency = null;
        boolean hasAmount = false;
        boolean hasCurrency = false;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            var token = parser.nextToken();
            in.enter(name);
            switch (name) {
                case "amount" -> {
                    BodyReader.refuseSecond(hasAmount, in);
                    hasAmount = true;
                    amount = token == JsonToken.VALUE_NULL ? in.missing() : WholeShape.readLong(in, min, max);
                }
                case "currency" -> {
                    BodyReader.refuseSecond(hasCurrency, in);
                    hasCurrency = true;
                    currency = currencies.readOrNull(in);
                }
                default -> RecordShape.unknown(in);
            }
            in.leave();
        }
        if (!hasAmount) missing(in, "amount");
        if (!hasCurrency) missing(in, "currency");
        return amount == null || currency == null ? null : new Money(amount, currency);
    }

    private static void missing(Input in, String name) {
        in.enter(name);
        in.missing();
        in.leave();
    }

    @Override
    ObjectNode schema(Components components) {
        var schema = type("object");
        var properties = schema.putObject("properties");
        properties.set("amount", type("integer").put("minimum", min).put("maximum", max).put("description", "In minor units (pence, cents)"));
        properties.set("currency", currencies.schema(components));
        schema.putArray("required").add("amount").add("currency");
        return schema.put("additionalProperties", false).set("examples", JsonNodeFactory.instance.arrayNode().add(
                JsonNodeFactory.instance.objectNode().put("amount", 1999).put("currency", "GBP")));
    }
}
