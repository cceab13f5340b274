package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.datamodel.KeyedWindowResult;
import dev.millrace.benchmarks.fork.FirstPass;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.fork.PassOutput;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.FirstLines;
import java.util.List;

/** Row 15 for Jet: counts the words of one small pass and prints the digest. The runner holds the watch. */
public final class FirstResult {
    private FirstResult() {}

    /** @param arguments program, side, size, effort, directory for data, as of all forks */
    public static void main(String[] arguments) {
        PartedPasses<KeyedWindowResult<String, Long>, Digest> passes =
                new PartedPasses<>(new FirstPass(), PassOutput.digest(JetPeer::count), Batch.PARTS);
        new JetRun<>(List.of(FirstLines.batch(Integer.parseInt(arguments[2]))), JetPeer.PASS_MILLIS, passes)
                .run(JetPrograms::wordCount);
    }
}
