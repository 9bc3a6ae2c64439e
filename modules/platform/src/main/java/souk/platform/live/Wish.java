package souk.platform.live;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.http.body.BodyReader;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Fault;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Text;

/**
 * What a client says.
 *
 * @param subscribe   topics to watch from now on
 * @param since       the versions that it has already, by topic; of topics that it does not subscribe to they mean nothing
 * @param unsubscribe topics not to watch any more
 */
record Wish(Optional<List<@Text(max = 300) String>> subscribe, Optional<Map<@Text(max = 300) String, @Text String>> since, Optional<List<@Text(max = 300) String>> unsubscribe) implements Checked {
    private static final BodyReader<Wish> READER = BodyReader.of(Wish.class, Set.of());

    @Override
    public void check(Faults faults) {
        if (subscribe.isEmpty() && unsubscribe.isEmpty()) faults.missing("subscribe");
    }

    /** What these words say, or what is wrong with them. */
    static Outcome<Wish> of(String text) {
        var reading = READER.read(text.getBytes(StandardCharsets.UTF_8));
        if (reading.good()) return Outcome.accepted(reading.value());
        if (reading.badJson() != null) return Outcome.refused(Rejection.Kind.INVALID, "bad-json", reading.badJson());
        return Outcome.refused(Rejection.Kind.INVALID, "bad-request", reading.faults().stream().limit(5).map(Wish::shown).collect(Collectors.joining(" ")));
    }

    private static String shown(Fault fault) {
        return (fault.field().isEmpty() ? "" : fault.field() + ": ") + fault.detail();
    }
}
