package dev.millrace.testkit;

import dev.millrace.connector.ReplayableSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The source of the test kit keeps the contract that it is used to test. */
class TestSourceContractTest extends SourceContractTest<String> {
    private final Faults faults = new Faults();
    private final TestSource<String> world = TestSource.<String>named("world").with(faults);

    @Override
    protected ReplayableSource<String> source() {
        return world;
    }

    @Override
    protected void append(int log, List<String> records) {
        world.pushTo("log-" + log, records);
    }

    @Override
    protected String record(int number) {
        return "record " + number;
    }

    @Override
    protected int logs() {
        return 3;
    }

    @Override
    protected boolean forgetOldest() {
        world.trim("log-0", 1);
        return true;
    }

    @Override
    protected int fruitlessPollsMax() {
        return 1;
    }

    @Override
    protected @Nullable Faults faults() {
        return faults;
    }
}
