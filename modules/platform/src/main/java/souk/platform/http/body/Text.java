package souk.platform.http.body;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A string with these bounds. Without it a string has 1 to 255 characters. Control characters and unpaired surrogates never pass. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Text {
    /** Fewest characters (code points); with 1 or more, blanks alone do not count. */
    int min() default 1;

    /** Most characters (code points). */
    int max() default 255;

    /** What the whole string must match; empty: anything. Use patterns that cannot backtrack. */
    String pattern() default "";

    /** Whether line breaks and tabs are fine (descriptions). */
    boolean lines() default false;
}
