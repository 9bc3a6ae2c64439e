/** What every aggregate was at each of its versions: a view of the log, and the routes that show it to staff. */
package souk.platform.history;
