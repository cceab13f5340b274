package dev.millrace.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.Receiver;
import dev.millrace.ReceiverSettings;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.function.Emitter;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of source that a context makes a stream of, with its checkpoint on shared storage, and in real time. */
@Timeout(300)
abstract class SourceBehaviour {
    @TempDir
    private Path directory;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    /** A context on the engine. */
    abstract StreamingContextBuilder builder();

    private StreamingContext context() {
        return builder()
                .appName("sources")
                .batchInterval(Duration.ofMillis(20))
                .stopTimeout(Duration.ofHours(1))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .receivers(ReceiverSettings.defaults()
                        .withBlockInterval(Duration.ofMillis(5))
                        .withRestartDelays(Duration.ofMillis(1), Duration.ofMillis(5)))
                .build();
    }

    private <T> void see(DStream<T> stream) {
        stream.foreachRDD(rdd -> rdd.collect().forEach(record -> seen.add(String.valueOf(record))));
    }

    /** So many records, sorted: of different sources any may come first. */
    private List<String> take(int count) throws InterruptedException {
        List<String> records = new ArrayList<>();
        while (records.size() < count) {
            records.add(seen.take());
        }
        records.sort(null);
        return records;
    }

    /** A server that sends these bytes to whoever connects, and then keeps the connection until it is closed. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final List<Socket> connections = new ArrayList<>();
        private final byte[] bytes;

        private Server(byte[] bytes) throws IOException {
            this.bytes = bytes;
            Thread thread = new Thread(this::serve, "server");
            thread.setDaemon(true);
            thread.start();
        }

        private static Server of(String text) throws IOException {
            return new Server(text.getBytes(UTF_8));
        }

        private void serve() {
            try {
                while (true) {
                    Socket connection = listening.accept();
                    synchronized (connections) {
                        connections.add(connection);
                    }
                    connection.getOutputStream().write(bytes);
                }
            } catch (IOException e) {
                // The server was closed.
            }
        }

        private int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            synchronized (connections) {
                for (Socket connection : connections) {
                    connection.close();
                }
            }
        }
    }

    /** Each block after its length. */
    private static byte[] blocks(String... blocks) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (String block : blocks) {
            out.writeInt(block.length());
            out.write(block.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Iterator<String> shouted(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, UTF_8))
                .lines()
                .map(line -> line + "!")
                .iterator();
    }

    private static void length(byte[] block, Emitter<String> out) throws Exception {
        out.accept(block.length + " bytes");
    }

    @Test
    void socketsGiveLinesWhatADecoderMakesAndBlocks() throws Exception {
        try (Server lines = Server.of("a\nb\n");
                Server decoded = Server.of("c\nd\n");
                Server raw = new Server(blocks("e", "fg"));
                StreamingContext ssc = context()) {
            see(ssc.socketTextStream("localhost", lines.port()));
            see(ssc.socketStream("localhost", decoded.port(), SourceBehaviour::shouted));
            see(ssc.rawSocketStream("localhost", raw.port()).map(block -> new String(block, UTF_8)));
            see(ssc.rawSocketStream("localhost", raw.port(), SourceBehaviour::length));
            ssc.start();
            assertEquals(List.of("1 bytes", "2 bytes", "a", "b", "c!", "d!", "e", "fg"), take(8));
        }
    }

