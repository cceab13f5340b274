package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Clock;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.testkit.SourceReading.Batch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every replayable source promises. The author of one extends this class, says how to put records into the world
 * that the source reads, and gets the tests. Each test begins in a world of its own, prepared by the subclass's
 * {@code @BeforeEach} or constructor; each call of {@link #source()} describes that same world, as a program that is
 * started again would.
 */
public abstract class SourceContractTest<T> {
    private static final int RECORDS = 12;

    /** The source under test, new, reading from the oldest record. */
    protected abstract ReplayableSource<T> source() throws Exception;

    /**
     * Puts records into the world, in this order, in log number {@code log}, counted from 0; returns when they are there
     * for good. How the source calls that log is its own business.
     */
    protected abstract void append(int log, List<T> records) throws Exception;

    /** A record; different numbers make different ones. */
    protected abstract T record(int number);

    /** What tells two records apart; for records without {@code equals}, such as byte arrays. */
    protected Object identity(T record) {
        return Objects.requireNonNull(record);
    }

    /** How many logs {@link #append} can fill. */
    protected int logs() {
        return 2;
    }

    /** Whether something can be appended twice to one log; a file that must not grow says no. */
    protected boolean logsGrow() {
        return true;
    }

    /** Makes the world forget the oldest record of log 0, as retention does; false if it never forgets. */
    protected boolean forgetOldest() throws Exception {
        return false;
    }

    /** The calls that the source makes to its world, to be disturbed; null if they can't be. */
    protected @Nullable Faults faults() {
        return null;
    }

    /** The clock that the source is given. Sources with threads of their own need one that runs. */
    protected Clock clock() {
        return new ManualClock().skipping();
    }

    /** How many polls, a millisecond of {@link #clock()} apart, may bring nothing although there is something. */
    protected int fruitlessPollsMax() {
        return 10_000;
    }

    /** How many records a split may still push after it was told to stop, where it makes many out of one. */
    protected int pushedAfterStopMax() {
        return 0;
    }

    @Test
    void everyRecordComesOnceAndInTheOrderOfItsLog() throws Exception {
        fill();
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(RECORDS, Long.MAX_VALUE, fruitlessPollsMax());
            assertComplete(reading.records());
            assertFalse(reading.poll(Long.MAX_VALUE), "an idle source gave something");
        }
    }

    @Test
    void anEmptyWorldGivesNothing() throws Exception {
        try (SourceReading<T> reading = begin()) {
            assertFalse(reading.poll(Long.MAX_VALUE));
            assertFalse(reading.poll(1));
        }
    }

    @Test
    void whatComesLaterIsReadOnFromThere() throws Exception {
        assumeTrue(logsGrow(), "logs of this source don't grow");
        try (SourceReading<T> reading = begin()) {
            for (int i = 0; i < RECORDS; i++) {
                append(0, List.of(record(i * logs())));
                reading.pollUntil(i + 1, Long.MAX_VALUE, fruitlessPollsMax());
            }
            assertInOrder(reading.records());
        }
    }

    @Test
    void aLogThatAppearsWhileTheSourceIsReadIsFound() throws Exception {
        assumeTrue(logs() > 1, "this source has one log");
        append(0, List.of(record(0)));
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(1, Long.MAX_VALUE, fruitlessPollsMax());
            append(1, List.of(record(1), record(1 + logs())));
            reading.pollUntil(3, Long.MAX_VALUE, fruitlessPollsMax());
            assertInOrder(reading.records());
        }
    }

    @Test
    void aBatchCutAtEveryRecordGivesTheSameRecords() throws Exception {
        fill();
        for (int recordsMax = 1; recordsMax <= RECORDS; recordsMax++) {
            try (SourceReading<T> reading = begin()) {
                reading.pollUntil(RECORDS, recordsMax, fruitlessPollsMax());
                assertComplete(reading.records());
            }
        }
    }

    @Test
    void rangesReadAgainGiveTheSameSplits() throws Exception {
        fill();
        List<Batch<T>> first = readInSmallBatches();
        for (Batch<T> batch : first) {
            try (SourceReading<T> again = begin(batch.before())) {
                assertEquals(batch.contents(), again.read(again.reader().replay(batch.ranges())));
                assertEquals(batch.contents(), again.read(again.reader().replay(batch.ranges())), "the second time");
            }
            try (SourceReading<T> again = begin(batch.after())) {
                assertEquals(batch.contents(), again.read(again.reader().replay(batch.ranges())), "from behind");
                List<Object> rest = rest(first, batch);
                assertEquals(sorted(rest), sorted(remaining(again, rest.size())), "after the replay");
            }
        }
    }

    @Test
    void anEmptyRangeGivesNothing() throws Exception {
        fill();
        List<Batch<T>> batches = readInSmallBatches();
        try (SourceReading<T> again = begin()) {
            assertEquals(List.of(), again.reader().replay(List.of()));
            for (LogRange range : batches.get(0).ranges()) {
                LogRange empty = new LogRange(range.log(), range.until(), range.until());
                for (List<Object> records : again.read(again.reader().replay(List.of(empty)))) {
                    assertEquals(List.of(), records);
                }
            }
        }
    }

    @Test
    void aStartAtAnyPositionGivesTheRestAndNothingElse() throws Exception {
        fill();
        List<Batch<T>> first = readInSmallBatches();
        for (Batch<T> batch : first) {
            List<Object> rest = rest(first, batch);
            try (SourceReading<T> again = begin(batch.after())) {
                assertEquals(sorted(rest), sorted(remaining(again, rest.size())));
                assertFalse(again.poll(Long.MAX_VALUE));
            }
        }
    }

    @Test
    void splitsCanBeReadAgainAndLateAndInAnyOrder() throws Exception {
        fill();
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(RECORDS, 3, fruitlessPollsMax());
            List<Batch<T>> batches = new ArrayList<>(reading.batches());
            Collections.reverse(batches);
            for (Batch<T> batch : batches) {
                assertEquals(batch.contents(), reading.read(batch.splits()));
            }
        }
    }

    @Test
    void splitsCanBeReadInAnotherProcess() throws Exception {
        fill();
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(RECORDS, 5, fruitlessPollsMax());
            for (Batch<T> batch : reading.batches()) {
                for (int i = 0; i < batch.splits().size(); i++) {
                    assertEquals(
                            batch.contents().get(i),
                            reading.read(copy(batch.splits().get(i))));
                }
            }
        }
    }

    @Test
    void aSplitEndsOnceNobodyWantsMore() throws Exception {
        fill();
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(RECORDS, Long.MAX_VALUE, fruitlessPollsMax());
            for (Batch<T> batch : reading.batches()) {
                for (int i = 0; i < batch.splits().size(); i++) {
                    for (int wanted = 0; wanted < batch.contents().get(i).size(); wanted++) {
                        int late = SourceReading.pushedAfterStop(batch.splits().get(i), wanted);
                        assertTrue(late <= pushedAfterStopMax(), late + " records pushed after the stop at " + wanted);
                    }
                }
            }
        }
    }

    @Test
    void whatTheReaderOfASplitThrowsGoesThroughUnchanged() throws Exception {
        fill();
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(RECORDS, Long.MAX_VALUE, fruitlessPollsMax());
            for (Batch<T> batch : reading.batches()) {
                for (int i = 0; i < batch.splits().size(); i++) {
                    Split<T> split = batch.splits().get(i);
                    for (int n = 0; n < batch.contents().get(i).size(); n++) {
                        failAt(split, n);
                    }
                    assertEquals(batch.contents().get(i), reading.read(split), "after failures at every record");
                }
            }
        }
    }

    @Test
    void positionsMayBeToldLateTwiceAndNever() throws Exception {
        fill();
        try (SourceReading<T> reading = begin()) {
            while (reading.records().size() < RECORDS) {
                reading.pollUntil(reading.records().size() + 1, 1, fruitlessPollsMax());
                if (reading.batches().size() % 2 == 0) {
                    for (Batch<T> batch : reading.batches()) {
                        reading.reader().committed(batch.after());
                    }
                    reading.reader().committed(reading.positions());
                    reading.reader().committed(reading.positions());
                }
            }
            assertComplete(reading.records());
            reading.reader().close();
            reading.reader().committed(reading.positions());
        }
    }

    @Test
    void whatIsReadHasTheSameIdentityAtEveryStart() throws Exception {
        fill();
        try (SourceReader<T> first = source().open(context());
                SourceReader<T> second = source().open(context())) {
            assertEquals(first.identity(), second.identity());
            assertEquals(source().defaultName(), source().defaultName());
        }
    }

    @Test
    void initialPositionsAreTheSameUntilSomethingChanges() throws Exception {
        fill();
        Map<String, Position> first;
        try (SourceReader<T> reader = source().open(context())) {
            first = reader.initialPositions();
        }
        try (SourceReading<T> reading = begin()) {
            assertEquals(first, reading.reader().initialPositions());
            reading.pollUntil(RECORDS, Long.MAX_VALUE, fruitlessPollsMax());
        }
    }

    @Test
    void closingTwiceOrBeforeTheStartIsNoError() throws Exception {
        fill();
        SourceReader<T> neverStarted = source().open(context());
        neverStarted.close();
        neverStarted.close();
        SourceReading<T> reading = begin();
        reading.close();
        reading.close();
    }

    @Test
    void aPositionOlderThanWhatIsLeftIsAnError() throws Exception {
        fill();
        Batch<T> oldest;
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(RECORDS, Long.MAX_VALUE, fruitlessPollsMax());
            oldest = reading.batches().get(0);
        }
        assumeTrue(forgetOldest(), "the world of this source never forgets");
        MillraceException refused = assertThrows(MillraceException.class, () -> {
            try (SourceReading<T> again = begin(beginnings(oldest))) {
                again.pollUntil(RECORDS, Long.MAX_VALUE, fruitlessPollsMax());
            }
        });
        assertEquals(Kind.CONFIGURATION, refused.kind(), refused.getMessage());
    }

    @Test
    void aFailureOfTheWorldAtAnyCallLosesAndDoublesNothing() throws Exception {
        Faults faults = faults();
        assumeTrue(faults != null, "the world of this source can't be disturbed");
        fill();
        Faults disturbed = Objects.requireNonNull(faults);
        boolean struck = true;
        for (int call = 1; struck; call++) {
            Map<String, Position> positions = null;
            List<Object> records = new ArrayList<>();
            disturbed.at(call, Faults.Effect.FAIL_BEFORE);
            while (records.size() < RECORDS) {
                positions = readUntilFailure(positions, records);
            }
            struck = disturbed.struck() != null;
            assertComplete(records);
            disturbed.clear();
        }
    }

    /** Reads on in a new life of the source until it fails or all is read; where a next one has to begin. */
    private @Nullable Map<String, Position> readUntilFailure(@Nullable Map<String, Position> from, List<Object> records)
            throws Exception {
        Map<String, Position> reached = from;
        try (SourceReading<T> reading = new SourceReading<>(source(), context(), from, this::identity)) {
            while (records.size() < RECORDS) {
                int before = reading.records().size();
                reading.pollUntil(before + 1, 1, fruitlessPollsMax());
                records.addAll(
                        reading.records().subList(before, reading.records().size()));
                reached = reading.positions();
            }
        } catch (MillraceException e) {
            assertEquals(Kind.EXTERNAL_SYSTEM, e.kind(), e.getMessage());
        }
        return reached;
    }

    private void failAt(Split<T> split, int number) {
        IllegalStateException thrown = new IllegalStateException("at record " + number);
        int[] count = {0};
        Throwable caught = assertThrows(
                Throwable.class,
                () -> split.read(record -> {
                    if (count[0]++ == number) {
                        throw thrown;
                    }
                }));
        assertSame(thrown, caught);
        assertEquals(number + 1, count[0], "records pushed after the failure");
    }

    private void fill() throws Exception {
        for (int log = 0; log < logs(); log++) {
            List<T> records = new ArrayList<>();
            for (int i = log; i < RECORDS; i += logs()) {
                records.add(record(i));
            }
            append(log, records);
        }
    }

    private List<Batch<T>> readInSmallBatches() throws Exception {
        try (SourceReading<T> reading = begin()) {
            reading.pollUntil(RECORDS, 1, fruitlessPollsMax());
            return reading.batches();
        }
    }

    private List<Object> remaining(SourceReading<T> reading, int records) throws Exception {
        reading.pollUntil(records, 2, fruitlessPollsMax());
        return reading.records();
    }

    private static <T> List<Object> rest(List<Batch<T>> all, Batch<T> after) {
        return all.subList(all.indexOf(after) + 1, all.size()).stream()
                .flatMap(batch -> batch.records().stream())
                .toList();
    }

    private static <T> Map<String, Position> beginnings(Batch<T> batch) {
        Map<String, Position> from = new HashMap<>(batch.before());
        batch.ranges().forEach(range -> from.put(range.log(), range.from()));
        return from;
    }

    private SourceReading<T> begin() throws Exception {
        return new SourceReading<>(source(), context(), null, this::identity);
    }

    private SourceReading<T> begin(Map<String, Position> from) throws Exception {
        return new SourceReading<>(source(), context(), from, this::identity);
    }

    private SourceContext context() {
        return new SourceContext("contract-test", "source", Duration.ofMillis(100), 2, clock());
    }

    private void assertComplete(List<Object> records) {
        assertInOrder(records);
        assertEquals(RECORDS, records.size(), () -> "lost or doubled: " + records);
    }

    /** Each once, those of one log in their order. */
    private void assertInOrder(List<Object> records) {
        for (int log = 0; log < logs(); log++) {
            List<Object> expected = new ArrayList<>();
            for (int i = log; i < RECORDS * logs(); i += logs()) {
                expected.add(identity(record(i)));
            }
            List<Object> ofLog = records.stream().filter(expected::contains).toList();
            assertEquals(expected.subList(0, ofLog.size()), ofLog, "the records of log " + log);
        }
        assertEquals(records.size(), records.stream().distinct().count(), () -> "doubled: " + records);
    }

    private static List<Object> sorted(List<Object> records) {
        return records.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    @SuppressWarnings("unchecked") // it is a copy
    private static <T> Split<T> copy(Split<T> split) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(split);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Object copy = in.readObject();
            assertTrue(copy != split);
            return (Split<T>) copy;
        }
    }
}
