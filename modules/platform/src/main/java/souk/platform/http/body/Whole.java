package souk.platform.http.body;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A whole number with these bounds, or, on {@link souk.kernel.Money}, an amount of minor units with these bounds. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Whole {
    long min() default Long.MIN_VALUE;

    long max() default Long.MAX_VALUE;
}
