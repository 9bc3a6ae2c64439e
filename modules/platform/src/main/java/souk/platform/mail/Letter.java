package souk.platform.mail;

/**
 * A mail in plain text to one person.
 *
 * @param id      the same each time it is sent: its Message-ID is made from it, so that a mail sent twice can be seen to be one
 * @param to      an e-mail address
 * @param subject one line
 * @param text    lines
 */
public record Letter(String id, String to, String subject, String text) {
    /** Never shows what is in it. */
    @Override
    public String toString() {
        return "Letter[" + id + "]";
    }
}
