package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.DStream;
import dev.millrace.MapWithStateDStream;
import dev.millrace.PairDStream;
import dev.millrace.PairRDD;
import dev.millrace.RDD;
import dev.millrace.Receiver;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.StreamingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every name of Spark Streaming's API that a user of it looks for: that it is there with as many overloads, and the behaviour
 * test that calls it, or overrides it. Behaviour tests run on every engine, so what is in one is tested on all. The table is written to
 * {@code target/spark-surface.txt}.
 */
class SparkSurfaceTest {
    private static final Path TESTS = Path.of("src/test/java/dev/millrace/behaviour");
    private static final Pattern TEST = Pattern.compile(
            "@(?:Parameterized)?Test\\b[^;{]*?\\bvoid (\\w+)\\(.*?(?=\\n    @(?:Parameterized)?Test\\b|\\z)",
            Pattern.DOTALL);

    /** Where a row's names are declared, and the files whose tests call them. */
    private record Row(String kind, List<Class<?>> types, List<String> tests, String names) {}

    private static final List<String> STREAMS = List.of("StreamBehaviour", "SideOutputBehaviour");
    private static final List<String> RDDS = List.of(
            "EachRecordBehaviour",
            "KeyedBehaviour",
            "JoinBehaviour",
            "ActionBehaviour",
            "OrderBehaviour",
            "PairRddBehaviour");

    private static final List<String> SHARED = List.of("AccumulatorBehaviour", "SharedRestartBehaviour");

    /** A name, and in brackets how many overloads Spark has if there are several. */
    private static final List<Row> ROWS = List.of(
            new Row("elements", List.of(DStream.class), STREAMS, """
                    map mapToPair flatMap flatMapToPair filter mapPartitions mapPartitionsToPair glom count countByValue(2)
                    reduce union repartition"""),
            new Row("pairs", List.of(PairDStream.class), STREAMS, """
                    mapValues flatMapValues groupByKey(3) reduceByKey(3) combineByKey(2) cogroup(3) join(3) leftOuterJoin(3)
                    rightOuterJoin(3) fullOuterJoin(3)"""),
            new Row("RDD level", List.of(DStream.class), STREAMS, """
                    transform(2) transformToPair(2) transformWith(2) transformWithToPair(2)"""),
            new Row("RDD level of pairs", List.of(PairDStream.class), STREAMS, """
                    transform(2) transformToPair(2) transformWith(2) transformWithToPair(2)"""),
            new Row("several streams", List.of(StreamingContext.class), STREAMS, "transform transformToPair union(2)"),
            new Row("windows", List.of(DStream.class), List.of("WindowStreamBehaviour"), """
                    window(2) countByWindow countByValueAndWindow(2) reduceByWindow(2)"""),
            new Row("windows of pairs", List.of(PairDStream.class), List.of("WindowStreamBehaviour"), """
                    groupByKeyAndWindow(4) reduceByKeyAndWindow(7)"""),
            new Row(
                    "state",
                    List.of(PairDStream.class),
                    List.of("StateStreamBehaviour"),
                    "updateStateByKey(4) mapWithState"),
            new Row(
                    "mapped state",
                    List.of(MapWithStateDStream.class),
                    List.of("StateStreamBehaviour"),
                    "stateSnapshots"),
            new Row("StateSpec", List.of(StateSpec.class), List.of("StateStreamBehaviour"), """
                    function(2) initialState numPartitions partitioner timeout"""),
            new Row(
                    "State",
                    List.of(State.class),
                    List.of("StateStreamBehaviour"),
                    "exists get update remove isTimingOut"),
            new Row("output", List.of(DStream.class, PairDStream.class), List.of("OutputBehaviour"), """
                    print(2) foreachRDD(2) saveAsTextFiles(2) save"""),
            new Row("kept", List.of(DStream.class, PairDStream.class), STREAMS, "cache persist(2)"),
            new Row(
                    "control",
                    List.of(DStream.class, PairDStream.class),
                    List.of("OutputBehaviour", "SliceBehaviour"),
                    """
                    checkpoint slice compute"""),
            new Row("RDD", List.of(RDD.class), RDDS, """
                    map flatMap filter mapPartitions(2) mapPartitionsWithIndex(2) mapToPair flatMapToPair union distinct(2)
                    repartition coalesce(2) sortBy keyBy groupBy(2) glom zipWithIndex reduce fold aggregate count countByValue
                    collect take first top(2) takeOrdered(2) min max isEmpty foreach foreachPartition persist cache unpersist
                    saveAsTextFile mapPartitionsToPair(2)"""),
            new Row("PairRDD", List.of(PairRDD.class), RDDS, """
                    mapValues flatMapValues reduceByKey(3) groupByKey(3) combineByKey(3) aggregateByKey(3) foldByKey(3) cogroup(3)
                    join(3) leftOuterJoin(3) rightOuterJoin(3) fullOuterJoin(3) subtractByKey(3) sortByKey(6) keys values
                    countByKey lookup collectAsMap partitionBy"""),
            new Row("PairRDD as RDD", List.of(PairRDD.class), List.of("PairRddBehaviour"), """
                    map flatMap filter mapPartitions(2) mapPartitionsWithIndex(2) mapToPair flatMapToPair union distinct(2)
                    repartition coalesce(2) sortBy keyBy groupBy(2) glom zipWithIndex reduce fold aggregate count countByValue
                    collect take first top takeOrdered min max isEmpty foreach foreachPartition persist cache unpersist
                    saveAsTextFile mapPartitionsToPair(2)"""),
            new Row("side outputs", List.of(DStream.class, PairDStream.class), STREAMS, "split mapMulti(2)"),
            new Row("sources", List.of(StreamingContext.class), List.of("SourceBehaviour"), """
                    socketTextStream socketStream rawSocketStream textFileStream binaryRecordsStream fileStream(2)
                    queueStream(3) receiverStream union(2)"""),
            new Row("Receiver", List.of(Receiver.class), List.of("SourceBehaviour"), """
                    onStart onStop store(8) reportError restart(3) stop(2) isStarted isStopped preferredLocation"""),
            new Row("listener", List.of(StreamingListener.class), List.of("ListenerBehaviour"), """
                    onStreamingStarted onReceiverStarted onReceiverError onReceiverStopped onBatchSubmitted onBatchStarted
                    onBatchCompleted onOutputStarted onOutputCompleted"""),
            new Row("batch info", List.of(BatchInfo.class), List.of("ListenerBehaviour"), """
                    time recordsBySource records submittedAt startedAt endedAt schedulingDelay processingTime totalDelay
                    outputs"""),
            new Row(
                    "shared values",
                    List.of(StreamingContext.class),
                    SHARED,
                    "broadcast longAccumulator doubleAccumulator"),
            new Row(
                    "context",
                    List.of(StreamingContext.class),
                    List.of("OutputBehaviour", "SliceBehaviour", "ListenerBehaviour"),
                    """
                    remember start stop(2) status state awaitTermination(2) addStreamingListener removeStreamingListener
                    getOrCreate"""));

