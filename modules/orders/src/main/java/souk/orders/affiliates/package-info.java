/** Those who send buyers, and have a share of what they buy. */
package souk.orders.affiliates;
