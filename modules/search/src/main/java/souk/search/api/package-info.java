/** What staff tunes in search: synonyms and rules. */
package souk.search.api;
