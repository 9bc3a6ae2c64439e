package souk.orders;

import java.time.Instant;

/** A place in a list of orders, the newest first. Lists are in milliseconds. */
record Position(Instant placedAt, String id) {
    /** Later than every order. */
    static final Position FIRST = new Position(Instant.parse("9999-01-01T00:00:00Z"), "");

    static Position parse(String text) {
        int colon = text.indexOf(':');
        return new Position(Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))), text.substring(colon + 1));
    }

    String text() {
        return placedAt.toEpochMilli() + ":" + id;
    }
}
