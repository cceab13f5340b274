package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the forks are started with: each peer has a class path of its own, and no other fork has a jar of a peer's. */
final class ClassPaths {
    private final Path target;

    private ClassPaths(Path target) {
        this.target = target;
    }

    /** Reads what the build left in {@code target}, and in the directories of the peers' modules beside it. */
    static ClassPaths ofBuild(Path target) {
        return new ClassPaths(target.toAbsolutePath());
    }

    String of(Program program, Side side) throws IOException {
        return switch (program) {
            case KINESIS_PUT, KINESIS_PUT_SYNCED, KINESIS_READ, KINESIS_FAN_OUT ->
                classPath(target, "classpath-server.txt");
            case KAFKA_COUNT, KAFKA_COPY, KAFKA_COPY_EXACTLY_ONCE, KAFKA_COPY_GROUPED ->
                ofModule(side == Side.DSTREAM ? "kafka-spark" : "kafka");
            default -> of(side);
        };
    }

    private String of(Side side) throws IOException {
        return switch (side) {
            case LOOP,
                    MILLRACE,
                    MILLRACE_WITH_CHECKPOINT,
                    WITHOUT_SNAPSHOTS,
                    SYNCED,
                    BUFFERED,
                    ONE_WORKER,
                    TWO_WORKERS,
                    SHORT_BATCHES,
                    LONG_BATCHES,
                    CHANNEL,
                    KINESALITE,
                    KINESIS_MOCK -> classPath(target, "classpath.txt");
            case DSTREAM, DSTREAM_UPDATING, MILLRACE_ON_SPARK, DSTREAM_ON_CLUSTER, MILLRACE_ON_CLUSTER ->
                classPath(target, "classpath-spark.txt");
            case FLINK, JET -> ofModule(side.toString());
            case KAFKA_STREAMS -> ofModule("kafka");
        };
    }

    private String ofModule(String module) throws IOException {
        return classPath(target.resolveSibling(module).resolve("target"), "classpath.txt");
    }

    private static String classPath(Path target, String file) throws IOException {
        return target.resolve("classes")
                + File.pathSeparator
                + Files.readString(target.resolve(file)).strip();
    }
}
