/**
 * TLS by configuration: to shoppers, between nodes, to Cassandra and to Elasticsearch. Keys and certificates are files, as Kubernetes mounts a Secret of cert-manager's; they
 * are read again when they have changed ({@link souk.platform.tls.Tls}), and what is wrong with them is said in a sentence ({@link souk.platform.tls.KeyFiles}).
 */
package souk.platform.tls;
