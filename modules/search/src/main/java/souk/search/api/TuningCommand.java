package souk.search.api;

import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;

/** What staff can ask of the shop's search; there is one tuning in a shop. Every answer is the tuning as it is then. */
public sealed interface TuningCommand extends Command<TuningView> {
    /** Where it lives. */
    static Address<TuningCommand> at() {
        return new Address<>("search.tuning", "shop");
    }

    /** These synonyms hold from now on, and no others. Refused with {@code stale} (STALE) unless this is the version, if one is named. */
    record SetSynonyms(List<Synonyms> synonyms, Optional<Long> expectedVersion) implements TuningCommand {
        public SetSynonyms {
            synonyms = List.copyOf(synonyms);
        }
    }

    /** These rules hold from now on, and no others. Refused with {@code stale} (STALE) unless this is the version, if one is named. */
    record SetRules(List<RankingRule> rules, Optional<Long> expectedVersion) implements TuningCommand {
        public SetRules {
            rules = List.copyOf(rules);
        }
    }

    /** The tuning as it is. */
    record Look() implements TuningCommand {}
}
