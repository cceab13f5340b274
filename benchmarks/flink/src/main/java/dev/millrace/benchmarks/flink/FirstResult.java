package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.FirstPass;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.fork.PassOutput;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.FirstLines;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/** Row 15 for Flink: counts the words of one small pass and prints the digest. The runner holds the watch. */
public final class FirstResult {
    private FirstResult() {}

    /** @param arguments program, side, size, effort, directory for data, as of all forks */
    public static void main(String[] arguments) throws Exception {
        PartedPasses<Tuple2<String, Long>, Digest> passes =
                new PartedPasses<>(new FirstPass(), PassOutput.digest(FlinkPeer::count), Batch.PARTS);
        new FlinkRun<>(List.of(FirstLines.batch(Integer.parseInt(arguments[2]))), FlinkPeer.PASS_MILLIS, passes)
                .run(Types.STRING, FlinkPrograms::wordCount);
    }
}
