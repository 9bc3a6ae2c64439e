/**
 * The way to Elasticsearch: one client for a node, and a writer that changes documents under their own versions. What fails here costs
 * search and nothing else.
 */
package souk.platform.search;
