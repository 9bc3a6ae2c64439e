package souk.customers.consent;

/** What somebody can agree to; nothing of it is needed for buying. */
public enum Purpose { NEWSLETTER, PUSH, TRACKING, PERSONALISATION }
