/**
 * The live feed: what people watch over {@code GET /v1/ws}. A node has one {@link souk.platform.live.Feed}, which asks each watched
 * {@link souk.platform.live.Topic} once for all who watch it there; partitions tell it when to ask. docs/adr/0017-live-feed.md says why.
 */
package souk.platform.live;
