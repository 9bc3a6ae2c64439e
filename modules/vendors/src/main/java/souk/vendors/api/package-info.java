/** What other capabilities may know of vendors. */
package souk.vendors.api;
