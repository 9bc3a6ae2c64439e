package souk.platform.http;

/** What a route makes of the {@code Idempotency-Key} header. */
public enum KeyUse {
    /** It is not looked at. */ NONE,
    /** A client may send one, so that its retry changes nothing. */ OPTIONAL,
    /** Without one: 400 {@code idempotency-key-missing}. */ REQUIRED
}
