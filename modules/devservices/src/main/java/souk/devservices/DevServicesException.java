package souk.devservices;

/** A server could not be had. The message is for people: what went wrong, where, and what to do about it. */
public class DevServicesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DevServicesException(String message) {
        super(message);
    }

    public DevServicesException(String message, Throwable cause) {
        super(message, cause);
    }
}
