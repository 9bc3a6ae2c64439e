package souk.orders.api;

import java.time.Instant;

/**
 * An affiliate as it stands.
 *
 * @param version     the number of events so far
 * @param at          when it was changed last
 * @param name        under which it is known to staff
 * @param basisPoints of what is paid for goods
 * @param suspended   whether no checkout may name it
 * @param by          the id of who changed it last
 */
public record AffiliateView(String code, long version, Instant at, String name, int basisPoints, boolean suspended, String by) {}
