package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of receivers, and what the next start finds of what they stored. */
@Timeout(300)
class ReceiverRestartTest {
    @TempDir
    Path directory;

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("receivers")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(10))
                .stopTimeout(Duration.ofHours(1))
                .checkpointDirectory(directory);
    }

    private StreamingContext logged() {
        return builder().build();
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

    /** A program that ends when it has processed 1 and 2, with these records in its receiver's log. */
    private void processTwoAndLeave(List<Integer> unread) throws Exception {
        ReceiverTest.Pushed<Integer> receiver = new ReceiverTest.Pushed<>();
        StreamingContext program = builder().receiverExecutor(Runnable::run).build();
        show(program.receiverStream(receiver).named("in"));
        BatchDriver driver = program.startByHand();
        receiver.store(List.of(1, 2));
        driver.runBatch();
        receiver.store(unread.subList(0, 2));
        for (Integer record : unread.subList(2, unread.size())) {
            receiver.store(record);
        }
        program.close();
        assertEquals(List.of(1, 2), take(2));
    }

    @Test
    void whatWaitsInTheLogIsProcessedByTheNextStart() throws Exception {
        processTwoAndLeave(List.of(3, 4, 5));

        try (StreamingContext second = logged()) {
            show(second.receiverStream(new ReceiverTest.Texts()).named("in"));
            second.start();
            assertEquals(List.of(3, 4, 5), take(3));
            assertFalse(second.status().recovery().fresh());
        }
    }

    /** Regression: what the log held was left there, and never read. */
    @Test
    void whatWaitsInTheLogIsNotLostWhereTheNextStartHasNoLog() throws Exception {
        processTwoAndLeave(List.of(3, 4));

        try (StreamingContext second = unlogged()) {
            show(second.receiverStream(new ReceiverTest.Texts()).named("in"));
            MillraceException refused = assertThrows(MillraceException.class, second::start);
            assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
            String why = String.valueOf(refused.getMessage());
            assertTrue(why.contains("source 'in': its block log holds 2 records"), why);
            assertTrue(why.contains("withBlockLog(true)"), why);
        }
        try (StreamingContext third = logged()) {
            show(third.receiverStream(new ReceiverTest.Texts()).named("in"));
            third.start();
            assertEquals(List.of(3, 4), take(2));
            third.stop(StopMode.GRACEFULLY);
        }
        try (StreamingContext fourth = unlogged()) {
            show(fourth.receiverStream(new ReceiverTest.Texts()).named("in"));
            fourth.start();
            fourth.stop(StopMode.GRACEFULLY);
        }
    }

    /** Regression: they were lost, though the receiver had been told that they were stored. */
    @Test
    void aBatchInDoubtOfLoggedRecordsIsNotRunWithoutTheLog() throws Exception {
        ReceiverTest.Pushed<Integer> receiver = new ReceiverTest.Pushed<>();
        StreamingContext program = builder().receiverExecutor(Runnable::run).build();
        program.receiverStream(receiver).named("in").foreachRDD(rdd -> {
            throw new IllegalStateException("in the middle of the batch");
        });
        BatchDriver driver = program.startByHand();
        receiver.store(List.of(1, 2));
        assertThrows(MillraceException.class, driver::runBatch);
        program.close();

        try (StreamingContext second = unlogged()) {
            show(second.receiverStream(new ReceiverTest.Texts()).named("in"));
            MillraceException refused = assertThrows(MillraceException.class, () -> {
                second.start();
                second.awaitTermination();
            });
            String why = String.valueOf(refused.getMessage());
            assertTrue(why.contains("withBlockLog(true)"), why);
        }
        try (StreamingContext third = logged()) {
            show(third.receiverStream(new ReceiverTest.Texts()).named("in"));
            third.start();
            assertEquals(List.of(1, 2), take(2));
        }
    }

    private StreamingContext unlogged() {
        return builder()
                .receivers(ReceiverSettings.defaults().withBlockLog(false))
                .build();
    }

    /**
     * Regression: the log said that the batch didn't end, and another start found the checkpoint in use. A stop waits twice for
     * its timeout; a machine that stands still meanwhile has another try.
     */
    @Test
    void aReceiverThatDoesNotEndIsSaidSoByAStopAtOnce() throws Exception {
        String said = "";
        for (int attempt = 0; attempt < 20 && !said.contains("does not end within"); attempt++) {
            said = whatAStopSaysOfAReceiverThatDoesNotEnd(directory.resolve("attempt-" + attempt));
        }
        assertTrue(said.contains("does not end within"), said);
    }

    /** Or why it could not be started again. */
    private String whatAStopSaysOfAReceiverThatDoesNotEnd(Path checkpoint) throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        StreamingContext ssc = builder()
                .checkpointDirectory(checkpoint)
                .stopTimeout(Duration.ofMillis(400)) // a receiver is waited for for 500 ms
                .build();
        show(ssc.receiverStream(new Receiver<Integer>() {
                    @Override
                    public void onStart() {
                        store(1);
                    }

                    @Override
                    public void onStop() {
                        awaitUninterruptibly(released);
                    }
                })
                .named("in"));
        ssc.start();
        assertEquals(List.of(1), take(1));
        ssc.close();
        assertEquals(new ContextState.Stopped(), ssc.state());
        String said = ReceiverTest.receiverOf(ssc).lastError();
        try (StreamingContext next = builder().checkpointDirectory(checkpoint).build()) {
            show(next.receiverStream(new ReceiverTest.Texts()).named("in"));
            next.start(); // the checkpoint was let go of
        } catch (MillraceException inUse) {
            said = String.valueOf(inUse.getMessage());
        } finally {
            released.countDown();
        }
        return said;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean ended = false;
        while (!ended) {
            try {
                latch.await();
                ended = true;
            } catch (InterruptedException e) {
                ended = false; // what a receiver that hangs does
            }
        }
    }
}
