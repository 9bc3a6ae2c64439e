package souk.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Such a class is given the {@link OpenShop} when nobody else is in it: what it measures or counts is not another's doing, and its crowd is in nobody's way. These come after the
 * others, which would have to wait for each of them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OpenShop.class)
@ResourceLock(OpenShop.DOOR)
@Order(Integer.MAX_VALUE - 1)
@interface AloneInOpenShop {}
