package dev.millrace.benchmarks.kinesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command of row 16: {@code KinesisServers MODULES [SERVER_CLASS_PATH]}. The peers come from npm:
 * {@code npm install --prefix DIR kinesalite@3.3.3 kinesis-local@0.6.2}, and MODULES is then {@code DIR/node_modules}. Prints a line a server and load.
 */
public final class KinesisServers {
    private static final double WARM_UP_SECONDS = 5;
    private static final double PUT_SECONDS = 8;
    private static final double READ_SECONDS = 5;

    /** How one of them is started. */
    @FunctionalInterface
    private interface Start {
        Contender start() throws IOException;
    }

    private KinesisServers() {}

    /** @param arguments the peers' modules; the class path of our server, if it is not this process's */
    public static void main(String[] arguments) throws Exception {
        Path modules = Path.of(arguments[0]);
        String classPath = arguments.length > 1 ? arguments[1] : System.getProperty("java.class.path");
        Path data = Files.createTempDirectory("row16-");
        try {
            System.out.println("server | load | records/s | p50 ms | p99 ms | server's CPU µs a record");
            for (Start start : List.<Start>of(
                    () -> Contender.millrace(classPath, data),
                    () -> Contender.kinesalite(modules),
                    () -> Contender.kinesisMock(modules))) {
                try (Contender contender = start.start()) {
                    measure(contender);
                }
            }
        } finally {
            delete(data);
        }
    }

    private static void measure(Contender contender) throws IOException, InterruptedException {
        Load load = new Load(contender);
        load.create();
        load.put(WARM_UP_SECONDS);
        print(contender, "put", load.put(PUT_SECONDS));
        load.read(WARM_UP_SECONDS / 2);
        print(contender, "read", load.read(READ_SECONDS));
    }

    private static void print(Contender contender, String load, Load.Result result) {
        System.out.printf(
                "%s | %s | %,.0f | %.2f | %.2f | %.2f%n",
                contender.name(),
                load,
                result.recordsPerSecond(),
                result.p50Millis(),
                result.p99Millis(),
                result.cpuMicrosPerRecord());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
