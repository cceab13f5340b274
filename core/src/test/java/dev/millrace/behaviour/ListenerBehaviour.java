package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.ContextState;
import dev.millrace.MillraceException;
import dev.millrace.RDD;
import dev.millrace.Receiver;
import dev.millrace.ReceiverSettings;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.OutputInfo;
import dev.millrace.status.ReceiverStatus;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What listeners are told, and how a context is begun, waited for and ended. */
@Timeout(300)
abstract class ListenerBehaviour {
    @TempDir
    private Path directory;

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    private StreamingContextBuilder named() {
        return builder()
                .appName("listeners")
                .batchInterval(Duration.ofMillis(20))
                .stopTimeout(Duration.ofHours(1));
    }

    @Test
    void aBatchIsToldInItsOrderWithItsTimesAndRecords() {
        Telling telling = new Telling();
        Telling removed = new Telling();
        Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc = named().build()) {
            ssc.queueStream(queue).foreachRDD(rdd -> rdd.count()).named("counted");
            ssc.addStreamingListener(telling);
            ssc.addStreamingListener(removed);
            ssc.removeStreamingListener(removed);
            queue.add(ssc.parallelize(List.of("a", "b", "c")));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
        }
        assertEquals(
                List.of(
                        "started",
                        "submitted {queue=3}",
                        "batch",
                        "counted begins",
                        "counted ends",
                        "completed",
                        "stopped"),
                List.copyOf(telling.told));
        assertEquals(List.of(), List.copyOf(removed.told));
        BatchInfo info = telling.batches.remove();
        assertEquals(0, info.time().toEpochMilli() % 20);
        assertEquals(Map.of("queue", 3L), info.recordsBySource());
        assertEquals(3, info.records());
        assertFalse(info.startedAt().isBefore(info.submittedAt()));
        assertFalse(info.endedAt().isBefore(info.startedAt()));
        assertEquals(info.totalDelay(), info.schedulingDelay().plus(info.processingTime()));
        assertEquals(
                List.of("counted"),
                info.outputs().stream().map(OutputInfo::name).toList());
    }

    /** Keeps all that it is told, as lines, and the batches. */
    private static final class Telling implements StreamingListener {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final BlockingQueue<BatchInfo> batches = new LinkedBlockingQueue<>();

        @Override
        public void onStreamingStarted(Recovery recovery) {
            told.add("started");
        }

        @Override
        public void onBatchSubmitted(long batch, Instant time, Map<String, Long> recordsBySource) {
            told.add("submitted " + recordsBySource);
        }

        @Override
        public void onBatchStarted(long batch, Instant time) {
            told.add("batch");
        }

        @Override
        public void onOutputStarted(String output, long batch) {
            told.add(output + " begins");
        }

        @Override
        public void onOutputCompleted(String output, long batch) {
            told.add(output + " ends");
        }

        @Override
        public void onBatchCompleted(BatchInfo info) {
            told.add("completed");
            batches.add(info);
        }

        @Override
        public void onReceiverStarted(ReceiverStatus receiver) {
            told.add("receiver started");
        }

        @Override
        public void onReceiverError(ReceiverStatus receiver) {
            told.add("receiver error: " + receiver.lastError());
        }

        @Override
        public void onReceiverStopped(ReceiverStatus receiver) {
            told.add("receiver stopped");
        }

        @Override
        public void onStreamingStopped() {
            told.add("stopped");
        }

        /** The next line that begins so, what is told of other things before it left out. */
        private String await(String begin) throws InterruptedException {
            String line = told.take();
            while (!line.startsWith(begin)) {
                line = told.take();
            }
            return line;
        }
    }

    /** Fails once, then waits. */
    private static final class Failing extends Receiver<String> {
        private int starts;

        @Override
        public void onStart() {
            starts++;
            if (starts == 1) {
                throw new IllegalStateException("no luck");
            }
            store("a");
            stop("enough");
        }

        @Override
        public void onStop() {}
    }

    @Test
    void receiversAreToldOf() throws Exception {
        Telling telling = new Telling();
        try (StreamingContext ssc = named().checkpointDirectory(directory)
                .receivers(ReceiverSettings.defaults().withRestartDelays(Duration.ofMillis(1), Duration.ofMillis(1)))
                .build()) {
            BlockingQueue<String> seen = new LinkedBlockingQueue<>();
            ssc.receiverStream(new Failing()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.addStreamingListener(telling);
            ssc.start();
            assertTrue(telling.await("receiver error").contains("no luck"));
            telling.await("receiver started");
            telling.await("receiver stopped");
            assertEquals("a", seen.take());
        }
    }

    @Test
    void aContextIsWaitedForAndStopped() throws Exception {
        List<Class<?>> states = new ArrayList<>();
        StreamingContext ssc = named().build();
        ssc.queueStream(new ConcurrentLinkedQueue<RDD<String>>()).foreachRDD(rdd -> {});
        states.add(ssc.state().getClass());
        ssc.start();
        states.add(ssc.state().getClass());
        assertFalse(ssc.awaitTermination(Duration.ofMillis(1)));
        ssc.stop(StopMode.GRACEFULLY);
        ssc.awaitTermination();
        assertTrue(ssc.awaitTermination(Duration.ofSeconds(1)));
        states.add(ssc.state().getClass());
        ssc.stop();
        assertEquals(
                List.of(ContextState.Building.class, ContextState.Running.class, ContextState.Stopped.class), states);
    }

    @Test
    void whatFailedIsThrownToWhoWaits() {
        Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc = named().build()) {
            queue.add(ssc.parallelize(List.of("not a number")));
            ssc.queueStream(queue).map(Integer::parseInt).foreachRDD(rdd -> rdd.collect());
            ssc.start();
            MillraceException failure = assertThrows(MillraceException.class, ssc::awaitTermination);
            assertTrue(String.valueOf(failure.getMessage()).contains("not a number"), failure.getMessage());
        }
    }

    /** Unlike Spark's the function always runs; the checkpoint gives the data. */
    @Test
    void aContextGoesOnFromItsCheckpoint() throws Exception {
        List<String> totals = new ArrayList<>();
        for (int start = 0; start < 2; start++) {
            Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
            try (StreamingContext ssc = StreamingContext.getOrCreate(directory, () -> {
                StreamingContext made = named().checkpointDirectory(directory).build();
                made.queueStream(queue)
                        .keyBy(word -> word)
                        .<Integer>updateStateByKey((words, total) ->
                                total.map(sum -> sum + words.size()).or(() -> java.util.Optional.of(words.size())))
                        .named("totals")
                        .foreachRDD(rdd ->
                                totals.addAll(rdd.toRDD().map(String::valueOf).collect()));
                return made;
            })) {
                queue.add(ssc.parallelize(List.of("a", "a")));
                ssc.startByHand().runBatch();
            }
        }
        assertEquals(List.of("(a,2)", "(a,4)"), totals);
    }
}
