/** Orders of guests that become an account's. */
package souk.orders.takeover;
