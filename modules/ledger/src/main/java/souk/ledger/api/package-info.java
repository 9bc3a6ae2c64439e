/** What other capabilities may book, and what is said of it. */
package souk.ledger.api;
