package dev.millrace.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.ReceiverSettings;
import dev.millrace.batch.BatchSteps;
import dev.millrace.batch.Observers;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.receiver.ReceiverParts;
import dev.millrace.receiver.ReceiverReader;
import dev.millrace.serde.Serdes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SocketSourceTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static <T> SourceReader<T> start(SocketSource<T> source) {
        return start(source, ReceiverSettings.defaults());
    }

    private static <T> SourceReader<T> start(SocketSource<T> source, ReceiverSettings settings) {
        SourceReader<T> reader = ReceiverReader.open(
                source,
                new SourceContext("test", "in", Duration.ofSeconds(1), 2, new SystemClock()),
                new ReceiverParts.Numbered(
                        0, new ReceiverParts(settings, Serdes.builtIn(), null, null, new Observers(BatchSteps.NONE))));
        reader.start(reader.initialPositions());
        return reader;
    }

    private static SocketSource<String> text(ServerSocket server) {
        return SocketSource.text("127.0.0.1", server.getLocalPort()).reconnectDelay(SOON);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    private static <T> List<T> receive(SourceReader<T> reader, int count) throws Exception {
        List<T> records = new ArrayList<>();
        while (records.size() < count) {
            SourceBatch<T> batch = reader.poll(2);
            for (Split<T> split : batch.splits()) {
                assertTrue(split.recordCount() <= 2);
                split.read(records::add);
            }
            Thread.onSpinWait();
        }
        return records;
    }

    @Test
    void linesComeInOrderAndTheConnectionIsMadeAgain() throws Exception {
        try (ServerSocket server = server();
                SourceReader<String> reader = start(text(server))) {
            try (Socket socket = server.accept()) {
                send(socket, "one\ntwo\nthr");
                assertEquals(List.of("one", "two"), receive(reader, 2));
                send(socket, "ee\n");
                assertEquals(List.of("three"), receive(reader, 1));
            }
            try (Socket socket = server.accept()) {
                send(socket, "four\n");
                assertEquals(List.of("four"), receive(reader, 1));
            }
        }
    }

    @Test
    void aServerThatIsNotThereYetIsWaitedFor() throws Exception {
        try (Socket held = new Socket()) { // keeps the port for the server, and doesn't listen
            held.setReuseAddress(true);
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = held.getLocalPort();
            try (SourceReader<String> reader =
                    start(SocketSource.text("127.0.0.1", port).reconnectDelay(SOON))) {
                assertTrue(reader.poll(10).isEmpty());
                try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                        Socket socket = server.accept()) {
                    send(socket, "at last\n");
                    assertEquals(List.of("at last"), receive(reader, 1));
                }
            }
        }
    }

    @Test
    void aFullBufferMakesTheSenderWaitAndLosesNothing() throws Exception {
        int count = 2_000;
        String filling = "x".repeat(10_000); // more than operating systems buffer, all together
        try (ServerSocket server = server();
                SourceReader<String> reader =
                        start(text(server), ReceiverSettings.defaults().withBufferedRecordsMax(3));
                Socket socket = server.accept()) {
            Thread sender = new Thread(() -> {
                try {
                    StringBuilder lines = new StringBuilder();
                    for (int i = 0; i < count; i++) {
                        lines.append(i).append(filling).append('\n');
                    }
                    send(socket, lines.toString());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            sender.start();
            List<String> records = receive(reader, 1);
            assertTrue(sender.isAlive());
            records.addAll(receive(reader, count - records.size()));
            sender.join();
            for (int i = 0; i < count; i++) {
                assertEquals(i + filling, records.get(i));
            }
        }
    }

    @Test
    void aGracefulStopClosesTheConnection() throws Exception {
        try (ServerSocket server = server();
                SourceReader<String> reader = start(text(server));
                Socket socket = server.accept()) {
            send(socket, "one\ntwo\n");
            assertEquals(List.of("one", "two"), receive(reader, 2));
            reader.stopReceiving();
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void bytesAreDecodedAsTold() throws Exception {
        try (ServerSocket server = server();
                SourceReader<Integer> reader = start(SocketSource.of(
                                "127.0.0.1", server.getLocalPort(), input -> numbers(new DataInputStream(input)))
                        .reconnectDelay(SOON));
                Socket socket = server.accept()) {
            socket.getOutputStream().write(new byte[] {0, 0, 0, 7, 0, 0, 1, 0});
            assertEquals(List.of(7, 256), receive(reader, 2));
        }
    }

    private static Iterator<Integer> numbers(DataInputStream input) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                try {
                    return input.readInt();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    @Test
    void blocksComeAfterTheirLengths() throws Exception {
        try (ServerSocket server = server();
                SourceReader<byte[]> reader = start(
                        SocketSource.blocks("127.0.0.1", server.getLocalPort()).reconnectDelay(SOON))) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(new byte[] {0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0, 0, 0, 3, 1});
            }
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(new byte[] {0, 0, 0, 1, 9, -1, 0, 0, 0});
            }
            List<byte[]> blocks = receive(reader, 3);
            assertArrayEquals(new byte[] {7, 8}, blocks.get(0));
            assertArrayEquals(new byte[0], blocks.get(1));
            assertArrayEquals(
                    new byte[] {9}, blocks.get(2), "what was cut off, and lengths that can't be, are no blocks");
        }
    }

    @Test
    void settingsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> SocketSource.text("localhost", 0));
        assertEquals(
                "socket:localhost:9999", SocketSource.text("localhost", 9999).defaultName());
    }
}
