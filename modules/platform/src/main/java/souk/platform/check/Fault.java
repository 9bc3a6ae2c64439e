package souk.platform.check;

/**
 * Something that no log, and nothing that is made from one, may ever hold.
 *
 * @param kind what is wrong
 * @param what where, in words
 */
public record Fault(Kind kind, String what) {

    /** What can be wrong. */
    public enum Kind {
        /** A log has segments, but no head. */ NO_HEAD("logs without a head"),
        /** A number on the chain has no segment. */ MISSING("numbers missing"),
        /** A number was written by two owners, and somebody went on from the one that is not on the chain. */ TWICE("numbers written twice"),
        /** A segment, or the head, names another predecessor than the one that is there. */ MISMATCH("predecessors that do not match"),
        /** There are segments further beyond the head than one that is under way. */ BEYOND_HEAD("segments beyond the head"),
        /** A segment cannot be decoded. */ SEGMENT_UNREADABLE("segments that cannot be read"),
        /** An event cannot be decoded by this version. */ EVENT_UNREADABLE("events that cannot be read"),
        /** A version of an aggregate was passed over. */ VERSION_MISSING("versions missing"),
        /** A version of an aggregate comes again. */ VERSION_AGAIN("versions repeated"),
        /** A segment is earlier than the one before it. */ TIME_BACKWARDS("times running backwards"),
        /** A checkpoint says of more than the log has that it is in the pages. */ CHECKPOINT_AHEAD("checkpoints ahead of the log"),
        /** A page knows more than its log. */ PAGE_AHEAD("pages ahead of the log"),
        /** A page lacks what its checkpoint says is in it: the next start would serve it so. */ PAGE_BEHIND("pages behind their checkpoint"),
        /** A page cannot be read. */ PAGE_UNREADABLE("pages that cannot be read"),
        /** A reader has dealt with more than the log has: it would pass over what comes. */ READER_AHEAD("readers ahead of the log");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The plural, in words. */
        public String words() {
            return words;
        }
    }
}
