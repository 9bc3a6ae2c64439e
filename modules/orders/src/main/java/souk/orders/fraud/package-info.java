/** The shop's rules against fraud: what staff has set, what it says about a checkout, and the counters that it needs. */
package souk.orders.fraud;
