/** Finding products: the index and how it follows the logs, the question and its answer, suggestions, and what staff tunes. */
package souk.search;
