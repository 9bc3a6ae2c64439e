/** What staff says afterwards about commission: a rule was wrong, and all lines that it was taken for bear another one. */
package souk.vendors.corrections;
