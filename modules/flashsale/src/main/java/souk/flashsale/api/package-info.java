/** What other capabilities may say to flash sales, and hear from them. */
package souk.flashsale.api;
