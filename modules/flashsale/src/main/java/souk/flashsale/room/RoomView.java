package souk.flashsale.room;

/**
 * How a waiting room stands.
 *
 * @param closed    whether the sale is over
 * @param joined    the last number that was handed out
 * @param admitted  the last number that was let in
 * @param claimed   how many of them have ever claimed
 * @param inside    who was in when it was last looked: let in and not claimed yet, or with a claim that is not paid
 * @param waiting   who waited then
 * @param perMinute how many people leave in a minute, with what they came for or without, by what was seen of late
 */
public record RoomView(RoomTerms terms, boolean closed, long joined, long admitted, long claimed, int inside, long waiting, double perMinute) {}
