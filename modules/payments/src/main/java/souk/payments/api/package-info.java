/** What other capabilities may ask of whoever moves the money: requests, results, and the name the provider is called by. */
package souk.payments.api;
