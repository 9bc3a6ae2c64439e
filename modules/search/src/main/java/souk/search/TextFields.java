package souk.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import souk.catalog.api.ProductContent;

/** Adds to a document the fields that are searched for words. */
@FunctionalInterface
interface TextFields {
    void add(String id, ProductContent content, ObjectNode document);
}
