package souk.platform.http;

import akka.http.scaladsl.model.Uri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the route of a path: a tree with a level per part of the path. A plain part is preferred to a parameter; if the plain one knows
 * the path but not the method, the parameter may.
 *
 * @param <R> what a route is to the caller
 */
final class Router<R> {
    private static final int LONGEST_PART = 255;
    private static final int MOST_PARTS = 32;

    /** A route and the values of its path's parameters. */
    record Match<R>(R route, Map<String, String> path) {}

    private record Leaf<R>(R route, Endpoint endpoint) {}

    private static final class Node<R> {
        final Map<String, Node<R>> plain = new HashMap<>();
        final Map<String, Leaf<R>> byMethod = new TreeMap<>();
        Node<R> parameter;
    }

    private final Node<R> root = new Node<>();

    /** @throws IllegalArgumentException when two routes have the same method and form of path */
    void add(Endpoint endpoint, R route) {
        Node<R> node = root;
        for (String part : endpoint.template) {
            if (Endpoint.isParameter(part)) {
                if (node.parameter == null) node.parameter = new Node<>();
                node = node.parameter;
            } else {
                node = node.plain.computeIfAbsent(part, p -> new Node<>());
            }
        }
        var other = node.byMethod.put(endpoint.method, new Leaf<>(route, endpoint));
        if (other != null) throw new IllegalArgumentException("Two routes for the same requests: " + endpoint + " and " + other.endpoint);
    }

    /** The parts of a path, decoded, or null when it cannot be that of any route. */
    static String[] parts(Uri.Path path) {
        var parts = new String[8];
        int count = 0;
        while (!path.isEmpty()) {
            if (!path.startsWithSlash()) return null;
            path = path.tail();
            if (path.isEmpty() || path.startsWithSlash() || count == MOST_PARTS) return null;
            String part = (String) path.head();
            if (part.length() > LONGEST_PART || hasControls(part)) return null;
            if (count == parts.length) parts = Arrays.copyOf(parts, MOST_PARTS);
            parts[count++] = part;
            path = path.tail();
        }
        return Arrays.copyOf(parts, count);
    }

    private static boolean hasControls(String part) {
        for (int i = 0; i < part.length(); i++) if (Character.isISOControl(part.charAt(i))) return true;
        return false;
    }

    /** The route for this method and path, or null. */
    Match<R> find(String method, String[] parts) {
        Leaf<R> leaf = find(root, method, parts, 0);
        if (leaf == null) return null;
        Map<String, String> values = Map.of();
        List<String> template = leaf.endpoint.template;
        for (int i = 0; i < parts.length; i++) {
            if (!Endpoint.isParameter(template.get(i))) continue;
            if (values.isEmpty()) values = new HashMap<>(4);
            values.put(Endpoint.parameterName(template.get(i)), parts[i]);
        }
        return new Match<>(leaf.route, values);
    }

    private Leaf<R> find(Node<R> node, String method, String[] parts, int depth) {
        if (depth == parts.length) return node.byMethod.get(method);
        Node<R> plain = node.plain.get(parts[depth]);
        Leaf<R> found = plain == null ? null : find(plain, method, parts, depth + 1);
        return found != null || node.parameter == null ? found : find(node.parameter, method, parts, depth + 1);
    }

    /** The methods this path knows, for {@code Allow}; none: there is no such route. */
    List<String> methods(String[] parts) {
        var methods = new TreeSet<String>();
        collect(root, parts, 0, methods);
        if (methods.isEmpty()) return List.of();
        if (methods.contains("GET")) methods.add("HEAD");
        methods.add("OPTIONS");
        return new ArrayList<>(methods);
    }

    private void collect(Node<R> node, String[] parts, int depth, TreeSet<String> methods) {
        if (depth == parts.length) {
            methods.addAll(node.byMethod.keySet());
            return;
        }
        Node<R> plain = node.plain.get(parts[depth]);
        if (plain != null) collect(plain, parts, depth + 1, methods);
        if (node.parameter != null) collect(node.parameter, parts, depth + 1, methods);
    }
}
