package souk.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;

/**
 * Some servers (Elasticsearch, PostgreSQL) refuse to run as root. When we are root they run as nobody, who owns the data. So that it also works in folders
 * that only root may enter (a checkout under /root, say), nobody is given the one capability that lifts file permissions, and no other.
 */
public final class Unprivileged {
    /** The kernel's overflow user id: "nobody" on every distribution, whether it has an entry for it or not. */
    private static final String NOBODY = "65534";
    private static final int CAP_DAC_OVERRIDE = 1;
    private static final int CAP_SETPCAP = 8;

    private Unprivileged() {
    }

    /**
     * What to put before the command; empty for an ordinary user. Gives the folder to nobody when it is needed.
     *
     * @param server what people call it
     * @param owned  its folder, with all that is in it
     * @throws DevServicesException when we are root and cannot run it as somebody else
     */
    public static List<String> prefix(String server, Path owned) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        String setpriv = Stream.of("/usr/bin/setpriv", "/bin/setpriv").filter(path -> Files.isExecutable(Path.of(path))).findFirst()
            .orElseThrow(() -> new DevServicesException(server + " refuses to run as root, and this machine has no setpriv to run it as somebody else. "
                + "Install the package util-linux, or run Souk as an ordinary user."));
        if (!have(CAP_DAC_OVERRIDE) || !have(CAP_SETPCAP)) {
            throw new DevServicesException(server + " refuses to run as root, and this root lacks a capability (DAC_OVERRIDE or SETPCAP) to run it as "
                + "somebody else. Give the container its usual capabilities, or run Souk as an ordinary user.");
        }
        give(server, owned);
        // The secure bit makes access(2), which Java asks before it opens a file, see the capability as open(2) does.
        return List.of(setpriv, "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups",
            "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--securebits=+no_setuid_fixup");
    }

    private static void give(String server, Path folder) {
        try {
            UserPrincipal nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) all::iterator) {
                    if (!nobody.equals(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS))) {
                        Files.setOwner(path, nobody);
                    }
                }
            }
        } catch (IOException e) {
            throw new DevServicesException(server + " refuses to run as root, and " + folder + " could not be given to user " + NOBODY + ": "
                + e.getMessage() + ". Run Souk as an ordinary user.", e);
        }
    }

    private static boolean have(int capability) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> capability & 1) == 1);
        } catch (IOException e) {
            return false;
        }
    }
}
