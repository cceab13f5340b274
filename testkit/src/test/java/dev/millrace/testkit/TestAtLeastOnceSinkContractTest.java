package dev.millrace.testkit;

import dev.millrace.connector.AtLeastOnceSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The at-least-once sink of the test kit keeps the contract that it is used to test. */
class TestAtLeastOnceSinkContractTest extends AtLeastOnceSinkContractTest<String> {
    private final Faults faults = new Faults();
    private final TestAtLeastOnceSink<String> world =
            TestAtLeastOnceSink.<String>named("world").with(faults);

    @Override
    protected AtLeastOnceSink<String> sink() {
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
