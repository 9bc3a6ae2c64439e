/** What other capabilities may say to stock, and hear from it. */
package souk.inventory.api;
