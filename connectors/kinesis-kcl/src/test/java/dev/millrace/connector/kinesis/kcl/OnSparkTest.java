package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.millrace.StreamingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shared consumption on Spark: leases and the block log are the driver's, batches run in an executor of its own process. */
@Timeout(400)
class OnSparkTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.executor.memory", "512m",
            "spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto",
            "spark.executor.extraClassPath", System.getProperty("java.class.path"));

    @TempDir
    private Path directory;

    @Test
    void whatTheDriverReceivesIsReadByExecutorsOnce() throws IOException {
        // Workers look for Spark's jars in its home; the class path of the tests has them.
        Files.createDirectories(Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME")), "jars"));
        TestStream stream = new TestStream(2);
        SETTINGS.forEach(System::setProperty);
        List<String> texts = new CopyOnWriteArrayList<>();
        Set<String> readers = new HashSet<>();
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("shared on Spark")
                .master("local-cluster[1,1,512]")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .build()) {
            SharedReader.builder(ssc, stream.name, stream.application, Services.shared())
                    .build()
                    .map(data -> new String(data, UTF_8) + " " + SparkEnv.get().executorId())
                    .foreachRDD(rdd -> rdd.collect().forEach(text -> {
                        texts.add(text.split(" ")[0]);
                        readers.add(text.split(" ")[1]);
                    }));
            ssc.start();
            stream.put(100);
            Expect.that(() -> texts.size() >= stream.sent().size(), () -> texts.size() + " records");
        } finally {
            SETTINGS.keySet().forEach(System::clearProperty);
        }
        assertEquals(stream.sent(), new HashSet<>(texts));
        assertEquals(stream.sent().size(), texts.size());
        assertFalse(readers.contains("driver"), readers::toString);
    }
}
