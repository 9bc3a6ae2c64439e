package souk.payments.api;

/** What a provider knows of a payment. */
public enum PaymentStatus {
    /** Nothing: no request to authorise it has arrived. */ UNKNOWN,
    /** It was asked for, and nobody can tell yet whether it is approved: ask again later. */ PENDING,
    /** Refused for good. */ DECLINED,
    /** The amount is set aside and not taken. */ AUTHORISED,
    /** The amount was taken. */ CAPTURED,
    /** Nothing was taken and nothing ever will be. */ VOIDED,
    /** What was taken has been given back, all or in part. */ REFUNDED
}
