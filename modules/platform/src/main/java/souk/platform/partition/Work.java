package souk.platform.partition;

/**
 * A request whose aggregate is in memory, waiting to be decided.
 *
 * @param origin who is to hear of it
 * @param run    the step's run whose result it is, for {@link Origin#STEP}
 */
record Work(Request request, Resident resident, Origin origin, long run) {
    /** Where a request comes from. */
    enum Origin {
        /** Somebody outside, who may be told to come again. */ CLIENT,
        /** The result of a step of the aggregate's own process. */ STEP,
        /** The aggregate's own time has come. */ WAKE
    }
}
