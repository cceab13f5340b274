package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.kinesis.PutCalls.Outcome;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KinesisSinkTest {
    private static final SinkTask TASK = new SinkTask("out", 7, 2, 1, 0);

    private final FakePuts puts = new FakePuts();

    @Test
    void requestsHoldAtMost500Records() throws Exception {
        write(builder(), texts(1_201));
        assertEquals(List.of(500, 500, 201), puts.sizes);
        assertEquals(texts(1_201), puts.taken());
    }

    @Test
    void requestsHoldAtMost5MebibytesUnlessOneRecordIsLarger() throws Exception {
        List<String> large = List.of("a".repeat(3_000_000), "b".repeat(3_000_000), "c".repeat(7_000_000), "d");
        write(builder().recordBytesMax(10 * 1024 * 1024), large);
        assertEquals(List.of(1, 1, 1, 1), puts.sizes);
        assertEquals(large, puts.taken());
    }

    @Test
    void whatARequestDidNotTakeIsSentAgainBeforeTheNext() throws Exception {
        puts.refuse(0, 3, 499);
        puts.refuse(1);
        write(builder(), texts(1_000));
        assertEquals(List.of(500, 3, 1, 500), puts.sizes);
        assertEquals(new TreeSet<>(texts(1_000)), new TreeSet<>(puts.taken()));
        assertEquals(1_000, puts.taken().size());
        assertEquals(texts(1_000).subList(500, 1_000), puts.taken().subList(500, 1_000));
    }

    @Test
    void nothingIsWrittenForNoRecords() throws Exception {
        write(builder(), List.of());
        assertEquals(List.of(), puts.sizes);
    }

    @Test
    void progressIsNoReasonToGiveUp() throws Exception {
        for (int i = 0; i < 99; i++) {
            puts.refuse(IntStream.range(1, 100 - i).toArray());
        }
        write(builder(), texts(100));
        assertEquals(texts(100), puts.taken());
    }

    @Test
    void throttlingWithoutEndFailsAndSaysWhatToDo() {
        for (int i = 0; i < 10; i++) {
            puts.refuse(0, 1);
        }
        MillraceException e = assertThrows(MillraceException.class, () -> write(builder(), texts(2)));
        Expect.says(
                Kind.EXTERNAL_SYSTEM,
                e,
                "Kinesis stream 'out': PutRecords was throttled 3 times",
                "1 MiB/s and 1,000 records/s",
                "2 of 2 records were not taken",
                "Rate exceeded");
    }

    @Test
    void anOutageIsWaitedOut() throws Exception {
        puts.fail(KinesisFault.Kind.UNAVAILABLE);
        puts.fail(KinesisFault.Kind.THROTTLED);
        write(builder(), texts(2));
        assertEquals(texts(2), puts.taken());
    }

    @Test
    void aRefusalFailsAtOnce() {
        puts.fail(KinesisFault.Kind.NOT_FOUND);
        Expect.says(
                Kind.CONFIGURATION,
                assertThrows(MillraceException.class, () -> write(builder(), texts(2))),
                "Kinesis stream 'out': PutRecords was refused",
                "stream's name");
    }

    @Test
    void aRecordThatIsTooLargeIsNamedByItsPlace() {
        MillraceException e = assertThrows(
                MillraceException.class, () -> write(builder(), List.of("small", "x".repeat(1024 * 1024))));
        Expect.says(
                Kind.USER_CODE,
                e,
                "Kinesis stream 'out': record 1 of batch 7, partition 2",
                "1048577 bytes",
                "1048576");
    }

    @Test
    void aWrongKeyIsNamedByItsRecordsPlace() {
        for (String key : List.of("", "k".repeat(257))) {
            MillraceException e = assertThrows(
                    MillraceException.class, () -> write(builder().partitionKey(text -> key), List.of("a")));
            Expect.says(Kind.USER_CODE, e, "record 0 of batch 7, partition 2", "1 to 256 characters");
        }
    }

    @Test
    void aWrongHashKeyIsNamedByItsRecordsPlace() {
        for (String key : List.of("", "-1", "x", BigInteger.ONE.shiftLeft(128).toString())) {
            MillraceException e = assertThrows(
                    MillraceException.class, () -> write(builder().explicitHashKey(text -> key), List.of("a")));
            Expect.says(Kind.USER_CODE, e, "record 0 of batch 7, partition 2", "explicit hash key", "'" + key + "'");
        }
    }

    @Test
    void whatAFunctionThrowsIsTheUsers() {
        MillraceException e = assertThrows(
                MillraceException.class,
                () -> write(
                        builder().data(text -> {
                            throw new IllegalStateException("no");
                        }),
                        List.of("a")));
        Expect.says(Kind.USER_CODE, e, "data threw java.lang.IllegalStateException: no");
    }

    @Test
    void whatIsMissingIsToldWhenItIsBuilt() {
        assertThrows(
                IllegalArgumentException.class,
                () -> KinesisSink.builder().streamName("s").build());
        assertThrows(
                IllegalArgumentException.class, () -> builder().streamArn("arn").build());
        assertThrows(
                IllegalArgumentException.class,
                () -> builder().recordBytesMax(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> builder().streamName("no blanks").build());
        assertEquals("kinesis:out", builder().build().defaultName());
    }

    @Test
    void aRealServerTakesIt() throws Exception {
        try (LocalKinesis kinesis = LocalKinesis.shared()) {
            kinesis.create(3);
            KinesisSink<String> sink = KinesisSink.<String>builder()
                    .streamName(kinesis.stream())
                    .endpointUrl(kinesis.endpoint())
                    .partitionKey(text -> text.substring(0, text.indexOf(':')))
                    .data(text -> text.getBytes(UTF_8))
                    .build();
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                sent.add(i % 10 + ":" + i);
            }
            sink.write(TASK, sent.iterator());
            try (ReadLoop loop =
                    new ReadLoop(kinesis.source().buildRaw().open(ReadLoop.context(kinesis.clock())), null)) {
                loop.pollUntil(1_500, Long.MAX_VALUE);
                Map<String, Integer> last = new HashMap<>();
                for (String text : loop.texts()) {
                    String[] parts = text.split(":", -1);
                    int number = Integer.parseInt(parts[1]);
                    assertTrue(last.getOrDefault(parts[0], -1) < number, "key " + parts[0]);
                    last.put(parts[0], number);
                }
            }
        }
    }

    private void write(KinesisSinkBuilder<String> builder, List<String> texts) throws InterruptedException {
        builder.build().write(TASK, texts.iterator(), puts, new ShiftedClock());
    }

    private static KinesisSinkBuilder<String> builder() {
        return KinesisSink.<String>builder()
                .streamName("out")
                .partitionKey(text -> "k")
                .data(text -> text.getBytes(UTF_8))
                .retryWaitTime(Duration.ofMillis(1))
                .retryTime(Duration.ZERO);
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
    }

    /** Takes records, unless a test wants some refused. */
    private static final class FakePuts implements PutCalls {
        private final List<PutEntry> all = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();
        private final List<int[]> refusals = new ArrayList<>();
        private final List<KinesisFault.Kind> faults = new ArrayList<>();

        /** The next request that has no such plan yet will have these of its records refused. */
        void refuse(int... records) {
            refusals.add(records);
        }

        void fail(KinesisFault.Kind kind) {
            faults.add(kind);
        }

        List<String> taken() {
            return all.stream().map(entry -> new String(entry.data(), UTF_8)).toList();
        }

        @Override
        public void close() {}

        @Override
        public List<Outcome> put(List<PutEntry> entries) throws KinesisFault {
            if (!faults.isEmpty()) {
                throw new KinesisFault(faults.remove(0), "PutRecords", "A test wants it", null);
            }
            sizes.add(entries.size());
            int[] refused = refusals.isEmpty() ? new int[0] : refusals.remove(0);
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                int number = i;
                if (IntStream.of(refused).anyMatch(r -> r == number)) {
                    outcomes.add(new Outcome("ProvisionedThroughputExceededException", "Rate exceeded"));
                } else {
                    outcomes.add(Outcome.TAKEN);
                    all.add(entries.get(i));
                }
            }
            return outcomes;
        }
    }
}
