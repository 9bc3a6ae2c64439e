package souk.devservices;

/** Another process listens where a server of ours wants to. Says which port, and what for. */
public final class PortTakenException extends DevServicesException {
    private static final long serialVersionUID = 1L;
    private final int port;

    PortTakenException(String purpose, int port) {
        super("Port " + port + " on " + Ports.HOST + ", wanted for " + purpose + ", is taken by another process. "
            + "Stop that process or choose another port.");
        this.port = port;
    }

    /** The port that is taken. */
    public int port() {
        return port;
    }
}
