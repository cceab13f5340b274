package dev.millrace.testkit;

import dev.millrace.connector.MarkerSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The marker sink of the test kit keeps the contract that it is used to test. */
class TestMarkerSinkContractTest extends MarkerSinkContractTest<String> {
    private final Faults faults = new Faults();
    private final TestMarkerSink<String> world =
            TestMarkerSink.<String>named("world").with(faults);

    @Override
    protected MarkerSink<String> sink() {
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