    @Test
    void everyNameIsThereWithAsManyOverloads() {
        List<String> missing = new ArrayList<>();
        for (Row row : ROWS) {
            names(row)
                    .forEach((name, overloads) -> row.types().forEach(type -> {
                        long found = Stream.of(type.getMethods())
                                .filter(method -> method.getName().equals(name))
                                .map(method -> List.of(method.getParameterTypes()))
                                .distinct()
                                .count();
                        if (found < overloads) {
                            missing.add(type.getSimpleName() + "." + name + " has " + found + " of " + overloads);
                        }
                    }));
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyNameIsCalledByABehaviourTest() throws IOException {
        List<String> uncovered = new ArrayList<>();
        Map<String, String> covered = new LinkedHashMap<>();
        for (Row row : ROWS) {
            for (String name : names(row).keySet()) {
                row.tests().stream()
                        .flatMap(file -> testsThatCall(name, file))
                        .findFirst()
                        .ifPresentOrElse(
                                test -> covered.put(row.kind() + ": " + name, test),
                                () -> uncovered.add(row.kind() + ": " + name));
            }
        }
        Files.write(
                Path.of("target/spark-surface.txt"),
                covered.entrySet().stream()
                        .map(entry -> entry.getKey() + " – " + entry.getValue())
                        .toList());
        assertEquals(List.of(), uncovered);
    }

    /** Else a name could be covered by a file that no engine runs. */
    @Test
    void everyBehaviourRunsOnEveryEngine() {
        String embedded = text(TESTS.resolve("EmbeddedEngineBehaviourTest.java"));
        String spark = text(Path.of("../spark").resolve(TESTS).resolve("SparkEngineBehaviourTest.java"));
        ROWS.stream().flatMap(row -> row.tests().stream()).distinct().forEach(file -> {
            assertTrue(embedded.contains(" extends " + file + " "), file);
            assertTrue(spark.contains(" extends " + file + " "), file);
        });
    }

    private static Map<String, Integer> names(Row row) {
        Map<String, Integer> names = new LinkedHashMap<>();
        for (String word : row.names().split("\\s+")) {
            String[] parts = word.split("[()]");
            names.put(parts[0], parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
        }
        return names;
    }

    private static Stream<String> testsThatCall(String name, String file) {
        Pattern call = Pattern.compile("(?:\\.|::|@Override public void )(?:<[^(;]*?>)?" + name + "\\b");
        Matcher tests = TEST.matcher(text(TESTS.resolve(file + ".java")));
        return tests.results()
                .filter(test ->
                        call.matcher(test.group().replaceAll("\\s+", " ")).find())
                .map((MatchResult test) -> file + "." + test.group(1));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
