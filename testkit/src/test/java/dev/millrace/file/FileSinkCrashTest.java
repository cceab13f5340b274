package dev.millrace.file;

import dev.millrace.connector.StagedSink;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.FileSinkContractTest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The contract again, with failures and crashes at every step that the sink takes on its files. */
class FileSinkCrashTest extends FileSinkContractTest {
    private final Faults faults = new Faults();

    @Override
    protected StagedSink<String> sink() {
        return new FileSink<>(directory(), String::valueOf, new FaultyFiles(faults));
    }

    /** What fails isn't taken along. */
    @Override
    protected boolean isSerializable() {
        return false;
    }

    @Override
    protected @Nullable Faults faults() {
        return faults;
    }

    private static final class FaultyFiles extends DurableFiles {
        private final transient Faults faults;

        private FaultyFiles(Faults faults) {
            this.faults = faults;
        }

        @Override
        void step(String what, Path path) {
            faults.pass(what + " " + path);
        }
    }
}
