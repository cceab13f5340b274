package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/kafka.md from its top to its end, as it stands: its code is taken from the page, compiled and run against a broker,
 * one fragment after the other; only the broker's address is another.
 */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaPageTest {
    private static final Path PAGE = Path.of("../../docs/kafka.md");
    private static final Pattern CODE = Pattern.compile("(?ms)^```java\n(.*?)^```");
    private static final List<String> IMPORTED = List.of(
            "dev.millrace.*",
            "dev.millrace.connector.kafka.*",
            "java.nio.file.Path",
            "java.time.Duration",
            "java.util.*",
            "org.apache.kafka.common.serialization.*");

    private final LocalKafka lines = new LocalKafka(LocalKafka.shared().servers(), "lines");
    private final LocalKafka counts = new LocalKafka(lines.servers(), "counts");
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream standardOutput = System.out;

    @TempDir
    private Path directory;

    @BeforeEach
    void createTopics() {
        lines.create(1);
        counts.create(1);
        System.setOut(new PrintStream(printed, true, UTF_8));
    }

    @AfterEach
    void close() {
        System.setOut(standardOutput);
        lines.delete();
        counts.delete();
        lines.close();
        counts.close();
    }

    @Test
    void itsProgramsDoWhatItSays() throws Exception {
        List<String> code = CODE.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertEquals(3, code.size(), "each is run below");
        try (URLClassLoader loader = compiled(code)) {
            Class<?> page = loader.loadClass("Page");
            lines.append(0, "to be or not", "to be");
            try (StreamingContext ssc = (StreamingContext)
                    page.getMethod("program", Path.class).invoke(null, directory.resolve("checkpoint"))) {
                ssc.start();
                until(() -> counted().equals(Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L)));
                until(() -> told() == 2);
            }
            Map<String, Object> params = params();
            params.put("key.deserializer", StringDeserializer.class);
            params.put("value.deserializer", StringDeserializer.class);
            lines.append(0, "that is");
            try (StreamingContext ssc = context("ranges", Duration.ofMillis(100))) {
                page.getMethod("ranges", StreamingContext.class, Map.class).invoke(null, ssc, params);
                ssc.start();
                until(() -> printed.toString(UTF_8).contains("1 records of [lines-0 [2, 3)]"));
                until(() -> told() == 3);
            }
            lines.append(0, "the question, the");
            try (StreamingContext ssc = context("group", Duration.ofMillis(100))) {
                page.getMethod("group", StreamingContext.class, Map.class).invoke(null, ssc, params());
                ssc.start();
                until(() -> printed.toString(UTF_8).contains("(the,2)"));
                assertTrue(!printed.toString(UTF_8).contains("(to,2)"), "the group was further on");
            }
        }
    }

    private URLClassLoader compiled(List<String> code) throws Exception {
        StringBuilder source = new StringBuilder();
        IMPORTED.forEach(name -> source.append("import ").append(name).append(";\n"));
        source.append("public class Page {\npublic static StreamingContext program(Path checkpoints) {\n")
                .append(code.get(0).replace("127.0.0.1:9092", lines.servers()))
                .append("return ssc; }\n");
        String arguments = "(StreamingContext ssc, Map<String, Object> params) {\n";
        source.append("public static void ranges")
                .append(arguments)
                .append(code.get(1))
                .append("}\n");
        source.append("public static void group")
                .append(arguments)
                .append(code.get(2))
                .append("}\n}\n");
        Path file = Files.writeString(directory.resolve("Page.java"), source);
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        String classPath = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, complaints, "-cp", classPath, "-d", directory.toString(), file.toString());
        assertEquals(0, result, () -> complaints.toString(UTF_8));
        return new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
    }

    /** As in the page's first program. */
    private Map<String, Object> params() {
        return new HashMap<>(Map.of(
                "bootstrap.servers", lines.servers(), "group.id", "word-count", "auto.offset.reset", "earliest"));
    }

    private StreamingContext context(String name, Duration interval) {
        return StreamingContext.builder()
                .appName(name)
                .batchInterval(interval)
                .checkpointDirectory(directory.resolve(name))
                .printStream(new PrintStream(printed, true, UTF_8))
                .build();
    }

    /** The first count of each word; later windows tell them again. */
    private Map<String, Long> counted() {
        Map<String, Long> first = new HashMap<>();
        for (ConsumerRecord<String, String> record : counts.committedSoFar()) {
            byte[] value = record.value().getBytes(ISO_8859_1);
            first.putIfAbsent(record.key(), (long) value[value.length - 1]);
        }
        return first;
    }

    /** Where the group stands. */
    private long told() {
        return LocalKafka.await(
                        lines.admin().listConsumerGroupOffsets("word-count").partitionsToOffsetAndMetadata())
                .values()
                .stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    private void until(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() - begin < 120_000_000_000L,
                    () -> "it takes too long; so far: " + counted() + ", " + printed.toString(UTF_8));
            LockSupport.parkNanos(10_000_000);
        }
    }
}
