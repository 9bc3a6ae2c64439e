/**
 * The words that every capability speaks: commands, events, decisions, refusals, blueprints, views, money.
 *
 * <p>Nothing in here knows Akka, HTTP, a clock or a database. What is written with these words can be tested by calling it.
 */
package souk.kernel;
