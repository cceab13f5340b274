package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.batch.MemoryStorage;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.OutputInfo;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners, and what batches and contexts say of themselves. */
@Timeout(300)
class ListenerTest {
    /** Its end waits for listeners as long as they need. */
    private static StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("heard")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(1))
                .stopTimeout(Duration.ofHours(1));
    }

    private static StreamingContext counting(CountDownLatch batches) {
        return counting(builder(), batches);
    }

    /** Counts down when the stream has done some batches, from a thread that isn't a listener's. */
    private static StreamingContext counting(StreamingContextBuilder builder, CountDownLatch batches) {
        StreamingContext ssc = builder.build();
        ssc.queueStream(new ConcurrentLinkedQueue<RDD<String>>()).foreachRDD(rdd -> batches.countDown());
        return ssc;
    }

    @Test
    void aListenerThatBlocksHoldsUpNeitherTheStreamNorOtherListenersNorTheEnd() throws Exception {
        CountDownLatch batches = new CountDownLatch(100);
        CountDownLatch heard = new CountDownLatch(100);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (StreamingContext ssc = counting(builder().stopTimeout(Duration.ofMillis(50)), batches)) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onStreamingStarted(Recovery recovery) {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                }
            });
            ssc.start();
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(BatchInfo info) {
                    heard.countDown();
                }
            });
            batches.await();
            heard.await();
            ssc.stop(StopMode.GRACEFULLY);
            assertTrue(ssc.state() instanceof ContextState.Stopped);
            interrupted.await();
        }
    }

    @Test
    void eventsThatFindNoRoomAreCountedAndTold() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        AtomicLong missed = new AtomicLong();
        CountDownLatch heard = new CountDownLatch(1_000);
        try (StreamingContext ssc = builder().build()) {
            ssc.queueStream(new ConcurrentLinkedQueue<RDD<String>>()).print(0);
            for (int output = 0; output < 400; output++) { // each of them is two events in a batch
                ssc.queueStream(new ConcurrentLinkedQueue<RDD<String>>()).foreachRDD(rdd -> {});
            }
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onStreamingStarted(Recovery recovery) {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }

                @Override
                public void onOutputStarted(String output, long batch) {
                    heard.countDown();
                }

                @Override
                public void onEventsDropped(long events) {
                    missed.addAndGet(events);
                    told.countDown();
                }
            });
            ssc.start();
            while (ssc.status().listenerEventsDropped() == 0) {
                Thread.onSpinWait();
            }
            go.countDown();
            told.await();
            assertTrue(missed.get() > 0);
            heard.await(); // what found room is told
        }
    }

    /** The end waits for listeners, so a listener that stops the context must not wait for the end. */
    @Test
    void aListenerMayStopTheContext() throws Exception {
        for (StopMode mode : StopMode.values()) {
            CountDownLatch stopped = new CountDownLatch(1);
            StreamingContext ssc = counting(new CountDownLatch(1));
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(BatchInfo info) {
                    ssc.stop(mode);
                    stopped.countDown();
                }
            });
            ssc.start();
            ssc.awaitTermination();
            assertEquals(0, stopped.getCount(), "its call has returned before the end");
            ssc.close();
        }
    }

    @Test
    void aListenerThatThrowsAnErrorHearsWhatComesNext() throws Exception {
        CountDownLatch completed = new CountDownLatch(3);
        try (StreamingContext ssc = counting(new CountDownLatch(1))) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(BatchInfo info) {
                    completed.countDown();
                    throw new StackOverflowError("of the listener's");
                }
            });
            ssc.start();
            completed.await();
            assertFalse(ssc.awaitTermination(Duration.ZERO), "the stream goes on");
        }
    }

    @Test
    void aListenerIsToldOfTheEndBeforeAnybodyWhoWaitsForIt() throws Exception {
        List<String> heard = new ArrayList<>();
        CountDownLatch batches = new CountDownLatch(3);
        StreamingContext ssc = counting(batches);
        StreamingListener listener = new StreamingListener() {
            @Override
            public void onBatchStep(BatchStep step, long batch) {
                throw new IllegalStateException("harms nobody");
            }

            @Override
            public void onStreamingStarted(Recovery recovery) {
                heard.add(Thread.currentThread().getName());
            }

            @Override
            public void onStreamingStopped() {
                heard.add("stopped");
            }
        };
        ssc.addStreamingListener(listener);
        StreamingListener removed = new StreamingListener() {
            @Override
            public void onStreamingStopped() {
                heard.add("a removed one hears nothing");
            }
        };
        ssc.addStreamingListener(removed);
        ssc.start();
        batches.await();
        ssc.removeStreamingListener(removed);
        ssc.stop(StopMode.GRACEFULLY);
        assertEquals(List.of("millrace-heard-listener", "stopped"), heard);
        ssc.close();
    }

    @Test
    void aBatchSaysWhenItBeganWhatItsOutputsNeededAndWhatWaits() {
        HandClock clock = new HandClock();
        List<BatchInfo> infos = new ArrayList<>();
        ListSource words = new ListSource().with("a", "x", "y", "x");
        try (StreamingContext ssc = builder()
                .batchInterval(Duration.ofSeconds(1))
                .clock(clock)
                .lateBatches(LateBatches.await())
                .checkpointStorage(MemoryStorage::new)
                .build()) {
            var totals = ssc.sourceStream(words)
                    .mapToPair(word -> Pair.of(word, 1))
                    .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                    .named("totals");
            totals.foreachRDD(rdd -> clock.advance(Duration.ofMillis(3_500)));
            totals.foreachRDD(rdd -> clock.advance(Duration.ofMillis(250)));
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(BatchInfo info) {
                    infos.add(info);
                }
            });
            BatchDriver driver = ssc.startByHand();
            clock.advance(Duration.ofMillis(1_100));
            Instant begin = clock.instant();
            driver.runBatch();
            BatchInfo info = infos.get(0);
            assertEquals(Map.of("lists", 3L), info.recordsBySource());
            assertEquals(begin, info.submittedAt());
            assertEquals(begin, info.startedAt());
            assertEquals(begin.plusMillis(3_750), info.endedAt());
            assertEquals(Duration.ofMillis(100), info.schedulingDelay());
            assertEquals(Duration.ofMillis(3_750), info.processingTime());
            assertEquals(Duration.ofMillis(3_850), info.totalDelay());
            assertEquals(
                    List.of(
                            new OutputInfo("foreachRDD-1", Duration.ZERO, Duration.ofMillis(3_500)),
                            new OutputInfo("foreachRDD-2", Duration.ofMillis(3_500), Duration.ofMillis(250))),
                    info.outputs());
            assertEquals(Map.of("totals", 2L), ssc.status().keysByOperator());
            assertEquals(0, ssc.status().pendingBatches());
            words.with("a", "z");
            driver.runBatch();
            assertEquals(2, infos.get(1).pendingBatches(), "two of the three seconds that passed");
            assertEquals(2, ssc.status().pendingBatches());
            assertEquals(Map.of("totals", 3L), ssc.status().keysByOperator());
            assertFalse(infos.get(1).inDoubt());
            driver.stop();
        }
    }
}
