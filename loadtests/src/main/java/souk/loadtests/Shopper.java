package souk.loadtests;

/** What one client does, request by request. A client has one request under way at a time: the loop is closed. */
interface Shopper {
    /** What the next request is to the operation that is counted and timed. */
    enum Move {
        /** Its first request. */
        BEGINS,
        /** A later one. */
        CONTINUES,
        /** None of it: it only prepares. */
        ASIDE,
        /** There is nothing left to do. */
        FINISHED
    }

    /** Writes the next request. */
    Move next(Request request);

    /**
     * Looks at the answer.
     *
     * @return whether an operation is complete with it
     * @throws Unexpected when the answer is not what it should be; the shopper begins anew
     */
    boolean answered(Response response) throws Unexpected;

    /** An answer that should not have been. */
    final class Unexpected extends Exception {
        private static final long serialVersionUID = 1L;

        Unexpected(String what, Response response) {
            super(what + ": " + response.text());
        }
    }
}
