package souk.devservices;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees to it that no child outlives this JVM, even when the JVM is killed with -9 and can do nothing about it. One small shell process per
 * JVM ({@code guard.sh}) reads from a pipe that only we hold open; when we die, the pipe ends, and the guard stops what we had started.
 */
final class Guard {
    private static Guard running;
    private final OutputStream pipe;

    private Guard(OutputStream pipe) {
        this.pipe = pipe;
    }

    /** From now on the process with this id dies with us. */
    static synchronized void watch(long pid) {
        tell("+" + pid);
    }

    /** The process with this id has ended; its number may soon be somebody else's. */
    static synchronized void forget(long pid) {
        tell("-" + pid);
    }

    private static void tell(String line) {
        try {
            if (running == null) {
                running = start();
            }
            running.pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            running.pipe.flush();
        } catch (IOException e) {
            throw new DevServicesException("The shell process that stops our servers when we are killed is gone (" + e.getMessage()
                + "). Stop this program and start it again.", e);
        }
    }

    private static Guard start() throws IOException {
        String script;
        try (InputStream resource = Guard.class.getResourceAsStream("guard.sh")) {
            script = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> command = new ArrayList<>(Child.ownSession());
        command.addAll(List.of("sh", "-c", script, "souk-guard"));
        Process process = new ProcessBuilder(command)
            .directory(new java.io.File("/"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        return new Guard(process.getOutputStream());
    }
}
