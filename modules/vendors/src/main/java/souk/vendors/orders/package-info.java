/** What of an order is a vendor's: its lines, how far the vendor got with them, and what is due of them. */
package souk.vendors.orders;
