/**
 * Runs inside Elasticsearch, not in Souk: the token filters that the distribution on Maven Central lacks (its module analysis-common is
 * not in it), by Elasticsearch's stable plugin API, over the Lucene classes that it has. They bear the names and the settings of the full
 * distribution, so that an index made for one can be made on the other. Only what Souk's indices use is here.
 */
package souk.devservices.analysis;
