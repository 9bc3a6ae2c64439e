/**
 * How much each visitor, account and address may ask for: token buckets that hold for the cluster as a whole ({@link souk.platform.limits.Limits}).
 * A small part of each budget is lent to every node for good, so that most requests cost a look at their own memory; whoever needs more has the
 * node borrow from the one that owns the key.
 */
package souk.platform.limits;
