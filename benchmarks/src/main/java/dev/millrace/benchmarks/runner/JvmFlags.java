package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.program.Output;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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

    private static final List<String> ENGINE =
            List.of("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC", "-XX:CompileCommand=quiet", Output.NOT_INLINED);

    private static final List<String> SMALL = List.of("-Xmx1g", "-XX:+UseParallelGC");

    /** The programs whose records are in memory, or whose state might grow. */
    private static final Set<Program> IN_3_GB = EnumSet.of(
            Program.LONGS,
            Program.LONGS_AFTER_8,
            Program.LONGS_SUM,
            Program.READINGS,
            Program.READINGS_AFTER_8,
            Program.COUNT_10,
            Program.COUNT_10K,
            Program.COUNT_1M,
            Program.COUNT_UNIFORM,
            Program.COUNT_ZIPF,
            Program.COUNT_HOT,
            Program.COUNT_BURST,
            Program.BATCHED_LONGS,
            Program.BATCHED_COUNTS,
            Program.COMMITS_10_MS,
            Program.COMMITS_1_MS,
            Program.WORD_COUNT,
            Program.TINY_WORD_COUNT,
            Program.GREP,
            Program.GREP_COUNT,
            Program.TOP_WORDS,
            Program.STATE_TOUCHED,
            Program.STATE_VISITED,
            Program.WINDOW_SUM,
            Program.WINDOW_MAX,
            Program.WINDOW_SUM_FIRST,
            Program.WINDOW_MAX_FIRST,
            Program.WINDOW_SUM_FEW,
            Program.WINDOW_MAX_FEW,
            Program.WINDOW_OF_10_S,
            Program.WINDOW_OF_1_H,
            Program.AD_VIEWS,
            Program.JOIN_TABLE,
            Program.JOIN_WINDOWS,
            Program.LATENCY_100K,
            Program.LATENCY_1M);

    private JvmFlags() {}

    static List<String> of(Program program, Side side) {
        List<String> flags = new ArrayList<>();
        switch (program) {
            // As a user starts it: no flags at all.
            case FIRST_RESULT -> {}
            case COUNT_10M ->
                flags.addAll(List.of(
                        "-Xms6g", "-Xmx6g", "-XX:+UseParallelGC", "-XX:CompileCommand=quiet", Output.NOT_INLINED));
            case STATE_10M, STATE_10M_SLOWEST -> flags.addAll(LARGE_STATE);
            case STATE_OF_COUNTS -> flags.addAll(HEAP_OF_STATE);
            case KAFKA_COUNT -> flags.addAll(List.of("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC"));
            default -> flags.addAll(IN_3_GB.contains(program) ? ENGINE : SMALL);
        }
        switch (side) {
            case DSTREAM, DSTREAM_UPDATING, MILLRACE_ON_SPARK, DSTREAM_ON_CLUSTER, MILLRACE_ON_CLUSTER ->
                flags.addAll(SPARK);
            case FLINK -> flags.addAll(FLINK);
            case JET -> flags.addAll(JET);
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
                    KINESIS_MOCK,
                    KAFKA_STREAMS -> {}
        }
        return flags;
    }
}
