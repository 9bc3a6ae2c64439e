package souk.flashsale.api;

/** Where a sale stands. */
public enum SaleStatus {
    /** There is no such sale. */ NONE,
    /** Its time is being booked. */ BOOKING,
    /** It waits for its time. */ SCHEDULED,
    /** It is to be at another time, which is being booked. */ CHANGING,
    /** The stock is asked to hold its units. */ RESERVING,
    /** They leave the stock. */ TAKING,
    /** The stock had too few: it is asked how many. */ MEASURING,
    /** Its counters are opened. */ OPENING,
    /** Its counters are open, and wait for its first instant. */ READY,
    /** Units can be claimed until its end. */ LIVE,
    /** It is over: its counters give back what nobody holds. */ COLLECTING,
    /** What they gave back returns to the stock. */ RETURNING,
    /** The stock hears that this return will not be sent again. */ ACKNOWLEDGING,
    /** Some claims may still be paid. */ LINGERING,
    /** Its time is given free. */ FREEING,
    /** All is done. */ ENDED,
    /** It never came about. */ REJECTED;

    /** Whether staff may still change it: what it is made of is not settled. */
    public boolean open() {
        return ordinal() < RESERVING.ordinal();
    }

    /** Whether it has not been opened yet. */
    public boolean before() {
        return ordinal() < LIVE.ordinal();
    }
}
