package souk.kernel;

import java.util.ArrayList;
import java.util.List;

/** Reads what a sealed interface permits. */
final class Sealed {
    private Sealed() {}

    /** The concrete classes below a sealed interface, in the order of the source; the class itself if it is concrete. */
    static List<Class<?>> leaves(Class<?> type) {
        if (!type.isSealed()) {
            if (type.isInterface()) throw new IllegalStateException(type.getName() + " must be sealed, so that no case is forgotten");
            return List.of(type);
        }
        var found = new ArrayList<Class<?>>();
        for (Class<?> each : type.getPermittedSubclasses()) found.addAll(leaves(each));
        return found;
    }
}
