package dev.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import dev.millrace.status.OutputStatus;
import dev.millrace.status.ReceiverStatus;
import dev.millrace.status.ReceiverStatus.Activity;
import dev.millrace.status.StreamingListener;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Receivers as users write them, in threads and with time as they are. */
@Timeout(300)
class ReceiverTest {
    @TempDir
    Path directory;

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("receivers")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(10))
                .stopTimeout(Duration.ofHours(1))
                .receivers(ReceiverSettings.defaults().withRestartDelays(Duration.ofMillis(1), Duration.ofMillis(20)));
    }

    private StreamingContext logged() {
        return builder().checkpointDirectory(directory).build();
    }

    private <T> void show(DStream<T> stream) {
        stream.foreachRDD(rdd -> seen.addAll(rdd.collect()));
    }

    private List<Object> take(int count) throws InterruptedException {
        List<Object> records = new ArrayList<>();
        while (records.size() < count) {
            records.add(seen.take());
        }
        return records;
    }

    /** Records what listeners are told of receivers. */
    private final class Telling implements StreamingListener {
        @Override
        public void onReceiverStarted(ReceiverStatus receiver) {
            told.add("started " + receiver.source());
        }

        @Override
        public void onReceiverError(ReceiverStatus receiver) {
            told.add("error " + receiver.source() + ": " + receiver.lastError());
        }

        @Override
        public void onReceiverStopped(ReceiverStatus receiver) {
            told.add("stopped " + receiver.source());
        }
    }

    /** Stores what a test wants, from the test's thread. */
    static class Pushed<T> extends Receiver<T> {
        final CountDownLatch started = new CountDownLatch(1);
        final List<Object> acknowledged = new ArrayList<>();

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onStop() throws Exception {}

        @Override
        protected void onStored(List<Object> metadata) {
            acknowledged.addAll(metadata);
        }
    }

    // region ten-lines
    /** Counts as long as it is wanted. */
    static final class Counting extends Receiver<Integer> {
        @Override
        public void onStart() {
            for (int i = 0; !isStopped(); i++) {
                store(i);
            }
        }

        @Override
        public void onStop() {}
    }
    // endregion

    @Test
    void everyFormOfStoreArrivesInOrder() throws Exception {
        Pushed<String> receiver = new Pushed<>();
        try (StreamingContext ssc = logged()) {
            show(ssc.receiverStream(receiver));
            ssc.start();
            receiver.started.await();
            receiver.store("a");
            receiver.store("b", "about b");
            receiver.store(List.of("c", "d"));
            receiver.store(List.of("e").iterator());
            receiver.store(List.of("f"), "about f");
            receiver.store(List.of("g").iterator(), "about g");
            receiver.store(List.of(), "about nothing");
            assertEquals(List.of("about b", "about f", "about g", "about nothing"), receiver.acknowledged);
            assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), take(7));
            assertEquals(0, receiver.streamId());
            assertEquals(StorageLevel.MEMORY_AND_DISK, receiver.storageLevel());
        }
    }

    @Test
    void aBufferOfBytesIsOneRecord() throws Exception {
        Pushed<byte[]> receiver = new Pushed<>() {};
        try (StreamingContext ssc = logged()) {
            show(ssc.receiverStream(receiver));
            ssc.start();
            receiver.started.await();
            ByteBuffer bytes = ByteBuffer.wrap("xyz!".getBytes(UTF_8), 1, 2);
            receiver.store(bytes);
            receiver.store(bytes, 7);
            assertEquals(2, bytes.remaining());
            assertEquals(List.of(7), receiver.acknowledged);
            for (Object record : take(2)) {
                assertArrayEquals("yz".getBytes(UTF_8), (byte[]) record);
            }
        }
    }

    /** Of text. */
    static final class Texts extends Receiver<String> {
        @Override
        public void onStart() {}

        @Override
        public void onStop() {}
    }

    @Test
    void bytesAreRefusedWhereTextIsReceived() {
        Texts receiver = new Texts();
        try (StreamingContext ssc = logged()) {
            show(ssc.receiverStream(receiver));
            MillraceException early = assertThrows(MillraceException.class, () -> receiver.store("too early"));
            assertTrue(String.valueOf(early.getMessage()).contains("is not started"));
            ssc.start();
            MillraceException refused =
                    assertThrows(MillraceException.class, () -> receiver.store(ByteBuffer.allocate(1)));
            assertTrue(String.valueOf(refused.getMessage()).contains("this receives String"));
        }
    }

    @Test
    void aReceiverThatStaysInOnStartIsStoppedGracefullyAndAllItStoredIsProcessed() throws Exception {
        try (StreamingContext ssc = logged()) {
            show(ssc.receiverStream(new Counting()));
            ssc.start();
            take(1000);
            ssc.stop(StopMode.GRACEFULLY);
            long stored = Long.parseLong(Objects.requireNonNull(
                    ssc.status().sources().get(0).positions().get("received")));
            assertEquals(stored - 1000, seen.size());
        }
    }

    @Test
    void severalReceiversAreBroughtTogetherEachInItsOrder() throws Exception {
        Pushed<Integer> odd = new Pushed<>();
        Pushed<Integer> even = new Pushed<>();
        try (StreamingContext ssc = logged()) {
            show(ssc.union(List.of(ssc.receiverStream(odd), ssc.receiverStream(even))));
            ssc.start();
            odd.started.await();
            even.started.await();
            for (int i = 0; i < 100; i += 2) {
                odd.store(i + 1);
                even.store(i);
            }
            List<Object> all = take(100);
            assertEquals(
                    IntStream.range(0, 50).mapToObj(i -> 2 * i + 1).toList(),
                    all.stream().filter(i -> (Integer) i % 2 == 1).toList());
            assertEquals(
                    IntStream.range(0, 50).mapToObj(i -> 2 * i).toList(),
                    all.stream().filter(i -> (Integer) i % 2 == 0).toList());
            assertEquals(List.of(0, 1), List.of(odd.streamId(), even.streamId()));
        }
    }

    @Test
    void aReceiverThatThrowsIsStartedAgainAndTheContextLives() throws Exception {
        Receiver<String> failing = new Receiver<>() {
            private int starts;

            @Override
            public void onStart() {
                if (++starts < 4) {
                    throw new IllegalStateException("no luck " + starts);
                }
                store("at last");
            }

            @Override
            public void onStop() {
                throw new IllegalStateException("and no end");
            }
        };
        try (StreamingContext ssc = logged()) {
            ssc.addStreamingListener(new Telling());
            show(ssc.receiverStream(failing).named("failing"));
            ssc.start();
            assertEquals(List.of("at last"), take(1));
            ReceiverStatus status =
                    Objects.requireNonNull(ssc.status().sources().get(0).receiver());
            assertEquals(3, status.restarts());
            assertEquals(6, status.errors(), "three of onStart, three of onStop");
            assertEquals(Activity.RECEIVING, status.activity());
        }
        assertEquals("started failing", told.take());
        String error = told.take();
        assertTrue(
                error.startsWith("error failing: its onStart threw; it is started again in 1 ms: ")
                        && error.endsWith("no luck 1"),
                error);
        assertTrue(told.take().contains("its onStop threw"));
        assertEquals("started failing", told.take());
        String last = told.take();
        while (!last.equals("stopped failing")) {
            last = told.take();
        }
    }

    @Test
    void errorsAreShownAndAStopForGoodLeavesTheContextRunning() throws Exception {
        Pushed<String> receiver = new Pushed<>();
        try (StreamingContext ssc = logged()) {
            ssc.addStreamingListener(new Telling());
            show(ssc.receiverStream(receiver).named("in"));
            ssc.start();
            assertEquals("started in", told.take());
            receiver.started.await();
            receiver.reportError("something is odd", new IllegalArgumentException("really"));
            assertEquals("error in: something is odd: java.lang.IllegalArgumentException: really", told.take());
            assertTrue(receiver.isStarted());
            receiver.store("last");
            receiver.stop("enough");
            for (int look = 0; look < 1_000_000; look++) {
                assertTrue(receiver.isStopped(), "from when it asked for it on"); // also while its supervisor is at it
            }
            assertEquals("stopped in", told.take());
            assertEquals(List.of("last"), take(1));
            MillraceException late = assertThrows(MillraceException.class, () -> receiver.store("too late"));
            assertTrue(String.valueOf(late.getMessage()).contains("source 'in': its receiver is stopped"));
            assertEquals(
                    Activity.STOPPED,
                    Objects.requireNonNull(ssc.status().sources().get(0).receiver())
                            .activity());
            assertTrue(ssc.state() instanceof ContextState.Running);
        }
    }

    @Test
    void whatCannotBeWrittenIsRefusedWhereItIsStored() throws Exception {
        Pushed<Object> receiver = new Pushed<>();
        try (StreamingContext ssc = logged()) {
            show(ssc.receiverStream(receiver));
            ssc.start();
            receiver.started.await();
            receiver.store("before");
            MillraceException refused = assertThrows(MillraceException.class, () -> receiver.store(new Object()));
            assertEquals(Kind.USER_CODE, refused.kind());
            assertThrows(MillraceException.class, () -> receiver.store(List.of("x", Thread.currentThread())));
            receiver.store("after");
            assertEquals(List.of("before", "after"), take(2));
        }
    }

    @Test
    void aFullLogMakesTheReceiverWaitAndNothingIsLost() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        StreamingContextBuilder settings = builder()
                .checkpointDirectory(directory)
                .receivers(ReceiverSettings.defaults()
                        .withBlockLogBytesMax(100_000)
                        .withMemoryBytesMax(10_000));
        int count = 200_000;
        Receiver<Integer> receiver = new Receiver<>() {
            @Override
            public void onStart() {
                for (int i = 0; i < count; i++) {
                    store(i);
                }
            }

            @Override
            public void onStop() {}
        };
        long heldMax = 0;
        try (StreamingContext ssc = settings.build()) {
            DStream<Integer> stream = ssc.receiverStream(receiver);
            stream.foreachRDD(rdd -> {
                if (!rdd.isEmpty()) {
                    go.await();
                }
            });
            show(stream);
            ssc.start();
            ReceiverStatus full = receiverOf(ssc);
            while (full.loggedBytes() < full.loggedBytesMax()) {
                Thread.onSpinWait();
                full = receiverOf(ssc);
            }
            go.countDown();
            for (int i = 0; i < count; i++) {
                assertEquals(i, seen.take());
                heldMax = Math.max(heldMax, receiverOf(ssc).loggedBytes());
            }
        }
        assertTrue(heldMax < 100_000 + 2 * (1 << 20), "at most " + heldMax + " bytes were held");
    }

    static ReceiverStatus receiverOf(StreamingContext ssc) {
        return Objects.requireNonNull(ssc.status().sources().get(0).receiver());
    }

    @Test
    void aReceiverThatWaitsForRoomCanBeStopped() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (StreamingContext ssc = builder()
                .checkpointDirectory(directory)
                .receivers(ReceiverSettings.defaults().withBlockLogBytesMax(1))
                .build()) {
            DStream<Integer> stream = ssc.receiverStream(new Counting());
            stream.foreachRDD(rdd -> {
                if (!rdd.isEmpty()) {
                    go.await();
                }
            });
            ssc.start();
            while (receiverOf(ssc).loggedBytes() == 0) {
                Thread.onSpinWait();
            }
            go.countDown();
            ssc.stop(StopMode.GRACEFULLY);
            assertEquals(0, receiverOf(ssc).loggedBytes(), "all of it was processed");
        }
    }

    private static OutputStatus guarantee(StreamingContext ssc) {
        return ssc.status().outputs().get(0);
    }

    @Test
    void theGuaranteeDependsOnTheBlockLog() {
        List<StreamingContextBuilder> builders = List.of(
                builder().checkpointDirectory(directory.resolve("a")),
                builder()
                        .checkpointDirectory(directory.resolve("b"))
                        .receivers(ReceiverSettings.defaults().withBlockLog(false)),
                builder());
        List<DeliveryGuarantee> guarantees = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (StreamingContextBuilder settings : builders) {
            try (StreamingContext ssc = settings.build()) {
                ssc.receiverStream(new Texts()).named("in").save(new MemorySinks.Staged());
                ssc.startByHand();
                guarantees.add(guarantee(ssc).guarantee());
                reasons.add(guarantee(ssc).reason());
                assertEquals(
                        guarantees.size() == 1, ssc.status().sources().get(0).replayable());
            }
        }
        assertEquals(
                List.of(DeliveryGuarantee.EXACTLY_ONCE, DeliveryGuarantee.AT_MOST_ONCE, DeliveryGuarantee.AT_MOST_ONCE),
                guarantees);
        assertTrue(reasons.get(0).contains("for source 'in' from its block log on"), reasons.get(0));
        assertTrue(reasons.get(1).contains("the block log of receivers is switched off"), reasons.get(1));
        assertTrue(reasons.get(2).contains("there is no checkpointDirectory"), reasons.get(2));
    }

    @Test
    void anActionOnALoggedReceiverIsAtLeastOnce() {
        try (StreamingContext ssc = logged()) {
            ssc.receiverStream(new Texts()).print();
            ssc.startByHand();
            assertEquals(DeliveryGuarantee.AT_LEAST_ONCE, guarantee(ssc).guarantee());
        }
    }

    @Test
    void withoutACheckpointRecordsOfAnyClassAreHeldInMemory() throws Exception {
        Pushed<Object> receiver = new Pushed<>();
        Object any = new Object();
        try (StreamingContext ssc = builder().build()) {
            show(ssc.receiverStream(receiver));
            ssc.start();
            receiver.started.await();
            receiver.store(any, "one");
            receiver.store(List.of(any, "x"), "two");
            assertEquals(List.of("one", "two"), receiver.acknowledged);
            assertEquals(List.of(any, any, "x"), take(3));
            assertThrows(MillraceException.class, () -> receiver.store(nothing()));
        }
    }

    @SuppressWarnings("NullAway") // what a user without the check would do
    private static Object nothing() {
        return null;
    }

    @Test
    void settingsAreCheckedAndHaveTheDefaultsThatTheManualNames() {
        ReceiverSettings defaults = ReceiverSettings.defaults();
        assertTrue(defaults.blockLog());
        assertEquals(Duration.ofMillis(200), defaults.blockInterval());
        assertEquals(1L << 30, defaults.blockLogBytesMax());
        assertEquals(32L << 20, defaults.memoryBytesMax());
        assertEquals(100_000, defaults.bufferedRecordsMax());
        assertEquals(Duration.ofSeconds(2), defaults.restartDelay());
        assertEquals(Duration.ofSeconds(15), defaults.restartDelayMax());
        assertThrows(IllegalArgumentException.class, () -> defaults.withBlockInterval(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> defaults.withBlockLogBytesMax(0));
        assertThrows(IllegalArgumentException.class, () -> defaults.withMemoryBytesMax(-1));
        assertThrows(IllegalArgumentException.class, () -> defaults.withBufferedRecordsMax(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> defaults.withRestartDelays(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertNotNull(defaults.toString());
    }
}
