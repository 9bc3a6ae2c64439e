package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The shop as it was before {@code orders.order-failed} had its present version: those classes of today that knew less then, compiled anew. */
final class OlderBuild {
    private static final Path ORDER = Path.of("..", "orders", "src", "main", "java", "souk", "orders", "Order.java");
    private static final Pattern TODAY = Pattern.compile("\\.apply\\(OrderEvent\\.Failed\\.class, \"orders\\.order-failed\", (\\d+), ");

    private OlderBuild() {}

    /** @return what comes before today's classes on the class path of such a node */
    static Path in(Path folder) throws IOException {
        String today = Files.readString(ORDER);
        Matcher now = TODAY.matcher(today);
        assertThat(now.find()).as("the order's table of events has " + TODAY).isTrue();
        int before = Integer.parseInt(now.group(1)) - 1;
        String since = ".upcast(\"orders.order-failed\", " + before + ", OrderEvent.Failed.class, failed -> failed)";
        assertThat(today).as("the order's table of events").contains(since);
        String then = now.replaceFirst(".apply(OrderEvent.Failed.class, \"orders.order-failed\", " + before + ", ").replace(since, "");
        Path source = Files.createDirectories(folder.resolve("older-source")).resolve("Order.java");
        Files.writeString(source, then);
        Path classes = Files.createDirectories(folder.resolve("older-classes"));
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-parameters", "-proc:none", "-classpath", System.getProperty("java.class.path"), "-d", classes.toString());
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source)).call()).as("the older build compiles").isTrue();
        }
        return classes;
    }
}
