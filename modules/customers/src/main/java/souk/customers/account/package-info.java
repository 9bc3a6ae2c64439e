/** The aggregates of accounts: a mailbox, which proves who reads it; an account with its sessions; and the sessions that have ended before their tokens. */
package souk.customers.account;
