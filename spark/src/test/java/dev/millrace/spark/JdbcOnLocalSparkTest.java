package dev.millrace.spark;

import dev.millrace.BatchDriver;
import dev.millrace.StreamingContext;
import dev.millrace.status.BatchStep;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that Spark writes to in the driver's process, where driver and database die. */
@Timeout(300)
class JdbcOnLocalSparkTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void setProperties() {
        LocalSpark.setProperties();
    }

    @AfterAll
    static void clearProperties() {
        LocalSpark.clearProperties();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrDoubledWhoeverDies(CountsDatabase.Kind kind) throws Exception {
        try (CountsDatabase database = kind.create()) {
            CountingProgram program = new CountingProgram("spark-local[2]", directory, database);
            try (StreamingContext ssc = program.context()) {
                BatchDriver driver = ssc.startByHand();
                program.runBatch(driver, "to be", "or not", "to be");
                program.runBatchWithoutDatabase(driver, "be or", "not to be");
            }
            program.dieAt(BatchStep.SEALED, "to be", "to do");
            program.dieAt(BatchStep.OUTPUT_WRITTEN);
            try (StreamingContext ssc = program.context()) {
                program.runBatch(ssc.startByHand(), "at last");
            }
            program.assertEachIsThereOnce();
        }
    }
}
