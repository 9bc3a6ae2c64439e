package souk.pricing;

import static souk.pricing.PriceListTest.GBP;
import static souk.pricing.PriceListTest.NOON;
import static souk.pricing.PriceListTest.TRADE;
import static souk.pricing.PriceListTest.gbp;
import static souk.pricing.PriceListTest.trade;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.pricing.api.PriceListCommand;
import souk.pricing.api.PriceListEvent;
import souk.pricing.api.PriceListTerms;
import souk.pricing.api.PriceListView;
import souk.testkit.WireContract;

class PricingWireTest {
    @Test
    void storedEventsStayReadable() {
        WireContract.of(PriceList.BLUEPRINT)
                .example(new PriceListEvent.PriceListSet("trade", new PriceListTerms("Trade", GBP, Optional.of(NOON), Optional.of(NOON.plusSeconds(60)), TRADE.prices()), NOON))
                .holds();
    }

    @Test
    void commandsRepliesAndTheStateTravel() {
        WireContract.survives(new PriceListCommand.SetTerms("trade", TRADE, Optional.of(7L)));
        WireContract.survives(new PriceListCommand.Look());
        WireContract.survives(new PriceListCommand.Quote(List.of("TEA")));
        WireContract.survives(new PriceListCommand.Quoted(GBP, Map.of("TEA", gbp(200))));
        WireContract.survives(new PriceListCommand.Changed(true, new PriceListView("trade", 1, NOON, TRADE)));
        WireContract.survives(trade().state());
        WireContract.survives(PriceList.BLUEPRINT.empty());
    }
}
