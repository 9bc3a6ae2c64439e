/** What buyers and vendors do not agree about: what each says, what staff decides, and what becomes of the money until then. */
package souk.vendors.disputes;
