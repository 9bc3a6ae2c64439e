package souk.replay.marketplace;

/** A row of {@code sellers}. */
public record Seller(String id, String postcode, String city, String state) {}
