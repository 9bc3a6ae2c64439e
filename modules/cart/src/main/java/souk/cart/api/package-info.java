/** What other capabilities may say to a cart, and hear from it. */
package souk.cart.api;
