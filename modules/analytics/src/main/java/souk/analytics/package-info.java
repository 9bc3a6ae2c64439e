/** What was sold, in figures: each order says what it brought, logs are summed by the day, and what people ask for is added up when they ask. */
package souk.analytics;
