package souk.platform.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a request says beside its path and body, read and checked. */
record Parameters(Map<String, List<String>> query, Optional<String> key, Optional<Long> ifMatch, Optional<String> cursor) {
    static final Parameters NONE = new Parameters(Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
}
