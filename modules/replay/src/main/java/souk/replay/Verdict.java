package souk.replay;

import java.util.List;

/**
 * What a verification came to.
 *
 * @param examples of single things that are wrong
 */
public record Verdict(List<Compared> compared, List<String> examples) {
    /** Something that was compared: what file and plan say, what the shop says, and whether that is the same. */
    public record Compared(String what, String expected, String found, boolean equal) {}

    public Verdict {
        compared = List.copyOf(compared);
        examples = List.copyOf(examples);
    }

    /** Whether the shop says what the file says, in all. */
    public boolean equal() {
        return compared.stream().allMatch(Compared::equal);
    }
}
