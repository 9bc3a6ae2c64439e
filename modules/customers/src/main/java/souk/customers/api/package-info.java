/** What other capabilities may know of accounts. */
package souk.customers.api;
