package souk.vendors.disputes;

/** Who has a say in a dispute. */
public enum Party {
    BUYER, VENDOR, STAFF
}
