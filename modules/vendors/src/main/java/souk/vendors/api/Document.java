package souk.vendors.api;

import souk.kernel.Personal;

/**
 * A document that an application rests on; where it lies is the affair of who checks documents.
 *
 * @param name   of the file, or whatever its checker knows it by
 * @param size   in bytes
 * @param sha256 of its content, in hexadecimal
 */
public record Document(Kind kind, Personal<String> name, long size, String sha256) {
    /** What it shows. */
    public enum Kind {
        /** That the company is registered. */ REGISTRATION,
        /** Who somebody is. */ IDENTITY,
        /** That it is known to the tax office. */ TAX,
        /** That the bank account is theirs. */ BANK,
        /** Something else. */ OTHER
    }
}
