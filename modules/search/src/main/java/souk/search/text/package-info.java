/**
 * The text side of search: how a product becomes searchable text, how a question is understood, and the query that ranks products for it.
 * Everything here is pure: no client, no clock, no I/O but the resources of this package.
 */
package souk.search.text;
