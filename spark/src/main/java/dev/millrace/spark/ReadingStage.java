package dev.millrace.spark;

import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.connector.Split;
import dev.millrace.plan.ListSplit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerMaster;
import org.apache.spark.storage.StreamBlockId;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * The stage that reads open splits, one task each, before a batch: an executor reads the same log batch after batch, since it
 * has a connection and a place in it. Knows what is kept until the batch ends. Batch thread.
 */
final class ReadingStage {
    private static final ClassTag<Serialized<OpenSplit<?, ?>>> SPLITS = ClassTag.apply(Serialized.class);

    private final SparkEngine engine;
    /** Names the engine's blocks; Spark's own streams count from 0. */
    private final int stream;

    private final Map<String, String> executors = new HashMap<>();
    private final List<BlockId> kept = new ArrayList<>();
    private long round;

    ReadingStage(SparkEngine engine) {
        this.engine = engine;
        this.stream = (1 << 30) | (engine.id().hashCode() & Integer.MAX_VALUE);
    }

    List<? extends Reading<?, ?>> read(long batch, List<? extends OpenSplit<?, ?>> splits) {
        drop();
        round++;
        ReadTask task = new ReadTask(engine.id(), engine.serdes(), engine.checkpoint(), stream, round);
        RDD<Serialized<OpenSplit<?, ?>>> asked = engine.context().sc().makeRDD(placed(splits), SPLITS);
        @SuppressWarnings("unchecked") // a job's elements are objects
        RDD<Object> stage = (RDD<Object>) (RDD<?>)
                JavaRDD.fromRDD(asked, SPLITS).map(task).setName("reading").rdd();
        int[] all = new int[splits.size()];
        java.util.Arrays.setAll(all, i -> i);
        Set<String> logs = new HashSet<>();
        List<Read<?, ?>> readings = new ArrayList<>();
        for (List<Object> elements : engine.job(batch, stage, all)) {
            ReadTask.Outcome outcome = (ReadTask.Outcome) elements.get(0);
            if (outcome.block() != null) {
                kept.add(outcome.block());
            }
            String log = splits.get(readings.size()).log();
            logs.add(log);
            executors.put(log, outcome.home().executor());
            readings.add(new Read<>(outcome.result(), outcome, engine::isGone));
        }
        executors.keySet().retainAll(logs);
        return readings;
    }

    /** Every log with the executor that read it last, as evenly as executors are there. */
    private Seq<Tuple2<Serialized<OpenSplit<?, ?>>, Seq<String>>> placed(List<? extends OpenSplit<?, ?>> splits) {
        List<@Nullable String> last = new ArrayList<>();
        splits.forEach(split -> last.add(executors.get(split.log())));
        List<LiveExecutors.@Nullable Home> homes =
                Homes.assign(last, engine.executors().all(), true);
        List<Tuple2<Serialized<OpenSplit<?, ?>>, Seq<String>>> placed = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            LiveExecutors.Home home = homes.get(i);
            List<String> places = home == null ? List.of() : List.of(home.place());
            placed.add(new Tuple2<>(
                    Serialized.of(splits.get(i)),
                    CollectionConverters.asScala(places).toSeq()));
        }
        return CollectionConverters.asScala(placed).toSeq();
    }

    /** The batch has ended: nobody reads what was kept for it. */
    void drop() {
        BlockManagerMaster blocks = engine.context().env().blockManager().master();
        kept.forEach(blocks::removeBlock);
        kept.clear();
    }

    /** What the attempt that counts has read. */
    private record Read<T, R extends Serializable>(R result, ReadTask.Outcome outcome, Predicate<String> isGone)
            implements Reading<T, R> {
        @Override
        public long records() {
            return outcome.records();
        }

        @Override
        public Split<T> orElse(Split<T> again) {
            StreamBlockId block = outcome.block();
            return block == null
                    ? new ListSplit<>(List.of())
                    : new KeptSplit<>(block, records(), outcome.home(), again, isGone);
        }
    }
}
