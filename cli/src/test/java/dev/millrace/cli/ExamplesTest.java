package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.examples.CustomReceiver;
import dev.millrace.examples.KinesisWordCount;
import dev.millrace.examples.KinesisWordProducer;
import dev.millrace.examples.NetworkWordCount;
import dev.millrace.examples.PopularHashtags;
import dev.millrace.examples.QueueStream;
import dev.millrace.examples.RecoverableNetworkWordCount;
import dev.millrace.examples.StatefulNetworkWordCount;
import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples as a user runs them: each alone, as a process, with arguments. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExamplesTest {
    private static final String LINE = "-------------------------------------------";

    @TempDir
    private Path directory;

    private Process start(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** Reads lines up to one that fits; gives all that were read. */
    private static List<String> readUntil(BufferedReader output, Predicate<String> fits) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (fits.test(line)) {
                return lines;
            }
        }
        throw new AssertionError("it ended and said: " + lines);
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    @Test
    void networkWordCountPrintsEachBatchAsSparkDoes() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process program = start(NetworkWordCount.class, "127.0.0.1", String.valueOf(server.getLocalPort()));
            try (Socket connection = server.accept();
                    BufferedReader output = output(program)) {
                OutputStream lines = connection.getOutputStream();
                lines.write("to be or not to be\n".getBytes(UTF_8));
                lines.flush();
                List<String> printed = readUntil(output, line -> line.startsWith("("));
                int time = printed.size() - 3;
                assertTrue(printed.get(time).matches("Time: \\d+ ms"), printed.toString());
                assertEquals(LINE, printed.get(time - 1));
                assertEquals(LINE, printed.get(time + 1));
                List<String> counts = new ArrayList<>(List.of(printed.get(time + 2)));
                counts.addAll(readUntil(output, String::isEmpty));
                counts.remove("");
                assertEquals(
                        List.of("(be,2)", "(not,1)", "(or,1)", "(to,2)"),
                        counts.stream().sorted().toList());
            } finally {
                program.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void statefulNetworkWordCountGoesOnCounting() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process program = start(StatefulNetworkWordCount.class, "127.0.0.1", String.valueOf(server.getLocalPort()));
            try (Socket connection = server.accept();
                    BufferedReader output = output(program)) {
                OutputStream lines = connection.getOutputStream();
                for (int n = 1; n <= 3; n++) {
                    lines.write("mill\n".getBytes(UTF_8));
                    lines.flush();
                    List<String> printed = readUntil(output, line -> line.startsWith("("));
                    assertEquals("(mill," + n + ")", printed.get(printed.size() - 1));
                }
            } finally {
                program.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void customReceiverConnectsAgainWhenItsServerEnds() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process program = start(CustomReceiver.class, "127.0.0.1", String.valueOf(server.getLocalPort()));
            try (BufferedReader output = output(program)) {
                for (int n = 1; n <= 2; n++) {
                    try (Socket connection = server.accept()) {
                        connection.getOutputStream().write("mill\n".repeat(n).getBytes(UTF_8));
                    }
                    int counted = 0;
                    while (counted < n) { // the lines may come in two batches
                        List<String> printed = readUntil(output, line -> line.startsWith("(mill,"));
                        String count = printed.get(printed.size() - 1);
                        counted += Integer.parseInt(count.substring("(mill,".length(), count.length() - 1));
                    }
                    assertEquals(n, counted);
                }
            } finally {
                program.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void recoverableNetworkWordCountGoesOnWhereItWasKilled() throws Exception {
        Path written = directory.resolve("output");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int n = 1; n <= 2; n++) {
                Process program = start(
                        RecoverableNetworkWordCount.class,
                        "127.0.0.1",
                        String.valueOf(server.getLocalPort()),
                        directory.resolve("checkpoint").toString(),
                        written.toString());
                try (BufferedReader output = output(program)) {
                    assertTrue(output.readLine()
                            .startsWith(n == 1 ? "started with epoch 1 on a new" : "started with epoch 2 after"));
                    try (Socket connection = server.accept()) {
                        connection.getOutputStream().write("a mill and a river\n".getBytes(UTF_8));
                        List<String> expected = List.of("(and," + n + ")", "(mill," + n + ")", "(river," + n + ")");
                        while (!totalsSoFar(written).equals(expected)) {
                            assertTrue(program.isAlive());
                            Thread.onSpinWait();
                        }
                    }
                } finally {
                    program.destroyForcibly().waitFor();
                }
            }
        }
    }

    @Test
    void queueStreamTakesAnRddInEachBatch() throws Exception {
        Process program = start(QueueStream.class);
        List<String> printed = output(program).lines().toList();
        assertEquals(0, program.waitFor(), printed.toString());
        assertEquals(5, printed.size(), printed.toString());
        for (int i = 1; i <= printed.size(); i++) {
            String line = printed.get(i - 1);
            assertTrue(line.contains("[(0," + 100 * i + "), (1," + 100 * i + ")"), line);
        }
    }

    /** The first window may end between the two lines' arrivals, so the order counts, not when. */
    @Test
    void popularHashtagsShowsTheMostFrequentOfTheWindow() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process program =
                    start(PopularHashtags.class, "127.0.0.1", String.valueOf(server.getLocalPort()), "4", "1", "2");
            try (Socket connection = server.accept();
                    BufferedReader output = output(program)) {
                OutputStream lines = connection.getOutputStream();
                lines.write("#mill grinds #race and #mill\n#mill #race #once\n".getBytes(UTF_8));
                lines.flush();
                readUntil(output, line -> line.endsWith(": [(#mill,3), (#race,2)]"));
                readUntil(output, line -> line.endsWith(": []")); // the window has moved on
            } finally {
                program.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void networkWordCountRefusesWrongArguments() throws Exception {
        Process program = start(NetworkWordCount.class, "localhost");
        assertEquals(
                "Usage: NetworkWordCount <host> <port>",
                new String(program.getInputStream().readAllBytes(), UTF_8).strip());
        assertEquals(2, program.waitFor());
        Process tooLarge = start(NetworkWordCount.class, "localhost", "99999");
        assertEquals(
                "a port is a number from 1 to 65535, not 99999",
                new String(tooLarge.getInputStream().readAllBytes(), UTF_8).strip());
        assertEquals(1, tooLarge.waitFor());
    }

    @Test
    void kinesisWordCountCountsWhatTheProducerSaysItSent() throws Exception {
        try (KinesisServer server =
                KinesisServer.start(KinesisServerSettings.builder().build())) {
            String endpoint = server.endpoint().toString();
            Process producer =
                    start(KinesisWordProducer.class, "words", endpoint, "300", "5", "--create-shards=2", "--seconds=2");
            List<String> sent = output(producer).lines().toList();
            assertEquals(0, producer.waitFor(), sent.toString());
            assertTrue(sent.contains("Sent 600 records"), sent.toString());
            List<String> expected = totals(sent, "Totals for the words sent");

            Process wordCount = start(KinesisWordCount.class, "app", "words", endpoint);
            try (BufferedReader output = output(wordCount)) {
                Path written = directory.resolve("app-data").resolve("output");
                while (!totalsSoFar(written).equals(expected)) {
                    readUntil(output, line -> line.startsWith("Time: ")); // a batch each, also without records
                }
                wordCount.toHandle().destroy(); // SIGTERM; its output stays open
                List<String> counted = output.lines().toList();
                assertEquals(expected, totals(counted, "Totals for the words counted"));
            } finally {
                wordCount.destroyForcibly().waitFor();
            }
        }
    }

    /** The same while files are being published. */
    private static List<String> totalsSoFar(Path written) throws IOException {
        try {
            return totals(written);
        } catch (UncheckedIOException | NoSuchFileException e) {
            return List.of(); // a file was moved to where it belongs
        }
    }

    /** What the files hold: the counts of all batches, summed by word. */
    private static List<String> totals(Path written) throws IOException {
        if (!Files.isDirectory(written)) {
            return List.of();
        }
        Map<String, Long> totals = new TreeMap<>();
        try (Stream<Path> batches = Files.walk(written)) {
            for (Path file : batches.filter(path -> path.toString().contains("/batch-"))
                    .filter(path -> !path.toString().contains("/."))
                    .filter(Files::isRegularFile)
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    int comma = line.indexOf(',');
                    totals.merge(
                            line.substring(1, comma),
                            Long.parseLong(line.substring(comma + 1, line.length() - 1)),
                            Long::sum);
                }
            }
        }
        return totals.entrySet().stream()
                .map(entry -> "(" + entry.getKey() + "," + entry.getValue() + ")")
                .sorted()
                .toList();
    }

    private static List<String> totals(List<String> lines, String heading) {
        List<String> totals = lines.stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .filter(line -> line.startsWith("("))
                .sorted()
                .collect(Collectors.toList());
        assertFalse(totals.isEmpty(), lines.toString());
        return totals;
    }
}
