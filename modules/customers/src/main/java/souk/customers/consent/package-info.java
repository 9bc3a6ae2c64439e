/** What an account has agreed to, and to which words. */
package souk.customers.consent;
