package souk.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Such a class is given the {@link OpenShop}, beside others that trade there: what it looks at must be its own. Who counts or measures, or brings a crowd, is {@link AloneInOpenShop}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OpenShop.class)
@ResourceLock(value = OpenShop.DOOR, mode = ResourceAccessMode.READ)
@interface InOpenShop {}
