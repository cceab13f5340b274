package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.program.Output;
import java.util.ArrayList;
import java.util.List;

/** The flags of the forks: the same heap and collector for all sides of a program, and what the peer asks for. */
final class JvmFlags {
    /** What spark-submit opens on JDK 17 (Spark's {@code JavaModuleOptions}). */
    private static final List<String> SPARK = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
            "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
            "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
            "-Djdk.reflect.useDirectMethodHandle=false",
            "-Dio.netty.tryReflectionSetAccessible=true");

    /** What the file of settings that Flink is shipped with opens ({@code env.java.opts.all}). */
    private static final List<String> FLINK = List.of(
            "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
            "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.text=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED");

    /** What Hazelcast's manual wants on modular Java. */
    private static final List<String> JET = List.of(
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    /** What a thread has taken to allocate in counts as used heap: let that be little. */
    private static final List<String> HEAP_OF_STATE = List.of(
            "-Xms3g",
            "-Xmx3g",
            "-XX:+UseParallelGC",
            "-XX:TLABSize=64k",
            "-XX:-ResizeTLAB",
            "-XX:CompileCommand=quiet",
            Output.NOT_INLINED);

    /** As much as {@code updateStateByKey} needs; without the page faults of memory that is used for the first time. */
    private static final List<String> LARGE_STATE = List.of(
            "-Xms8g",
            "-Xmx8g",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseParallelGC",
            "-XX:CompileCommand=quiet",
            Output.NOT_INLINED);

    private JvmFlags() {}

    static List<String> of(Program program, Side side) {
        List<String> flags = new ArrayList<>();
        switch (program) {
            // As a user starts it: no flags at all.
            case FIRST_RESULT -> {}
            case COUNT_10M ->
                flags.addAll(List.of(
                        "-Xms6g", "-Xmx6g", "-XX:+UseParallelGC", "-XX:CompileCommand=quiet", Output.NOT_INLINED));
            case STATE_10M -> flags.addAll(LARGE_STATE);
            case STATE_OF_COUNTS -> flags.addAll(HEAP_OF_STATE);
            case KAFKA_COUNT -> flags.addAll(List.of("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC"));
            case LONGS,
                    LONGS_AFTER_8,
                    READINGS,
                    READINGS_AFTER_8,
                    COUNT_10,
                    COUNT_10K,
                    COUNT_1M,
                    COUNT_UNIFORM,
                    COUNT_ZIPF,
                    COUNT_HOT,
                    BATCHED_LONGS,
                    BATCHED_COUNTS,
                    WORD_COUNT,
                    TINY_WORD_COUNT,
                    GREP,
                    TOP_WORDS,
                    STATE_TOUCHED,
                    STATE_VISITED,
                    WINDOW_SUM,
                    WINDOW_MAX,
                    WINDOW_SUM_FIRST,
                    WINDOW_MAX_FIRST,
                    WINDOW_SUM_FEW,
                    WINDOW_MAX_FEW,
                    WINDOW_OF_10_S,
                    WINDOW_OF_1_H,
                    JOIN_TABLE,
                    JOIN_WINDOWS ->
                flags.addAll(List.of(
                        "-Xms3g", "-Xmx3g", "-XX:+UseParallelGC", "-XX:CompileCommand=quiet", Output.NOT_INLINED));
            default -> flags.addAll(List.of("-Xmx1g", "-XX:+UseParallelGC"));
        }
        switch (side) {
            case DSTREAM, DSTREAM_UPDATING, MILLRACE_ON_SPARK, DSTREAM_ON_CLUSTER, MILLRACE_ON_CLUSTER ->
                flags.addAll(SPARK);
            case FLINK -> flags.addAll(FLINK);
            case JET -> flags.addAll(JET);
            case LOOP,
                    MILLRACE,
                    MILLRACE_WITH_CHECKPOINT,
                    ONE_WORKER,
                    TWO_WORKERS,
                    SHORT_BATCHES,
                    LONG_BATCHES,
                    CHANNEL,
                    KINESALITE,
                    KINESIS_MOCK,
                    KAFKA_STREAMS -> {}
        }
        return flags;
    }
}
