/** What other capabilities may say to an order, and hear from it. */
package souk.orders.api;
