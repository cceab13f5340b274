package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.SinkTask;
import dev.millrace.function.Function;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A function that couldn't be sent to executors is refused, or warned of, in the operation that it is given to. */
class PortabilityTest {
    private final Connection connection = new Connection();
    private final Queue<RDD<Integer>> numbers = new ConcurrentLinkedQueue<>();
    private final List<StreamingContext> contexts = new ArrayList<>();

    /** What no serialization knows. */
    private static final class Connection implements AutoCloseable {
        int send(int n) {
            return n;
        }

        @Override
        public void close() {}
    }

    private record Settings(String name, List<Optional<String>> options) implements Serializable {}

    private static final class Sending implements Function<Integer, Integer> {
        private final transient Connection notSent = new Connection();
        private final AutoCloseable sent = new Connection();

        @Override
        public Integer call(Integer n) {
            return notSent.send(n) + sent.hashCode();
        }
    }

    @AfterEach
    void close() {
        contexts.forEach(StreamingContext::close);
    }

    private DStream<Integer> stream(boolean portable) {
        StreamingContextBuilder builder = StreamingContext.builder()
                .appName("portable")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .printStream(new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        StreamingContext ssc = portable ? builder.requirePortable().build() : builder.build();
        contexts.add(ssc);
        return ssc.queueStream(numbers);
    }

    private static void refused(String expected, Executable operation) {
        MillraceException refused = assertThrows(MillraceException.class, operation);
        assertEquals(Kind.USER_CODE, refused.kind());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(expected), message + " should contain " + expected);
        assertTrue(message.contains("at PortabilityTest.java:"), message);
    }

    @Test
    void theVariableThatALambdaCapturesIsNamed() {
        DStream<Integer> stream = stream(true);
        long before = 1;
        Connection mine = new Connection();
        refused(
                "captured field `mine` of type dev.millrace.PortabilityTest.Connection in the lambda at"
                        + " PortabilityTest.theVariableThatALambdaCapturesIsNamed",
                () -> stream.map(n -> mine.send(n) + before));
        Lock lock = new StampedLock().asReadLock();
        refused(
                "`lock` of type java.util.concurrent.locks.Lock (here java.util.concurrent.locks.StampedLock.ReadLockView)",
                () -> stream.filter(n -> lock.tryLock()));
    }

    /** javac's code for deserialization gives the first of them for both. */
    @Test
    void aMethodReferenceThatWouldBeTakenForAnotherIsRefused() {
        DStream<Integer> stream = stream(true);
        DStream<String> texts = stream.map(String::valueOf);
        refused(
                "the method reference String::valueOf at PortabilityTest would be deserialized as another of this class: it"
                        + " is used there for (java.lang.Integer) too",
                () -> texts.map(String::valueOf));
        assertEquals(texts.getClass(), texts.map(text -> String.valueOf(text)).getClass());
    }

    @Test
    void theFieldsOnTheWayToItAreNamed() {
        DStream<Integer> stream = stream(true);
        refused(
                "captured field `this` of type dev.millrace.PortabilityTest",
                () -> stream.map(n -> connection.send(n)));
        Settings settings = new Settings("mine", List.of(Optional.of("x")));
        refused(
                "captured field `settings.options[…]` of type java.util.Optional in the lambda at",
                () -> stream.filter(n -> settings.options().isEmpty()));
        refused("captured field `sent` of type java.lang.AutoCloseable", () -> stream.map(new Sending()));
    }

    @Test
    void methodReferencesAndAnonymousClassesAreNamed() {
        DStream<Integer> stream = stream(true);
        Connection mine = new Connection();
        refused(
                "captured field `the object before ::send` of type dev.millrace.PortabilityTest.Connection in the"
                        + " method reference PortabilityTest.Connection::send at PortabilityTest",
                () -> stream.map(mine::send));
        refused(
                "captured field `PortabilityTest.this` of type dev.millrace.PortabilityTest in the anonymous class at"
                        + " PortabilityTest.methodReferencesAndAnonymousClassesAreNamed",
                () -> stream.map(new Function<Integer, Integer>() {
                    @Override
                    public Integer call(Integer n) {
                        return connection.send(n);
                    }
                }));
    }

