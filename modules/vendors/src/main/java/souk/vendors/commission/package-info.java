/** What the shop keeps of what vendors sell: the rules that staff sets, and which of them holds for a line. */
package souk.vendors.commission;
