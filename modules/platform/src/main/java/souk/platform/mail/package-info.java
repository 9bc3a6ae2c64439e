/** Sends mail: over SMTP, or in development into a folder. */
package souk.platform.mail;
