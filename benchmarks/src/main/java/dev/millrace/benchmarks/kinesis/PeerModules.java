package dev.millrace.benchmarks.kinesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The peers of row 16 as npm has them, fetched when they are first needed. */
record PeerModules(Path directory) {
    private static final List<String> PACKAGES = List.of("kinesalite@3.3.3", "kinesis-local@0.6.2");

    /** In the build's {@code target/peers}. */
    static PeerModules ofBuild() throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("benchmarks.target", "benchmarks/target"))
                .toAbsolutePath();
        PeerModules modules = new PeerModules(target.resolve("peers").resolve("node_modules"));
        if (!modules.areThere()) {
            fetch(target.resolve("peers"));
        }
        return modules;
    }

    Path kinesalite() {
        return directory.resolve("kinesalite").resolve("cli.js");
    }

    Path kinesisMock() {
        return directory.resolve("kinesis-local").resolve("main.js");
    }

    private boolean areThere() {
        return Files.exists(kinesalite()) && Files.exists(kinesisMock());
    }

    private static void fetch(Path into) throws IOException, InterruptedException {
        Files.createDirectories(into);
        List<String> command = new java.util.ArrayList<>(List.of("npm", "install", "--prefix", into.toString()));
        command.addAll(PACKAGES);
        int status;
        try {
            status = new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new IOException(
                    "Row 16 needs npm and node on the path: its peers are " + String.join(" and ", PACKAGES)
                            + ". Install them, or choose other rows with --rows",
                    e);
        }
        if (status != 0) {
            throw new IOException(
                    "npm could not fetch " + String.join(" and ", PACKAGES) + "; it ended with status " + status);
        }
    }
}