    @Test
    void everyOperationLooksAtItsFunctions() {
        DStream<Integer> stream = stream(true);
        Connection mine = new Connection();
        PairDStream<Integer, Integer> pairs = stream.mapToPair(n -> Pair.of(n, n));
        List<Executable> operations = List.of(
                () -> stream.flatMap(n -> List.of(mine.send(n)).iterator()),
                () -> stream.mapMulti((n, out) -> out.accept(mine.send(n))),
                () -> stream.mapPartitions(records -> sending(mine, records)),
                () -> stream.mapPartitionsToPair(records -> {
                    mine.close();
                    return List.of(Pair.of(1, 1)).iterator();
                }),
                () -> stream.keyBy(mine::send),
                () -> stream.reduce((x, y) -> mine.send(x)),
                () -> pairs.mapValues(mine::send),
                () -> pairs.flatMapValues(n -> List.of(mine.send(n)).iterator()),
                () -> pairs.reduceByKey((x, y) -> mine.send(x)),
                () -> pairs.combineByKey(mine::send, (x, y) -> x, (x, y) -> x),
                () -> pairs.groupByKey(new Placing(mine)),
                () -> pairs.join(pairs, new Placing(mine)),
                () -> pairs.<Integer>updateStateByKey((values, state) -> Optional.of(mine.send(1))),
                () -> stream.save(new Sinking(mine)));
        for (Executable operation : operations) {
            refused(".PortabilityTest.Connection", operation);
        }
    }

    private static Iterator<Integer> sending(Connection connection, Iterator<Integer> records) {
        connection.close();
        return records;
    }

    private record Placing(Connection connection) implements Partitioner {
        @Override
        public int numPartitions() {
            return 2;
        }

        @Override
        public int getPartition(@Nullable Object key) {
            return connection.send(0);
        }
    }

    private record Sinking(Connection connection) implements AtLeastOnceSink<Integer> {
        @Override
        public String defaultName() {
            return "sinking";
        }

        @Override
        public void write(SinkTask task, Iterator<Integer> records) {
            records.forEachRemaining(connection::send);
        }
    }

    @Test
    void operationsOfBatchesLookToo() {
        DStream<Integer> stream = stream(true);
        numbers.add(RDD.of(List.of(1, 2), 2));
        List<Integer> seen = new ArrayList<>();
        stream.foreachRDD(rdd -> {
            seen.addAll(rdd.collect());
            Connection mine = new Connection();
            refused("captured field `mine`", () -> rdd.map(n -> mine.send(n)));
            refused("an RDD can't be used inside of a function", () -> rdd.filter(n -> rdd.count() > 1));
        });
        contexts.get(0).startByHand().runBatch();
        assertEquals(List.of(1, 2), seen);
    }

    @Test
    void whatSerializesWithoutALookInsideIsAllowed() {
        DStream<Integer> stream = stream(true);
        Settings settings = new Settings("mine", new ArrayList<>());
        Broadcast<Settings> broadcast = contexts.get(0).broadcast(settings);
        LongAccumulator calls = contexts.get(0).longAccumulator("calls");
        Thread.State[] states = Thread.State.values();
        stream.map(n -> settings.name() + broadcast.value().name() + states.length)
                .filter(text -> {
                    calls.add(1);
                    return text != null;
                })
                .print();
        MillraceException refused =
                assertThrows(MillraceException.class, () -> contexts.get(0).broadcast(connection));
        assertEquals(Kind.USER_CODE, refused.kind());
    }

    @Test
    void embeddedItIsAWarningOnceForEachFunction() {
        List<String> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger("dev.millrace");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(new java.util.logging.SimpleFormatter().formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            DStream<Integer> stream = stream(false);
            for (int i = 0; i < 3; i++) {
                numbers.add(RDD.of(List.of(1, 2), 2));
                stream.map(n -> connection.send(n)).foreachRDD(rdd -> {
                    Connection mine = new Connection();
                    assertTrue(rdd.map(n -> mine.send(n)).count() >= 0);
                });
            }
            BatchDriver driver = contexts.get(0).startByHand();
            driver.runBatch();
            driver.runBatch();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertEquals(2, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("`this` of type dev.millrace.PortabilityTest"), warnings::toString);
        assertTrue(warnings.get(1).contains("`mine` of type"), warnings::toString);
    }
}
