package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.connector.jdbc.JdbcSink;
import dev.millrace.file.FileSource;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that executors write to, who die while they do, as do the driver and the database: each record is there once. */
@Timeout(300)
@Order(1)
@ExtendWith(OnCluster.class)
class JdbcOnClusterTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrDoubledWhoeverDies(CountsDatabase.Kind kind) throws Exception {
        try (CountsDatabase database = kind.create()) {
            CountingProgram program = new CountingProgram(OnCluster.master(), directory, database);
            try (StreamingContext ssc = program.context()) {
                BatchDriver driver = ssc.startByHand();
                program.runBatch(driver, "to be", "or not", "to be");
                if (kind == CountsDatabase.Kind.POSTGRES) {
                    killExecutors(program, driver);
                }
                program.runBatchWithoutDatabase(driver, "be or", "not to be");
                program.assertEachIsThereOnce();
            }
            assertTrue(Files.exists(directory.resolve(CountingProgram.FAILED)), "an attempt failed");
            program.dieAt(BatchStep.SEALED, "to be", "to do");
            program.dieAt(BatchStep.OUTPUT_WRITTEN);
            try (StreamingContext ssc = program.context()) {
                program.runBatch(ssc.startByHand(), "at last");
            }
            program.assertEachIsThereOnce();
        }
    }

    private void killExecutors(CountingProgram program, BatchDriver driver) throws IOException {
        program.runBatch(driver, "be " + CountingProgram.DIES_BEFORE, "to", CountingProgram.DIES_AFTER);
        assertTrue(Files.exists(directory.resolve(CountingProgram.DIES_BEFORE)), "an executor died");
        assertTrue(Files.exists(directory.resolve(CountingProgram.DIES_AFTER)), "an executor died");
    }

    /** What fails in an executor comes to the driver as what it is, and its words hold no password and no record. */
    @ParameterizedTest
    @EnumSource
    void anErrorInAnExecutorSaysWhoseFaultItIsAndNoSecret(CountsDatabase.Kind kind) throws Exception {
        try (CountsDatabase database = kind.create();
                StreamingContext ssc = StreamingContext.builder()
                        .appName("secrets")
                        .master(OnCluster.master())
                        .batchInterval(Duration.ofMillis(50))
                        .checkpointDirectory(directory.resolve("checkpoint"))
                        .build()) {
            InputFiles input = new InputFiles(directory.resolve("in"));
            ssc.sourceStream(FileSource.text(directory.resolve("in")))
                    .save(JdbcSink.<String>builder()
                            .url(database.url())
                            .user("sa")
                            .password(CountsDatabase.SECRET)
                            .statement(
                                    "INSERT INTO counts (word, n) VALUES (?, 1)",
                                    (statement, line) -> statement.setString(1, line))
                            .build())
                    .named("counts");
            BatchDriver driver = ssc.startByHand();
            input.add(List.of("private", "private"));
            MillraceException failure = assertThrows(MillraceException.class, () -> InputFiles.runBatch(driver));
            assertEquals(MillraceException.Kind.USER_CODE, failure.kind(), failure.toString());
            StringWriter all = new StringWriter();
            failure.printStackTrace(new PrintWriter(all, true));
            assertTrue(all.toString().contains("SQLSTATE 23505"), all::toString);
            assertFalse(all.toString().contains("private"), all::toString);
            assertFalse(all.toString().contains(CountsDatabase.SECRET), all::toString);
            assertEquals(List.of(), database.read("SELECT word FROM counts"));
        }
    }
}
