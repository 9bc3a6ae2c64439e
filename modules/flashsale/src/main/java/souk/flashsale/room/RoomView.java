package souk.flashsale.room;

/**
 * How a waiting room stands.
 *
 * @param closed    whether the sale is over
 * @param joined    the last number that was handed out
 * @param admitted  the last number that was let in
 * @param claimed   how many of them have ever claimed
 * @param deciding  who is in and has not claimed
 * @param customers who had a claim that was not paid, when it was last looked
 * @param waiting   who waited when it was last looked
 * @param perMinute how many people leave in a minute, with what they came for or without, by what was seen of late
 */
public record RoomView(RoomTerms terms, boolean closed, long joined, long admitted, long claimed, int deciding, int customers, long waiting, double perMinute) {
    /** Who is in. */
    public int inside() {
        return deciding + customers;
    }
}