    private Path made(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** As they should come: complete, by moving. */
    private void put(String where, String name, String text) {
        try {
            Path hidden = Files.writeString(directory.resolve(name + ".new"), text);
            Files.move(hidden, directory.resolve(where).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesGiveLinesRecordsOfALengthAndWhatADecoderMakes() throws Exception {
        String lines = made("lines").toString();
        String numbers = made("numbers").toString();
        String own = made("own").toString();
        String chosen = made("chosen").toString();
        put("lines", "old", "too old\n");
        put("chosen", "old.log", "old\n");
        try (StreamingContext ssc = context()) {
            see(ssc.textFileStream(lines));
            see(ssc.binaryRecordsStream(numbers, 2).map(Arrays::toString));
            see(ssc.fileStream(own, SourceBehaviour::shouted));
            see(ssc.fileStream(
                    chosen, SourceBehaviour::shouted, path -> path.toString().endsWith(".log"), false));
            ssc.start();
            assertEquals(List.of("old!"), take(1));
            put("lines", "new", "a\nb\n");
            put("numbers", "new", "  !!");
            put("own", "new", "c\n");
            put("chosen", "new.txt", "not chosen\n");
            put("chosen", "new.log", "d\n");
            assertEquals(List.of("[32, 32]", "[33, 33]", "a", "b", "c!", "d!"), take(6));
        }
    }

    @Test
    void queuesGiveOneRddABatchOrAllOrTheDefault() {
        Queue<RDD<String>> one = new ConcurrentLinkedQueue<>();
        Queue<RDD<String>> all = new ConcurrentLinkedQueue<>();
        Queue<RDD<String>> none = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc =
                builder().appName("queues").batchInterval(Duration.ofSeconds(1)).build()) {
            see(ssc.union(
                    ssc.queueStream(one),
                    ssc.queueStream(all, false),
                    ssc.queueStream(none, true, ssc.parallelize(List.of("default")))));
            for (String word : List.of("a", "b")) {
                one.add(ssc.parallelize(List.of("one " + word)));
                all.add(ssc.parallelize(List.of("all " + word), 1));
            }
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            assertEquals(List.of("one a", "all a", "all b", "default"), List.copyOf(seen));
            seen.clear();
            driver.runBatch();
            assertEquals(List.of("one b", "default"), List.copyOf(seen));
        }
    }

    @Test
    void queuesTakeWhatOperationsMakeOfRdds() {
        Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc =
                builder().appName("queues").batchInterval(Duration.ofSeconds(1)).build()) {
            see(ssc.queueStream(queue, false).map(word -> word + "!"));
            RDD<String> words = ssc.parallelize(List.of("b", "a", "b", ""), 2);
            queue.add(words.filter(word -> !word.isEmpty())
                    .mapToPair(word -> Pair.of(word, 1))
                    .reduceByKey(Integer::sum, 1)
                    .map(counted -> counted.key() + counted.value()));
            queue.add(words.union(ssc.parallelize(List.of("c"), 1)));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            assertEquals(
                    List.of("!", "a!", "a1!", "b!", "b!", "b2!", "c!"),
                    seen.stream().sorted().toList());
        }
    }

    @Test
    void queuesRefuseTheRddOfABatchThatIsGone() {
        Queue<RDD<String>> queue = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc =
                builder().appName("queues").batchInterval(Duration.ofSeconds(1)).build()) {
            ssc.queueStream(queue).foreachRDD(rdd -> queue.add(rdd.map(word -> word + "!")));
            queue.add(ssc.parallelize(List.of("a")));
            BatchDriver driver = ssc.startByHand();
            driver.runBatch();
            String refused =
                    assertThrows(MillraceException.class, driver::runBatch).getMessage();
            assertTrue(refused.contains("parallelize(rdd.collect())"), refused);
        }
    }

    /** Stores what the test wants, from the test's thread, and says what happens to it. */
    private static final class Hand extends Receiver<String> {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final CountDownLatch started = new CountDownLatch(1);

        @Override
        public void onStart() {
            told.add("start");
            started.countDown();
        }

        @Override
        public void onStop() {
            told.add("stop");
        }

        @Override
        public @Nullable String preferredLocation() {
            return "localhost";
        }
    }

    /** Of bytes. */
    private static final class Bytes extends Receiver<byte[]> {
        private final CountDownLatch started = new CountDownLatch(1);

        @Override
        public void onStart() {
            started.countDown();
        }

        @Override
        public void onStop() {}
    }

    @Test
    void aReceiverStoresInEveryForm() throws Exception {
        Hand hand = new Hand();
        Bytes bytes = new Bytes();
        try (StreamingContext ssc = context()) {
            see(ssc.union(ssc.receiverStream(hand), ssc.receiverStream(bytes).map(block -> new String(block, UTF_8))));
            ssc.start();
            hand.started.await();
            bytes.started.await();
            hand.store("a");
            hand.store("b", "metadata");
            hand.store(List.of("c"));
            hand.store(List.of("d"), "metadata");
            hand.store(List.of("e").iterator());
            hand.store(List.of("f").iterator(), "metadata");
            bytes.store(ByteBuffer.wrap("g".getBytes(UTF_8)));
            bytes.store(ByteBuffer.wrap("h".getBytes(UTF_8)), "metadata");
            assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h"), take(8));
        }
    }

    @Test
    void aReceiverReportsIsStartedAgainAndStops() throws Exception {
        Hand hand = new Hand();
        try (StreamingContext ssc = context()) {
            see(ssc.receiverStream(hand));
            assertFalse(hand.isStarted());
            ssc.start();
            assertEquals("start", hand.told.take());
            assertTrue(hand.isStarted());
            assertEquals("localhost", hand.preferredLocation());
            hand.reportError("only said", new IOException("lost"));
            hand.store("before");
            hand.restart("once");
            assertEquals(List.of("stop", "start"), List.of(hand.told.take(), hand.told.take()));
            hand.restart("twice", new IOException("lost"));
            assertEquals(List.of("stop", "start"), List.of(hand.told.take(), hand.told.take()));
            hand.restart("three times", new IOException("lost"), 2);
            assertEquals(List.of("stop", "start"), List.of(hand.told.take(), hand.told.take()));
            hand.store("after");
            assertEquals(List.of("after", "before"), take(2));
            hand.stop("enough");
            assertEquals("stop", hand.told.take());
            assertTrue(hand.isStopped());
        }
    }
}
