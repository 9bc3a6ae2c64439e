package souk.catalog.api;

/**
 * A product as it is now.
 *
 * @param id      its id
 * @param version counts its changes, from 1; deleting counts too, so that a product made again under the id goes on counting
 * @param content what it says
 */
public record ProductView(String id, long version, ProductContent content) {}
