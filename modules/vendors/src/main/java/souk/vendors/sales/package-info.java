/** What vendors have sold, added up for them and for staff. */
package souk.vendors.sales;
