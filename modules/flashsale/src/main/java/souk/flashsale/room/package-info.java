/** The waiting room of a flash sale: places in the order of arrival, and as many people let in as the shop can serve. */
package souk.flashsale.room;
