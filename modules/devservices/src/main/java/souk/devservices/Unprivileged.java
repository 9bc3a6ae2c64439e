package souk.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Elasticsearch refuses to run as root. When we are root it runs as nobody, who owns the data. So that it also works in folders that only root may
 * enter (a checkout under /root, say), nobody is given the one capability that lifts file permissions, and no other.
 */
final class Unprivileged {
    /** The kernel's overflow user id: "nobody" on every distribution, whether it has an entry for it or not. */
    private static final String NOBODY = "65534";
    private static final int CAP_DAC_OVERRIDE = 1;
    private static final int CAP_SETPCAP = 8;

    private Unprivileged() {
    }

    /**
     * What to put before the command; empty for an ordinary user.
     *
     * @param owned given to nobody when it is needed
     * @param read  what else nobody must be able to read
     */
    static List<String> prefix(Path owned, Path read) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        String setpriv = Stream.of("/usr/bin/setpriv", "/bin/setpriv").filter(path -> Files.isExecutable(Path.of(path))).findFirst()
            .orElseThrow(() -> new DevServicesException("Elasticsearch refuses to run as root, and this machine has no setpriv to run it as somebody else. "
                + "Install the package util-linux, or run Souk as an ordinary user."));
        give(owned);
        List<String> command = new ArrayList<>(List.of(setpriv, "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        if (have(CAP_DAC_OVERRIDE) && have(CAP_SETPCAP)) {
            // The secure bit makes access(2), which Java asks before it opens a file, see the capability as open(2) does.
            command.addAll(List.of("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--securebits=+no_setuid_fixup"));
        } else {
            requireOpen(owned);
            requireOpen(read);
        }
        return command;
    }

    /** Without that capability (in a container that took it from root), every folder above must be open to everybody. */
    private static void requireOpen(Path path) {
        for (Path folder = path.getParent(); folder != null; folder = folder.getParent()) {
            try {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    throw new DevServicesException("Elasticsearch refuses to run as root, and user " + NOBODY + ", as whom it would run, may not enter "
                        + folder + ". Run Souk as an ordinary user, or from folders that everybody may enter (the cache is named by SOUK_CACHE).");
                }
            } catch (IOException e) {
                throw new DevServicesException("The permissions of " + folder + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private static void give(Path folder) {
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
            throw new DevServicesException("Elasticsearch refuses to run as root, and " + folder + " could not be given to user " + NOBODY + ": "
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
