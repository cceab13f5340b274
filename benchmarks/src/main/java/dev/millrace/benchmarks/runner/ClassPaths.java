package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Side;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the forks are started with: only the peer's has the peer's jars on its class path. */
final class ClassPaths {
    private final String alone;
    private final String withPeers;

    private ClassPaths(String alone, String withPeers) {
        this.alone = alone;
        this.withPeers = withPeers;
    }

    /** Reads what the build left in {@code target}. */
    static ClassPaths ofBuild(Path target) throws IOException {
        String own = target.resolve("classes") + File.pathSeparator;
        return new ClassPaths(
                own + Files.readString(target.resolve("classpath.txt")).strip(),
                own + Files.readString(target.resolve("classpath-peers.txt")).strip());
    }

    String of(Side side) {
        return side == Side.DSTREAM || side == Side.MILLRACE_ON_SPARK ? withPeers : alone;
    }
}
