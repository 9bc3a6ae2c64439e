/** Who works for the shop: an aggregate for each e-mail address that was ever given a role. */
package souk.customers.staff;
