/** What the shop owes vendors, and how they are paid. */
package souk.vendors.payouts;
