package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.batch.SystemClock;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.function.Emitter;
import dev.millrace.serde.Serdes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** State and logs divide evenly among executors, and do so again after one has gone and another has come. */
@Order(1)
@Timeout(600)
@ExtendWith(OnCluster.class)
class HomesOnClusterTest {
    private static final int THINGS = 4;
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    @TempDir
    private Path directory;

    /** A log that says where it was read. */
    private record WhereItIsRead(String log) implements OpenSplit<Integer, String> {
        @Override
        public String read(Emitter<? super Integer> out) {
            out.accept(1);
            return SparkEnv.get().executorId();
        }
    }

    private static Map<String, Integer> count(List<String> executors) {
        Map<String, Integer> counts = new TreeMap<>();
        executors.forEach(executor -> counts.merge(executor, 1, Integer::sum));
        return counts;
    }

    private static boolean isEven(Map<String, Integer> counts) {
        return List.copyOf(counts.values()).equals(List.of(THINGS / 2, THINGS / 2));
    }

    private static List<String> reads(SparkEngine engine) {
        List<WhereItIsRead> splits =
                List.of(new WhereItIsRead("w"), new WhereItIsRead("x"), new WhereItIsRead("y"), new WhereItIsRead("z"));
        return engine.read(1, splits).stream()
                .map(Reading::result)
                .map(Object::toString)
                .toList();
    }

    @Test
    void whatADeadExecutorHadGoesToTheOtherAndHalfOfItToTheNextThatComes() {
        SharedCheckpointStorage checkpoint = SharedDirectory.create(directory.resolve("checkpoint"));
        SparkEngine engine =
                new SparkEngine(OnCluster.context(), Serdes.builtIn(), new SystemClock(), checkpoint, () -> {});
        try (Totals totals = new Totals(engine, THINGS)) {
            untilEven(engine, totals);
            Executors.killOne(OnCluster.context());
            untilEven(engine, totals);
        }
    }

    /** Each batch may find an executor busy or not there yet; some batch finds all at home. */
    private static void untilEven(SparkEngine engine, Totals totals) {
        boolean even = false;
        while (!even) {
            Map<String, Integer> emitted = totals.run(KEYS);
            assertEquals(totals.expected(), emitted);
            assertEquals(Map.of("totals", (long) KEYS.size()), engine.keysByOperator());
            Map<String, Integer> logs = count(reads(engine));
            even = engine.executors().all().size() == 2
                    && isEven(count(engine.states().homes("totals")))
                    && isEven(logs);
        }
    }
}
