package souk.vendors;

import static souk.vendors.Samples.NOON;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.testkit.Spec;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.SellerCommand.Seat;
import souk.vendors.api.SellerEvent;

class SellerTest {
    private static Spec<Seller, SellerEvent> seller() {
        return Spec.of(Seller.BLUEPRINT).at(NOON);
    }

    private static Seat of(String vendor) {
        return new Seat(Optional.ofNullable(vendor));
    }

    private static SellerCommand.Join join(String vendor, long number) {
        return new SellerCommand.Join(vendor, number);
    }

    @Test
    void somebodySellsForOneVendorAtMost() {
        seller().when(new SellerCommand.Look()).thenReply(of(null)).when(join("a", 2)).then(new SellerEvent.Joined("a", 2, NOON)).thenReply(of("a")).when(join("a", 2)).thenNothing().thenReply(of("a"))
                .when(join("b", 5)).then(new SellerEvent.TurnedAway("b", 5, NOON)).thenReply(of("a")).when(new SellerCommand.Look()).thenReply(of("a"));
    }

    @Test
    void whoLeavesMaySellForAnother() {
        seller().when(join("a", 2)).when(new SellerCommand.Leave("a", 4)).then(new SellerEvent.Left("a", 4, NOON)).when(new SellerCommand.Leave("a", 4)).thenNothing()
                .when(join("b", 1)).thenReply(of("b")).when(new SellerCommand.Leave("a", 9)).then(new SellerEvent.Left("a", 9, NOON)).when(new SellerCommand.Look()).thenReply(of("b"));
    }

    @Test
    void aLateCopyOfWhatIsOverChangesNothing() {
        seller().when(join("a", 2)).when(new SellerCommand.Leave("a", 4)).when(join("a", 2)).thenNothing().thenReply(of(null)).when(join("a", 4)).thenNothing().when(join("a", 5)).thenReply(of("a"))
                .when(new SellerCommand.Leave("a", 4)).thenNothing().when(new SellerCommand.Look()).thenReply(of("a"));
        seller().when(join("a", 2)).when(join("b", 5)).when(new SellerCommand.Leave("a", 3)).when(join("b", 5)).thenNothing().thenReply(of(null));
    }
}
