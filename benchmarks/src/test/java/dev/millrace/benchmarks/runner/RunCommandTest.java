package dev.millrace.benchmarks.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunCommandTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void anUnknownRowIsRefusedAndTheOthersAreNamed() {
        assertEquals(2, run("--rows", "1,26"));
        String all = Rows.ALL.stream().map(row -> String.valueOf(row.number())).collect(Collectors.joining(", "));
        assertTrue(errors.toString().contains("there are " + all), errors.toString());
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertEquals(2, run("--fast"));
    }

    @Test
    void noForkAtAllIsRefused() {
        assertEquals(2, run("--forks", "0"));
    }

    private int run(String... arguments) {
        return new CommandLine(new RunCommand()).setErr(new PrintWriter(errors)).execute(arguments);
    }
}
