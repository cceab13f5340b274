package dev.millrace.testkit;

import dev.millrace.connector.StagedSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The staged sink of the test kit keeps the contract that it is used to test. */
class TestStagedSinkContractTest extends StagedSinkContractTest<String> {
    private final Faults faults = new Faults();
    private final TestStagedSink<String> world =
            TestStagedSink.<String>named("world").with(faults);

    @Override
    protected StagedSink<String> sink() {
        return world;
    }

    @Override
    protected boolean isSerializable() {
        return false;
    }

    @Override
    protected String record(int number) {
        return "record " + number;
    }

    @Override
    protected List<String> visible() {
        return world.records();
    }

    @Override
    protected @Nullable Faults faults() {
        return faults;
    }
}
