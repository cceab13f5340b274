package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.MillraceException;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opened sinks whose producers live on, and copies of them that went to another process. */
class KafkaSinkTest {
    private final LocalKafka kafka = LocalKafka.shared();

    @BeforeEach
    void createTopic() {
        kafka.create(1);
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    private KafkaSink<String> opened() {
        return KafkaSink.<String>builder(kafka.sinkParams())
                .topic(kafka.topic())
                .value(text -> text, StringSerializer::new)
                .build()
                .open(new SinkContext("sinks-of-" + kafka.topic(), "copies", new SystemClock()));
    }

    private static SinkTask task(long batch, long epoch) {
        return new SinkTask("copies", batch, 0, epoch, 0);
    }

    private List<String> visible() {
        return kafka.committed().stream().map(ConsumerRecord::value).toList();
    }

    /** It has sent records already when the other takes its place, and goes on as if nothing were. */
    @Test
    void aDriverThatIsReplacedInTheMiddleOfATransactionCanNotCommitIt() throws Exception {
        CountDownLatch hasSent = new CountDownLatch(1);
        CountDownLatch isReplaced = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        KafkaSink<String> zombie = opened();
        KafkaSink<String> next = opened();
        try {
            zombie.write(task(1, 1), Stream.of("a").iterator());
            Iterator<String> slow = Stream.of("lost", "too")
                    .peek(text -> {
                        if (text.equals("too")) {
                            hasSent.countDown();
                            await(isReplaced);
                        }
                    })
                    .iterator();
            Future<?> late = thread.submit(() -> zombie.write(task(2, 1), slow));
            hasSent.await();
            next.write(task(2, 2), Stream.of("b").iterator());
            isReplaced.countDown();
            assertThrows(Exception.class, late::get);
            assertEquals(List.of("a", "b"), visible());
            MillraceException refused = assertThrows(
                    MillraceException.class,
                    () -> zombie.write(task(2, 1), Stream.of("lost").iterator()));
            assertFalse(refused.kind() == MillraceException.Kind.EXTERNAL_SYSTEM, refused::toString);
            assertEquals(List.of("a", "b"), visible());
        } finally {
            thread.shutdownNow();
            zombie.close();
            next.close();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCopyInAnotherProcessWritesWhatIsNotWrittenYet() throws Exception {
        KafkaSink<String> sink = opened();
        try {
            sink.write(task(1, 1), Stream.of("a").iterator());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(sink);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                @SuppressWarnings("unchecked")
                KafkaSink<String> copy = (KafkaSink<String>) in.readObject();
                copy.write(task(1, 1), Stream.of("a").iterator());
                copy.write(task(2, 1), Stream.of("b").iterator());
            }
        } finally {
            sink.close();
        }
        assertEquals(List.of("a", "b"), visible());
    }
}
