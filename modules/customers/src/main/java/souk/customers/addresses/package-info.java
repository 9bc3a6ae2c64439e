/** Where an account wants things sent. */
package souk.customers.addresses;
