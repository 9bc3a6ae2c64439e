package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    @TempDir
    Path folder;

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataDir.require("Cassandra", file.resolve("data"), 1))
            .isInstanceOf(DevServicesException.class).hasMessageContaining("Cassandra cannot keep its data in " + file.resolve("data"));
    }

    @Test
    void aFolderThatMayNotBeWrittenIsNamed() throws Exception {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may write everywhere");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assertThatThrownBy(() -> DataDir.require("Cassandra", folder.resolve("data"), 1))
            .isInstanceOf(DevServicesException.class).hasMessageContaining("Cassandra cannot keep its data in " + folder.resolve("data"))
            .hasMessageContaining("Make it writable");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aDiskWithoutRoomIsNamedWithWhatIsMissing() {
        assertThatThrownBy(() -> DataDir.require("Cassandra", folder, Integer.MAX_VALUE))
            .isInstanceOf(DevServicesException.class).hasMessageContaining(folder.toString()).hasMessageContaining("MB free")
            .hasMessageContaining("needs " + Integer.MAX_VALUE + " MB");
    }

    @Test
    void aFullDiskIsNamed() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder.toString()) == 0, "only root may mount a tiny disk");
        try {
            assertThatThrownBy(() -> DataDir.require("Cassandra", folder.resolve("data"), 1))
                .isInstanceOf(DevServicesException.class).hasMessageContaining(folder.resolve("data").toString())
                .hasMessageContaining("No space left on device").hasMessageContaining("its disk is not full");
        } finally {
            assertThat(run("umount", folder.toString())).isZero();
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
