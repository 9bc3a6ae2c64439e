package souk.vendors;

import java.time.Instant;
import souk.kernel.Personal;

/**
 * An address to which the shop wrote before another was put in its place. Whoever reads its mail is told of changes for some time: it may be the owner, and who replaced it a thief.
 *
 * @param until it is told nothing from then on
 */
record FormerAddress(Personal<String> email, Instant until) {}
