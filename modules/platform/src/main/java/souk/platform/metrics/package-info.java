/** What a node tells of itself: every metric by name and tag ({@code Metrics}), who records it, and where Prometheus fetches it. The only home of Kamon. */
package souk.platform.metrics;
