package souk.platform.limits;

import java.util.Optional;

/** What staff have set, as this node knows it. Asked at every request, so it answers from memory. */
public interface RulesWatch {
    Rules rules();

    /** Asks what is set now. Called by the platform every {@code souk.http.rules-every}; returns at once. */
    void look();

    /** Why this node, which has just started, cannot say it yet, if that is so: it is not ready then. */
    Optional<String> trouble();

    /** Of a shop where nothing can be set. */
    RulesWatch NONE = new RulesWatch() {
        @Override
        public Rules rules() {
            return Rules.NONE;
        }

        @Override
        public void look() {}

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }
    };
}
