/** What buyers think of vendors: stars that are added up, and texts that everybody may read. */
package souk.vendors.ratings;
